import { type PointerEvent, useState } from "react";
import { documentStore } from "../state/editor";
import type { Point } from "./bends";
import { toCanvas } from "./flow-handle";

/** Where an edge bends: each can be dragged, and a double-click removes it. */
export function BendHandles(props: {
  readonly from: string;
  readonly to: string;
  readonly bends: readonly Point[];
  /** In px of the canvas: larger where that is shown small. */
  readonly radius: number;
  /** While one is dragged the line follows; let go, it is one step. */
  readonly show: (bends: readonly Point[] | undefined) => void;
}) {
  const { from, to, bends, radius, show } = props;
  const [held, setHeld] = useState<{ readonly index: number; readonly at: Point }>();
  const set = (next: readonly Point[]) =>
    documentStore.getState().apply({ kind: "bend", from, to, bends: next });
  const moved = (event: PointerEvent, index: number): readonly Point[] => {
    const [x, y] = toCanvas(event.clientX, event.clientY);
    return bends.map((bend, at) => (at === index ? [Math.round(x), Math.round(y)] : bend));
  };
  return bends.map(([x, y], index) => (
    // biome-ignore lint/a11y/noStaticElementInteractions: bends are looks, which the edge's menu sets too.
    <circle
      // biome-ignore lint/suspicious/noArrayIndexKey: a bend is its place in the list.
      key={index}
      className="bend nopan nodrag"
      data-bend={index}
      cx={x}
      cy={y}
      r={radius}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.stopPropagation();
        event.currentTarget.setPointerCapture(event.pointerId);
        setHeld({ index, at: [x, y] });
      }}
      onPointerMove={(event) => {
        if (held?.index === index) show(moved(event, index));
      }}
      onPointerUp={(event) => {
        if (held?.index !== index) return;
        setHeld(undefined);
        show(undefined);
        const next = moved(event, index);
        const after = next[index] ?? held.at;
        const far = Math.hypot(after[0] - held.at[0], after[1] - held.at[1]);
        // A click has moved nothing.
        if (far > 2) set(next);
      }}
      onPointerCancel={() => {
        setHeld(undefined);
        show(undefined);
      }}
      onDoubleClick={(event) => {
        event.stopPropagation();
        set(bends.filter((_, at) => at !== index));
      }}
    >
      <title>Drag this bend; double-click removes it</title>
    </circle>
  ));
}
