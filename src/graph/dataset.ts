import { giveBackImage, memoryOf } from "../pixels/by-table";
import type { Picture } from "../pixels/picture";
import type { Dataset, Image, Sample } from "./values";

/**
 * The same pictures in the same order, their values changed by a pure function of (image, epoch, index). Masks stay as they
 * are: what moves pixels is `mapPairs`' to do.
 */
export function mapImages(
  dataset: Dataset,
  change: (image: Image, name: string, epoch: number, index: number) => Image | Promise<Image>,
): Dataset {
  return mapSamples(dataset, async (sample, epoch, index) => {
    const image = await change(sample.image, sample.name, epoch, index);
    if (sample.mask && (image.height !== sample.mask.height || image.width !== sample.mask.width))
      throw new Error(`${sample.name} was moved without its mask.`);
    return { ...sample, image };
  });
}

/** What happens to one picture and to its mask: the same move, by the same draw. */
export interface Move {
  image(image: Image): Image;
  /** Takes no means of pixels, so that 0 and 1 stay the only values. */
  mask(mask: Picture): Picture;
}

/** The same pictures in the same order, their pixels moved: whatever is settled for a picture holds for its mask. */
export function mapPairs(
  dataset: Dataset,
  settle: (image: Image, name: string, epoch: number, index: number) => Move,
): Dataset {
  return mapSamples(dataset, async ({ image, mask, ...rest }, epoch, index) => {
    const move = settle(image, rest.name, epoch, index);
    return { ...rest, image: move.image(image), ...(mask ? { mask: move.mask(mask) } : {}) };
  });
}

function mapSamples(
  dataset: Dataset,
  change: (sample: Sample, epoch: number, index: number) => Promise<Sample>,
): Dataset {
  return {
    kind: "Dataset",
    classes: dataset.classes,
    names: dataset.names,
    labels: dataset.labels,
    ...(dataset.prints ? { prints: dataset.prints } : {}),
    ...(dataset.hasMasks ? { hasMasks: true } : {}),
    async sample(index, epoch) {
      const before = await dataset.sample(index, epoch);
      const after = await change(before, epoch, index);
      // What was changed into something else is not seen again. It may live on in what came of it.
      const isShared = memoryOf(after.image).buffer === memoryOf(before.image).buffer;
      if (before.fresh && !isShared) giveBackImage(before.image);
      return after;
    },
  };
}

/** Some rows of a dataset, unchanged: work done on a row of the origin need not be done again. */
export function selectRows(dataset: Dataset, rows: Uint32Array): Dataset {
  const { origin, prints } = dataset;
  return {
    kind: "Dataset",
    classes: dataset.classes,
    names: Array.from(rows, (row) => dataset.names[row] ?? ""),
    labels: Int32Array.from(rows, (row) => dataset.labels[row] ?? 0),
    sample: (index, epoch) => dataset.sample(rows[index] ?? 0, epoch),
    ...(dataset.hasMasks ? { hasMasks: true } : {}),
    ...(prints ? { prints: Array.from(rows, (row) => prints[row] ?? "") } : {}),
    ...(origin ? { origin: { key: origin.key, rows: rows.map((row) => origin.rows[row] ?? 0) } } : {}),
  };
}
