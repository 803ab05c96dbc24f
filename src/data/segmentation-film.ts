import { colourIndex } from "../figures/colour-maps";
import type { Film } from "../figures/figure";
import type { Dataset, EpochRecord } from "../graph/values";
import { countMasks, dice, iou } from "../metrics/masks";
import { makePicture } from "../pixels/picture";
import { resize } from "../pixels/resample";
import { sigmoids } from "./logits";
import { maskCell } from "./mask-cells";
import { thumbnail } from "./thumbnail";

/** Longest side of a picture in a film, px. */
const LONGEST = 160;
const SHOWN = 3;

/**
 * The first pictures of a dataset with masks, to look at while a network learns them: from the logits of all its pictures
 * comes a film with the one frame of that epoch.
 */
export async function segmentationFilm(
  dataset: Dataset,
  epochs: number,
): Promise<(records: readonly EpochRecord[], logits: Float32Array) => Film> {
  const count = Math.min(SHOWN, dataset.names.length);
  const samples = await Promise.all(Array.from({ length: count }, (_, index) => dataset.sample(index, 0)));
  const shown = samples.map(({ name, image, mask }) => ({
    size: { height: image.height, width: image.width },
    mask: mask?.data ?? new Uint8Array(),
    picture: thumbnail(image, name, "", LONGEST),
    name,
  }));
  const pictures = shown.map(({ name, picture, mask, size }) => ({
    name,
    picture,
    mask: maskCell(mask, size, `${name}: true mask`, LONGEST),
  }));
  return (records, logits) => {
    const rows = shown.map(({ size, mask, picture }, row) => {
      const pixels = size.height * size.width;
      const probability = sigmoids(logits.subarray(row * pixels, (row + 1) * pixels));
      const counts = countMasks(probability, mask);
      const places = Uint8Array.from(probability, (p) => colourIndex(p, 0, 1));
      const small = resize(makePicture("L", size.height, size.width, places), picture, "bilinear");
      return { map: Uint8Array.from(small.data), values: [dice(counts), iou(counts)] as const };
    });
    const frame = {
      epoch: records.length,
      record: records.at(-1) ?? { trainLoss: Number.NaN, trainAccuracy: Number.NaN },
      maps: rows.map(({ map }) => map),
      values: rows.map(({ values }) => values),
    };
    return { epochs, pictures, frames: [frame] };
  };
}
