import { thumbnail } from "../data/thumbnail";
import type { Thumbnail } from "../figures/figure";
import type { Dataset } from "../graph/values";

/** Small pictures of some rows, as they are at this point of the line, with the outlines of their masks. Long side at most `size` px. */
export async function thumbnails(
  dataset: Dataset,
  indices: readonly number[],
  size: number,
): Promise<readonly Thumbnail[]> {
  return Promise.all(
    indices
      .filter((index) => index >= 0 && index < dataset.names.length)
      .map(async (index) => {
        const { image, mask, name, label } = await dataset.sample(index, 0);
        return thumbnail(image, name, dataset.classes[label] ?? "", size, mask);
      }),
  );
}

/** A few pictures that show every class: one of each in turn, in the order of the dataset. */
export function showcase(dataset: Dataset, count: number): readonly number[] {
  const byClass = new Map<number, number[]>();
  dataset.labels.forEach((label, index) => {
    const list = byClass.get(label);
    if (!list) byClass.set(label, [index]);
    else if (list.length < count) list.push(index);
  });
  const lists = [...byClass].sort(([a], [b]) => a - b).map(([, list]) => list);
  const chosen: number[] = [];
  for (let round = 0; chosen.length < count && round < count; round++) {
    for (const list of lists) {
      const index = list[round];
      if (index !== undefined && chosen.length < count) chosen.push(index);
    }
  }
  return chosen;
}
