import * as tf from "@tensorflow/tfjs-core";
import type { Dataset, Sample } from "../graph/values";
import { giveBackImage, valuesOf, writeValues } from "../pixels/by-table";
import { floatsFor, giveBack } from "../pixels/memory";

/** What is to be found, for some rows: class indices `[N]`, or masks `[N, H, W, 1]` of 0 and 1. */
export interface Targets {
  readonly shape: readonly number[];
  readonly data: Int32Array | Float32Array;
}

/** Rows of numbers to feed a module with, and what is to be found in them. */
export interface Loaded {
  /** The rows one behind the other. */
  readonly data: Float32Array;
  readonly targets: Targets;
}

export interface Batch extends Loaded {
  readonly indices: Uint32Array;
}

/** Pictures, or features that were worked out before, row by row. */
export interface Rows {
  readonly length: number;
  readonly hasMasks: boolean;
  /** Shape of one row on the device: [H, W, C] or [features]. */
  shape(): readonly number[];
  load(indices: Uint32Array, epoch: number): Promise<Loaded>;
}

/** A dataset's pictures as rows, decoded when asked for. A picture and its mask come from one draw of `sample`. */
export function pictureRows(dataset: Dataset): Rows {
  let shape: readonly number[] | undefined;
  return {
    length: dataset.names.length,
    hasMasks: dataset.hasMasks === true,
    shape() {
      if (!shape) throw new Error("The size of a row is known once the first was loaded.");
      return shape;
    },
    async load(indices, epoch) {
      const samples = await Promise.all(Array.from(indices, (index) => dataset.sample(index, epoch)));
      const first = samples[0]?.image;
      if (!first) return { data: new Float32Array(0), targets: labelsOf(dataset, indices) };
      shape = [first.height, first.width, first.channels];
      const width = valuesOf(first);
      const data = floatsFor(samples.length * width);
      samples.forEach(({ image, name }, position) => {
        if (valuesOf(image) !== width || image.width !== first.width) {
          throw new Error(
            `${name} is ${image.height} × ${image.width} × ${image.channels}, the others ${shape?.join(" × ")}.`,
          );
        }
        writeValues(image, data.subarray(position * width, (position + 1) * width));
      });
      for (const { image, fresh } of samples) if (fresh) giveBackImage(image);
      return { data, targets: dataset.hasMasks ? masksOf(samples.map(maskOf)) : labelsOf(dataset, indices) };
    },
  };
}

export function labelsOf({ labels }: Dataset, indices: Uint32Array): Targets {
  return { shape: [indices.length], data: Int32Array.from(indices, (index) => labels[index] ?? 0) };
}

type Mask = NonNullable<Sample["mask"]>;

/** The mask that a dataset with masks has promised. */
export function maskOf({ mask, name, image }: Sample): Mask {
  if (!mask) throw new Error(`${name} has no mask, though its dataset has masks.`);
  if (mask.height === image.height && mask.width === image.width) return mask;
  throw new Error(
    `${name} is ${image.height} × ${image.width}, but its mask is ${mask.height} × ${mask.width}.`,
  );
}

export function masksOf(masks: readonly Mask[]): Targets {
  const [first] = masks;
  const [height, width] = [first?.height ?? 0, first?.width ?? 0];
  const data = floatsFor(masks.length * height * width);
  masks.forEach((mask, position) => {
    data.set(mask.data, position * height * width);
  });
  return { shape: [masks.length, height, width, 1], data };
}

/** Targets on the device: class indices as int32, masks as float32. */
export function targetTensor({ shape, data }: Targets): tf.Tensor {
  return tf.tensor(data, [...shape], data instanceof Int32Array ? "int32" : "float32");
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

/**
 * Hands out loaded batches, always one ahead: the next is decoded while the device works on this one. A batch's numbers are
 * there until the next batch is asked for, and their memory is then used again: no tensor of them may be left by then.
 */
export async function* loadedBatches(
  rows: Rows,
  list: readonly Uint32Array[],
  epoch: number,
): AsyncGenerator<Batch> {
  let ahead = list[0] && rows.load(list[0], epoch);
  for (let at = 0; at < list.length; at++) {
    const indices = list[at];
    if (!indices || !ahead) return;
    const loaded = await ahead;
    const next = list[at + 1];
    ahead = next && rows.load(next, epoch);
    // A failure ahead of its turn is met at its turn; until then it is nobody's unhandled rejection.
    ahead?.catch(() => undefined);
    yield { indices, ...loaded };
    giveBack(loaded.data);
    if (loaded.targets.data instanceof Float32Array) giveBack(loaded.targets.data);
  }
}
