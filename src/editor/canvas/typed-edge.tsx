import { BaseEdge, type Edge, type EdgeProps, getBezierPath, getSmoothStepPath } from "@xyflow/react";
import { lazy, type MouseEvent, memo, Suspense, useState } from "react";
import type { ValueKind } from "@/graph/types";
import { PORTS } from "../state/categories";
import { documentStore, useSession } from "../state/editor";
import { useGesture } from "../state/gesture-store";
import { bentPath, type Point, withBend } from "./bends";
import { toCanvas } from "./flow-handle";
import { useForm } from "./form";

export type TypedEdgeData = Edge<
  {
    /** The type that flows, in a few words; empty where it is not known. */
    readonly label: string;
    readonly kind: ValueKind | undefined;
    readonly wrong: boolean;
    /** Points that the line goes through. */
    readonly bends?: readonly Point[];
  },
  "typed"
>;

const BendHandles = lazy(async () => ({ default: (await import("../dialogs")).BendHandles }));

/** An edge in the colour of its type, with the shape that flows on it. While its target runs, something moves along. */
export const TypedEdge = memo(function TypedEdge(props: EdgeProps<TypedEdgeData>) {
  const { id, target, data } = props;
  const live = useSession(({ runs }) => runs[target]?.status === "running");
  const form = useForm();
  const far = form !== "card";
  const dropping = useGesture(({ drop }) => (drop?.edge !== id ? "" : drop.ok ? "fits" : "refused"));
  const [shown, setShown] = useState<readonly Point[]>();
  const bends = shown ?? data?.bends ?? NONE;
  const ends = [
    [props.sourceX, props.sourceY],
    [props.targetX, props.targetY],
  ] as const;
  const [from = "", to = ""] = id.split(">");
  const addBend = (event: MouseEvent) => {
    event.stopPropagation();
    const [x, y] = toCanvas(event.clientX, event.clientY);
    const next = withBend(ends[0], bends, ends[1], [Math.round(x), Math.round(y)]);
    documentStore.getState().apply({ kind: "bend", from, to, bends: next });
  };
  // An edge that goes back, as from the end of one line to the beginning of the next, runs between the lines.
  const back = props.targetX < props.sourceX;
  const [path, x, y] =
    bends.length > 0
      ? bentLine(ends[0], bends, ends[1])
      : back
        ? getSmoothStepPath({ ...props, borderRadius: 12, offset: 24 })
        : getBezierPath(props);
  const colour = data?.kind ? PORTS[data.kind].colour : "var(--faint)";
  const label = data?.label ?? "";
  // A gap between two cards is narrow: `630 × [3, 224, 224]` stands in two lines there, around a level edge.
  const narrow = Math.abs(props.targetX - props.sourceX) < 130;
  const apart = Math.abs(props.sourceY - props.targetY) < 12 ? 10 : 5;
  const cut = narrow ? label.indexOf(" × ") : -1;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: bends are looks, which the edge's menu sets too.
    <g style={{ "--edge": colour }} data-drop={dropping} onDoubleClick={addBend}>
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
      {form !== "block" && bends.length > 0 && (
        <Suspense fallback={null}>
          <BendHandles from={from} to={to} bends={bends} radius={far ? 10 : 5} show={setShown} />
        </Suspense>
      )}
    </g>
  );
});

const NONE: readonly Point[] = [];

function bentLine(from: Point, bends: readonly Point[], to: Point): readonly [string, number, number] {
  const { path, label } = bentPath(from, bends, to);
  return [path, label[0], label[1]];
}
