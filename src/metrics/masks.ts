/** Pixels of a predicted and a true mask, counted; the four numbers say all that Dice, IoU and accuracy ask. */
export interface MaskCounts {
  /** In both masks. */
  readonly intersection: number;
  readonly predicted: number;
  readonly target: number;
  readonly pixels: number;
}

/**
 * Counts the pixels above `threshold` (strictly) and those of the target (not 0). Axes do not matter, so a whole batch
 * may be given. Throws a RangeError when the lengths differ.
 */
export function countMasks(
  probabilities: ArrayLike<number>,
  target: ArrayLike<number>,
  threshold = 0.5,
): MaskCounts {
  checkLengths(probabilities, target);
  let intersection = 0;
  let predicted = 0;
  let inTarget = 0;
  for (let i = 0; i < target.length; i++) {
    // Numbers, not branches: which way a pixel goes nobody can foretell, and a processor that guesses loses time.
    const positive = Number((probabilities[i] as number) > threshold);
    const isTarget = Number(target[i] !== 0);
    predicted += positive;
    inTarget += isTarget;
    intersection += positive & isTarget;
  }
  return { intersection, predicted, target: inTarget, pixels: target.length };
}

/**
 * `countMasks` for each sample of a batch, `samples` blocks of equal length one after another (the first axis).
 * Throws a RangeError when the length is not a multiple of `samples`.
 */
export function countMasksPerSample(
  probabilities: Float32Array,
  target: Uint8Array | Float32Array,
  samples: number,
  threshold = 0.5,
): MaskCounts[] {
  checkLengths(probabilities, target);
  const pixels = target.length / samples;
  if (!Number.isInteger(pixels))
    throw new RangeError(`${target.length} pixels are not ${samples} samples of one size.`);
  return Array.from({ length: samples }, (_, i) =>
    countMasks(
      probabilities.subarray(i * pixels, (i + 1) * pixels),
      target.subarray(i * pixels, (i + 1) * pixels),
      threshold,
    ),
  );
}

/**
 * Dice's coefficient 2·|P ∩ T| / (|P| + |T|), in [0, 1]; 1 where both are empty. With `smooth`, the form that losses use:
 * (2·|P ∩ T| + smooth) / (|P| + |T| + smooth).
 */
export function dice({ intersection, predicted, target }: MaskCounts, smooth = 0): number {
  return ratio(2 * intersection + smooth, predicted + target + smooth);
}

/** Intersection over union (Jaccard's index), in [0, 1]; 1 where both are empty. */
export function iou(counts: MaskCounts): number {
  return ratio(counts.intersection, unionOf(counts));
}

/** How many pixels are in at least one of the masks. */
export function unionOf({ intersection, predicted, target }: MaskCounts): number {
  return predicted + target - intersection;
}

/** The share of pixels on which the masks agree, in [0, 1]; 1 where there is no pixel. */
export function pixelAccuracy(counts: MaskCounts): number {
  return ratio(counts.pixels - unionOf(counts) + counts.intersection, counts.pixels);
}

/**
 * The soft Dice loss 1 − (2·Σpt + smooth) / (Σp + Σt + smooth) over everything given, from probabilities; the sums are
 * in double precision.
 */
export function softDiceLoss(
  probabilities: ArrayLike<number>,
  target: ArrayLike<number>,
  smooth = 1,
): number {
  checkLengths(probabilities, target);
  let overlap = 0;
  let total = 0;
  for (let i = 0; i < target.length; i++) {
    const p = probabilities[i] as number;
    const t = target[i] as number;
    overlap += p * t;
    total += p + t;
  }
  return 1 - ratio(2 * overlap + smooth, total + smooth);
}

/** By convention two empty masks agree perfectly. */
function ratio(part: number, whole: number): number {
  return whole === 0 ? 1 : part / whole;
}

function checkLengths(probabilities: ArrayLike<number>, target: ArrayLike<number>): void {
  if (probabilities.length !== target.length)
    throw new RangeError(
      `A predicted mask has as many pixels as the true one, but ${probabilities.length} and ${target.length} came.`,
    );
}
