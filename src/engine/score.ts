import { countMasks, dice, type MaskCounts, pixelAccuracy } from "../metrics/masks";
import type { Targets } from "./rows";

/** What was counted so far. */
export interface ScoreSums {
  readonly rows: number;
  readonly right: number;
  readonly counts: MaskCounts | undefined;
}

/** How much was right over several batches of logits. */
export class Score {
  #rows: number;
  #right: number;
  #counts: MaskCounts | undefined;

  /** Goes on counting where another left off. */
  constructor({ rows, right, counts }: ScoreSums = { rows: 0, right: 0, counts: undefined }) {
    this.#rows = rows;
    this.#right = right;
    this.#counts = counts;
  }

  get sums(): ScoreSums {
    return { rows: this.#rows, right: this.#right, counts: this.#counts };
  }

  add(logits: Float32Array, { data, shape: [rows = 0] }: Targets): void {
    this.#rows += rows;
    if (data instanceof Int32Array) this.#right += countRight(logits, data);
    // A logit above 0 is a probability above a half.
    else this.#counts = sumOf(this.#counts, countMasks(logits, data, 0));
  }

  /** The share right: of pictures, or of pixels. */
  get accuracy(): number {
    return this.#counts ? pixelAccuracy(this.#counts) : this.#right / this.#rows;
  }

  /** Dice's coefficient of all pixels together; none where there are no masks. */
  get dice(): number | undefined {
    return this.#counts && dice(this.#counts);
  }
}

/** How many rows have their largest value, the first of equal ones, where their label says. */
function countRight(logits: Float32Array, labels: Int32Array): number {
  const width = logits.length / Math.max(1, labels.length);
  let right = 0;
  labels.forEach((label, row) => {
    let best = 0;
    for (let k = 1; k < width; k++) {
      if ((logits[row * width + k] as number) > (logits[row * width + best] as number)) best = k;
    }
    if (best === label) right++;
  });
  return right;
}

function sumOf(a: MaskCounts | undefined, b: MaskCounts): MaskCounts {
  if (!a) return b;
  return {
    intersection: a.intersection + b.intersection,
    predicted: a.predicted + b.predicted,
    target: a.target + b.target,
    pixels: a.pixels + b.pixels,
  };
}
