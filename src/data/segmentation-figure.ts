import type { MapsFigure, Thumbnail } from "../figures/figure";
import type { Dataset, Sample } from "../graph/values";
import { countMasks, dice, iou, type MaskCounts } from "../metrics/masks";
import { findBoundaries } from "../pixels/boundaries";
import { makePicture } from "../pixels/picture";
import { resize } from "../pixels/resample";
import { heatCell } from "./heat-map";
import { sigmoids } from "./logits";
import { thumbnail } from "./thumbnail";

/** A picture with its mask of 0 and 1, and for each pixel the probability of belonging to it. */
export interface Segmented {
  readonly sample: Sample;
  readonly mask: Uint8Array;
  readonly probability: Float32Array;
}

/** Longest side of a shown picture, px. */
const LONGEST = 320;
const PREVIEWED = 3;

const RED = [255, 0, 0] as const;
const BLACK = [0, 0, 0] as const;
const WHITE = [255, 255, 255] as const;
/** Missed and false: told apart by lightness too, and by people who do not see red and green apart. */
const MISSED = [230, 97, 0] as const;
const FALSE = [64, 196, 255] as const;

/** Pixels whose probability is above the threshold, as 0 and 1. */
export function thresholded(probability: Float32Array, threshold: number): Uint8Array {
  return Uint8Array.from(probability, (p) => (p > threshold ? 1 : 0));
}

/** Each picture, its true mask, what is said, its boundary over the picture, the probabilities and the mistakes. */
export function segmentationFigure(rows: readonly Segmented[], threshold: number): MapsFigure {
  return {
    kind: "maps",
    title: "Segmentation",
    columns: ["Picture", "True mask", "Prediction", "Boundary", "Probability", "Mistakes"],
    rows: rows.map(({ sample, mask, probability }) => {
      const { name, image } = sample;
      const size = { height: image.height, width: image.width };
      const said = thresholded(probability, threshold);
      const counts = countMasks(probability, mask, threshold);
      const picture = thumbnail(image, name, "", LONGEST);
      return {
        name,
        caption: captionOf(counts),
        values: [dice(counts), iou(counts)],
        cells: [
          picture,
          maskCell(mask, size, `${name}: true mask`),
          maskCell(said, size, `${name}: prediction`),
          boundaryCell(sample, said, `${name}: boundary of the prediction`),
          heatCell({ ...size, data: probability }, [0, 1], "viridis", `${name}: probability`, LONGEST),
          errorCell(mask, said, size, `${name}: missed orange, false blue`),
        ],
      };
    }),
    numbers: [{ name: "Dice" }, { name: "IoU" }],
    scale: {
      map: "viridis",
      text: "Probability: viridis, from 0 to 1. Mistakes: missed orange, false blue, right white",
    },
  };
}

/** A few fixed pictures of a dataset as they are said from logits of all of them: to look at while a network learns. */
export async function segmentationPreview(
  dataset: Dataset,
): Promise<(logits: Float32Array, title: string) => MapsFigure> {
  const count = Math.min(PREVIEWED, dataset.names.length);
  const samples = await Promise.all(Array.from({ length: count }, (_, index) => dataset.sample(index, 0)));
  const shown = samples.map((sample) => ({
    sample,
    picture: thumbnail(sample.image, sample.name, "", LONGEST),
    mask: sample.mask?.data ?? new Uint8Array(),
  }));
  return (logits, title) => ({
    kind: "maps",
    title,
    columns: ["Picture", "True mask", "Probability"],
    rows: shown.map(({ sample: { name, image }, picture, mask }, row) => {
      const { height, width } = image;
      const pixels = height * width;
      const probability = sigmoids(logits.subarray(row * pixels, (row + 1) * pixels));
      const counts = countMasks(probability, mask);
      return {
        name,
        caption: captionOf(counts),
        values: [dice(counts), iou(counts)],
        cells: [
          picture,
          maskCell(mask, { height, width }, `${name}: true mask`),
          heatCell({ height, width, data: probability }, [0, 1], "viridis", `${name}: probability`, LONGEST),
        ],
      };
    }),
    numbers: [{ name: "Dice" }, { name: "IoU" }],
    scale: { map: "viridis", text: "Viridis, from 0 to 1" },
  });
}

function captionOf(counts: MaskCounts): string {
  return `Dice ${dice(counts).toFixed(3)}, IoU ${iou(counts).toFixed(3)}`;
}

interface Size {
  readonly height: number;
  readonly width: number;
}

function maskCell(mask: Uint8Array, size: Size, name: string): Thumbnail {
  return painted(size, name, (at) => (mask[at] ? WHITE : BLACK));
}

function errorCell(mask: Uint8Array, said: Uint8Array, size: Size, name: string): Thumbnail {
  return painted(size, name, (at) => (mask[at] ? (said[at] ? WHITE : MISSED) : said[at] ? FALSE : BLACK));
}

/** The picture with the boundary pixels of what is said in red: scikit-image's `find_boundaries`, thick. */
function boundaryCell({ image, name: of }: Sample, said: Uint8Array, name: string): Thumbnail {
  const { height, width } = image;
  const { rgba } = thumbnail(image, of, "", Math.max(height, width));
  const boundary = findBoundaries({ height, width, data: said });
  return painted({ height, width }, name, (at) =>
    boundary[at] ? RED : [rgba[4 * at] ?? 0, rgba[4 * at + 1] ?? 0, rgba[4 * at + 2] ?? 0],
  );
}

function painted(
  { height, width }: Size,
  name: string,
  colourOf: (at: number) => readonly [number, number, number],
): Thumbnail {
  const rgba = new Uint8Array(height * width * 4);
  for (let at = 0; at < height * width; at++) rgba.set([...colourOf(at), 255], 4 * at);
  const scale = Math.min(1, LONGEST / Math.max(height, width));
  const side = (length: number) => Math.max(1, Math.round(length * scale));
  const to = { height: side(height), width: side(width) };
  const small = scale < 1 ? resize(makePicture("RGBA", height, width, rgba), to, "bilinear").data : rgba;
  return { name, caption: "", ...to, rgba: new Uint8ClampedArray(small) };
}
