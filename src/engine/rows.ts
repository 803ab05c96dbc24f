import type { Dataset } from "../graph/values";

/** Rows of numbers to feed a module with: pictures, or features that were worked out before. */
export interface Rows {
  readonly length: number;
  readonly labels: Int32Array;
  /** Shape of one row on the device: [H, W, C] or [features]. */
  shape(): readonly number[];
  /** The named rows one behind the other. */
  load(indices: Uint32Array, epoch: number): Promise<Float32Array>;
}

/** A dataset's pictures as rows, decoded when asked for. */
export function pictureRows(dataset: Dataset): Rows {
  let shape: readonly number[] | undefined;
  return {
    length: dataset.names.length,
    labels: dataset.labels,
    shape() {
      if (!shape) throw new Error("The size of a row is known once the first was loaded.");
      return shape;
    },
    async load(indices, epoch) {
      const samples = await Promise.all(Array.from(indices, (index) => dataset.sample(index, epoch)));
      const first = samples[0]?.image;
      if (!first) return new Float32Array(0);
      shape = [first.height, first.width, first.channels];
      const out = new Float32Array(samples.length * first.data.length);
      samples.forEach(({ image, name }, position) => {
        if (image.data.length !== first.data.length || image.width !== first.width) {
          throw new Error(
            `${name} is ${image.height} × ${image.width} × ${image.channels}, the others ${shape?.join(" × ")}.`,
          );
        }
        out.set(image.data, position * first.data.length);
      });
      return out;
    },
  };
}

/** Splits 0 … length − 1, or a given order, into batches. The last may be smaller. */
export function batches(order: Uint32Array, size: number): Uint32Array[] {
  const list: Uint32Array[] = [];
  for (let from = 0; from < order.length; from += size) list.push(order.subarray(from, from + size));
  return list;
}

/** 0, 1, 2 … */
export function inOrder(length: number): Uint32Array {
  return Uint32Array.from({ length }, (_, index) => index);
}

/** Hands out loaded batches, always one ahead: the next is decoded while the device works on this one. */
export async function* loadedBatches(
  rows: Rows,
  list: readonly Uint32Array[],
  epoch: number,
): AsyncGenerator<{ readonly indices: Uint32Array; readonly data: Float32Array }> {
  let ahead = list[0] && rows.load(list[0], epoch);
  for (let at = 0; at < list.length; at++) {
    const indices = list[at];
    if (!indices || !ahead) return;
    const data = await ahead;
    const next = list[at + 1];
    ahead = next && rows.load(next, epoch);
    // A failure ahead of its turn is met at its turn; until then it is nobody's unhandled rejection.
    ahead?.catch(() => undefined);
    yield { indices, data };
  }
}
