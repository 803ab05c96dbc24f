import type { ValueView } from "@/engine/protocol";

const RANK: Readonly<Record<ValueView["kind"], number>> = {
  Figure: 1,
  History: 2,
  Metrics: 3,
  Predictions: 4,
  Dataset: 5,
  TrainedModel: 6,
  Module: 7,
  Loss: 8,
  Optimizer: 9,
};

/** A matrix says most, then other pictures, then numbers; the network itself comes last. */
export function worth(view: ValueView): number {
  return view.kind === "Figure" && view.figure.kind === "matrix" ? 0 : RANK[view.kind];
}

/** A node's values by port, what is more worth looking at first. */
export function byWorth(
  views: readonly (readonly [string, ValueView])[],
): readonly (readonly [string, ValueView])[] {
  return [...views].sort(([, a], [, b]) => worth(a) - worth(b));
}
