import type { Dataset, MetricValue } from "../graph/values";
import { countMasks, countMasksPerSample, dice, iou, type MaskCounts, pixelAccuracy } from "../metrics/masks";

/** All masks of a dataset one behind the other, `[N, H, W]`, 0 and 1. */
export async function trueMasks(dataset: Dataset): Promise<Uint8Array> {
  const masks: Uint8Array[] = [];
  for (const [index, name] of dataset.names.entries()) {
    const { mask } = await dataset.sample(index, 0);
    if (!mask) throw new Error(`${name} has no mask, though its dataset has masks.`);
    masks.push(mask.data);
  }
  const all = new Uint8Array(masks.reduce((sum, mask) => sum + mask.length, 0));
  let at = 0;
  for (const mask of masks) {
    all.set(mask, at);
    at += mask.length;
  }
  return all;
}

/** Dice, IoU and pixel accuracy over all pixels together, their means over the pictures, and those of each picture. */
export function scoreMasks(
  probabilities: Float32Array,
  masks: Uint8Array,
  names: readonly string[],
  threshold = 0.5,
): Readonly<Record<string, MetricValue>> {
  const each = countMasksPerSample(probabilities, masks, names.length, threshold).map(scoresOf);
  const mean = (pick: (scores: Scores) => number) =>
    each.reduce((sum, scores) => sum + pick(scores), 0) / each.length;
  return {
    ...scoresOf(countMasks(probabilities, masks, threshold)),
    count: names.length,
    pictureMean: {
      dice: mean((scores) => scores.dice),
      iou: mean((scores) => scores.iou),
      pixelAccuracy: mean((scores) => scores.pixelAccuracy),
    },
    pictures: Object.fromEntries(each.map((scores, index) => [names[index] ?? "", scores])),
  };
}

type Scores = Readonly<Record<"dice" | "iou" | "pixelAccuracy", number>>;

function scoresOf(counts: MaskCounts): Scores {
  return { dice: dice(counts), iou: iou(counts), pixelAccuracy: pixelAccuracy(counts) };
}
