import { Check, RotateCcw } from "lucide-react";
import { useCallback } from "react";
import type { MapsFigure } from "@/figures/figure";
import type { FigureValue } from "@/graph/values";
import { registry } from "@/registry";
import { keepSetting } from "../actions/commands";
import { useDocument, useSession } from "../state/editor";
import { lookAt } from "../state/session-store";
import { FigureView } from "./figure-view";
import { LeaveOutSign } from "./leave-out";
import { Slider } from "./slider";
import { useCut } from "./use-cut";
import type { PictureSource } from "./use-thumbnails";

/** A segmentation figure with a slider that cuts its probabilities elsewhere, and a button that keeps what it shows. */
export function ThresholdView(props: {
  readonly figure: MapsFigure;
  readonly threshold: NonNullable<FigureValue["threshold"]>;
  readonly source: PictureSource;
}) {
  const { figure, threshold, source } = props;
  const { setting, value } = threshold;
  const at = useSession(({ runs }) => runs[source.node]?.threshold) ?? value;
  const cut = useCut(source, figure, value, at);
  // The same from one move of the slider to the next, so that pictures that did not change are not drawn again.
  const leaveOut = useCallback(
    (name: string) => <LeaveOutSign node={source.node} name={name} />,
    [source.node],
  );
  const look = (threshold: number) => lookAt(source.node, { threshold });
  const now = useDocument(({ graph }) => {
    const node = graph.nodes[source.node];
    return node?.settings[setting] ?? registry.get(node?.type ?? "")?.settings[setting]?.default;
  });
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-2">
      <Slider label="Threshold" value={at} min={0} max={1} step={0.01} text={at.toFixed(2)} onChange={look} />
      <div className="flex flex-wrap items-center gap-1.5">
        <button
          type="button"
          className="button small"
          disabled={at === now}
          title="Sets the node's threshold: a step that undo takes back. Training is not run again for it."
          onClick={() => keepSetting(source.node, setting, at)}
        >
          <Check size={13} aria-hidden /> Keep this threshold
        </button>
        <button
          type="button"
          className="button small plain text-soft"
          disabled={at === value}
          onClick={() => look(value)}
        >
          <RotateCcw size={12} aria-hidden /> Back to {value.toFixed(2)}
        </button>
        {cut.note !== "" && (
          <p className="w-full text-[12px] text-soft" role="status">
            {cut.note}
          </p>
        )}
      </div>
      <FigureView figure={cut.figure} rowAction={leaveOut} />
    </div>
  );
}
