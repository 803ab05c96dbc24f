import type { MapsFigure, Thumbnail } from "../figures/figure";
import { countMasks, dice, iou, type MaskCounts, pixelAccuracy } from "../metrics/masks";
import type { Size } from "../pixels/picture";
import { heatCell } from "./heat-map";
import { boundaryCell, errorCell, maskCell } from "./mask-cells";

/** A picture with its mask of 0 and 1, and for each pixel the probability of belonging to it. */
export interface Segmented {
  readonly name: string;
  readonly size: Size;
  /** The picture to look at. */
  readonly picture: Thumbnail;
  readonly mask: ArrayLike<number>;
  readonly probability: Float32Array;
}

/** Longest side of a shown picture, px. */
export const LONGEST = 320;

/** Pixels whose probability is above the threshold, as 0 and 1. */
export function thresholded(probability: Float32Array, threshold: number): Uint8Array {
  return Uint8Array.from(probability, (p) => (p > threshold ? 1 : 0));
}

/** What of a row hangs on the threshold: its pictures by their column. */
export type CutCells = readonly (readonly [column: number, cell: Thumbnail])[];

export function cutCells({ name, size, picture, mask, probability }: Segmented, threshold: number): CutCells {
  const said = thresholded(probability, threshold);
  return [
    [2, maskCell(said, size, `${name}: prediction`, LONGEST)],
    [3, boundaryCell(picture, said, size, `${name}: boundary of the prediction`)],
    [5, errorCell(mask, said, size, `${name}: missed orange, false blue`, LONGEST)],
  ];
}

/** Dice, IoU and pixel accuracy of each row, and of all their pixels together. */
export interface CutNumbers {
  readonly rows: readonly (readonly number[])[];
  readonly overall: readonly number[];
}

export function cutNumbers(
  rows: readonly Pick<Segmented, "mask" | "probability">[],
  threshold: number,
): CutNumbers {
  const counts = rows.map(({ probability, mask }) => countMasks(probability, mask, threshold));
  return { rows: counts.map(numbersOf), overall: numbersOf(counts.reduce(together, NOTHING)) };
}

const NOTHING: MaskCounts = { intersection: 0, predicted: 0, target: 0, pixels: 0 };

function together(a: MaskCounts, b: MaskCounts): MaskCounts {
  return {
    intersection: a.intersection + b.intersection,
    predicted: a.predicted + b.predicted,
    target: a.target + b.target,
    pixels: a.pixels + b.pixels,
  };
}

function numbersOf(counts: MaskCounts): readonly number[] {
  return [dice(counts), iou(counts), pixelAccuracy(counts)];
}

/** Each picture, its true mask, what is said, its boundary over the picture, the probabilities and the mistakes. */
export function segmentationFigure(rows: readonly Segmented[], threshold: number): MapsFigure {
  const numbers = cutNumbers(rows, threshold);
  return {
    kind: "maps",
    title: "Segmentation",
    columns: ["Picture", "True mask", "Prediction", "Boundary", "Probability", "Mistakes"],
    rows: rows.map((row, index) => {
      const { name, size, picture, mask, probability } = row;
      const cells = [
        picture,
        maskCell(mask, size, `${name}: true mask`, LONGEST),
        picture,
        picture,
        heatCell({ ...size, data: probability }, [0, 1], "viridis", `${name}: probability`, LONGEST),
        picture,
      ];
      for (const [column, cell] of cutCells(row, threshold)) cells[column] = cell;
      return { name, caption: "", values: numbers.rows[index] ?? [], cells };
    }),
    numbers: ["Dice", "IoU", "Pixel accuracy"].map((name) => ({ name, share: true })),
    overall: { name: "Together", values: numbers.overall },
    scale: {
      map: "viridis",
      text: "Probability: viridis, from 0 to 1. Mistakes: missed orange, false blue, right white",
    },
  };
}
