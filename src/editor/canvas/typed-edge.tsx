import {
  BaseEdge,
  type Edge,
  type EdgeProps,
  getBezierPath,
  getSmoothStepPath,
  useStore,
} from "@xyflow/react";
import { memo } from "react";
import type { ValueKind } from "@/graph/types";
import { PORTS } from "../state/categories";
import { useSession } from "../state/editor";
import { formAt } from "./form";

export type TypedEdgeData = Edge<
  {
    /** The type that flows, in a few words; empty where it is not known. */
    readonly label: string;
    readonly kind: ValueKind | undefined;
    readonly wrong: boolean;
  },
  "typed"
>;

/** An edge in the colour of its type, with the shape that flows on it. While its target runs, something moves along. */
export const TypedEdge = memo(function TypedEdge(props: EdgeProps<TypedEdgeData>) {
  const { id, target, data } = props;
  const live = useSession(({ runs }) => runs[target]?.status === "running");
  const far = useStore((state) => formAt(state.transform[2]) !== "card");
  // An edge that goes back, as from the end of one line to the beginning of the next, runs between the lines.
  const back = props.targetX < props.sourceX;
  const [path, x, y] = back
    ? getSmoothStepPath({ ...props, borderRadius: 12, offset: 24 })
    : getBezierPath(props);
  const colour = data?.kind ? PORTS[data.kind].colour : "var(--faint)";
  const label = data?.label ?? "";
  // A gap between two cards is narrow: `630 × [3, 224, 224]` stands in two lines there, around a level edge.
  const narrow = Math.abs(props.targetX - props.sourceX) < 130;
  const apart = Math.abs(props.sourceY - props.targetY) < 12 ? 10 : 5;
  const cut = narrow ? label.indexOf(" × ") : -1;
  return (
    <g style={{ "--edge": colour }}>
      <BaseEdge
        id={id}
        path={path}
        className="tl-edge"
        data-live={live}
        data-wrong={data?.wrong ?? false}
        interactionWidth={16}
      />
      {!far && cut > 0 && (
        <>
          <text className="edge-label narrow" x={x} y={y + 4 - apart}>
            {label.slice(0, cut + 2)}
          </text>
          <text className="edge-label narrow" x={x} y={y + 4 + apart}>
            {label.slice(cut + 3).replaceAll(", ", ",")}
          </text>
        </>
      )}
      {!far && label !== "" && cut <= 0 && (
        <text className="edge-label" x={x} y={y + (narrow ? -6 : 3.5)}>
          {label}
        </text>
      )}
    </g>
  );
});
