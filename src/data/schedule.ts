import type { Schedule } from "../graph/run";

/** A loss is better where it is lower by more than this share: torch's ReduceLROnPlateau. */
const THRESHOLD = 1e-4;

/**
 * What the learning rate of an epoch, counted from 0, is multiplied by. `losses` are those of the epochs before it: of
 * the validation pictures where there are some, else of the training.
 */
export function rateFactor(
  { kind, every, factor }: Schedule,
  epoch: number,
  epochs: number,
  losses: readonly number[],
): number {
  switch (kind) {
    case "constant":
      return 1;
    case "cosine":
      return (1 + Math.cos((Math.PI * epoch) / epochs)) / 2;
    case "step":
      return factor ** Math.floor(epoch / every);
    case "plateau":
      return factor ** timesStuck(losses.slice(0, epoch), every);
  }
}

/** How often more than `patience` epochs in a row brought no better loss; counting begins anew each time. */
function timesStuck(losses: readonly number[], patience: number): number {
  let best = Number.POSITIVE_INFINITY;
  let bad = 0;
  let times = 0;
  for (const loss of losses) {
    if (loss < best * (1 - THRESHOLD)) {
      best = loss;
      bad = 0;
    } else bad++;
    if (bad <= patience) continue;
    times++;
    bad = 0;
  }
  return times;
}

/** The epoch, counted from 0, with the lowest loss, the first of equal ones; −1 where there is none. */
export function bestEpoch(losses: readonly number[]): number {
  return losses.reduce(
    (best, loss, epoch) => (loss < (losses[best] ?? Number.POSITIVE_INFINITY) ? epoch : best),
    -1,
  );
}
