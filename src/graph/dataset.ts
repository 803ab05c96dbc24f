import type { Dataset, Image, Sample } from "./values";

/** The same pictures in the same order, each changed by a pure function of (image, epoch, index). */
export function mapImages(
  dataset: Dataset,
  change: (image: Image, name: string, epoch: number, index: number) => Image | Promise<Image>,
): Dataset {
  return {
    kind: "Dataset",
    classes: dataset.classes,
    names: dataset.names,
    labels: dataset.labels,
    ...(dataset.prints ? { prints: dataset.prints } : {}),
    ...(dataset.hasMasks ? { hasMasks: true } : {}),
    async sample(index, epoch): Promise<Sample> {
      const sample = await dataset.sample(index, epoch);
      return { ...sample, image: await change(sample.image, sample.name, epoch, index) };
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
