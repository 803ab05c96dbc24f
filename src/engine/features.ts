import * as tf from "@tensorflow/tfjs-core";
import { featuresKey } from "../compile/keys";
import { picturesAtOnce } from "../compile/memory-cost";
import type { Dataset } from "../graph/values";
import { type Module, moduleFacts } from "../module/module";
import type { StateDict } from "../module/state";
import { floatsFor } from "../pixels/memory";
import { randomStream } from "../random";
import type { ResultCache } from "./cache";
import { breathe } from "./cancel";
import type { KeptFeatures } from "./kept/kept-features";
import { type DeviceParameters, runModule } from "./program";
import { batches, labelsOf, loadedBatches, maskOf, masksOf, type Rows, type Targets } from "./rows";
import type { DeviceWeights } from "./weights";

/** Outputs of a module's steady beginning, one row a picture, kept as they are worked out. */
export interface FeatureTable {
  readonly rows: Map<number, Float32Array>;
}

export interface FeatureRequest {
  readonly prefix: Module;
  readonly state: StateDict;
  readonly dataset: Dataset;
  /** The dataset's pictures, row by row. */
  readonly pictures: Rows;
  readonly weights: DeviceWeights;
  readonly cache: ResultCache;
  readonly kept?: KeptFeatures | undefined;
  /** Prefixed to the key: numbers differ in the last digits from device to device. */
  readonly device: string;
  readonly signal: AbortSignal;
  progress(done: number, total: number): void;
}

/**
 * The features of every row of a dataset. Rows that were worked out before, for whatever split or node, are taken
 * from the cache; only the others are decoded and run.
 */
export async function featureRows(request: FeatureRequest): Promise<Rows> {
  const { prefix, dataset, cache } = request;
  const origin = dataset.origin;
  if (!origin) throw new Error("Features are kept only for datasets that give the same pictures every time.");
  const plain = featuresKey(prefix, origin.key);
  const key = `${request.device}:${plain}`;
  const table = ((await cache.get(key)) as FeatureTable | undefined) ?? {
    rows: new Map(await request.kept?.read(plain, request.device)),
  };
  const missing = Uint32Array.from(dataset.names.keys()).filter(
    (index) => !table.rows.has(origin.rows[index] ?? 0),
  );
  if (missing.length > 0) {
    await fill(request, table, missing, origin.rows);
    await request.kept?.write(plain, request.device, table.rows);
  }
  await cache.set(key, table, tableBytes(table));
  return tableRows(dataset, table, origin.rows, deviceShape(prefix));
}

async function fill(
  request: FeatureRequest,
  table: FeatureTable,
  missing: Uint32Array,
  originRows: Uint32Array,
): Promise<void> {
  const parameters = request.weights.parameters(request.prefix, request.state);
  const rows = request.pictures;
  const size = picturesAtOnce(request.prefix);
  let done = 0;
  request.progress(done, missing.length);
  for await (const { indices, data } of loadedBatches(rows, batches(missing, size), 0)) {
    const output = await forwardBatch(request.prefix, parameters, data, [indices.length, ...rows.shape()]);
    const width = output.length / indices.length;
    // One piece of memory for the batch: a piece for each row would take more than a short row itself.
    const own = output.slice();
    indices.forEach((index, position) => {
      table.rows.set(originRows[index] ?? 0, own.subarray(position * width, (position + 1) * width));
    });
    done += indices.length;
    request.progress(done, missing.length);
    await breathe(request.signal);
  }
}

/** One batch through a module in evaluation mode, back on the host. */
export async function forwardBatch(
  module: Module,
  parameters: DeviceParameters,
  data: Float32Array,
  shape: readonly number[],
): Promise<Float32Array> {
  const output = tf.tidy(() =>
    runModule(module, parameters, tf.tensor(data, [...shape]), {
      training: false,
      random: (layer) => randomStream(0, layer),
    }),
  );
  const values = (await output.data()) as Float32Array;
  output.dispose();
  return values;
}

function tableRows(
  dataset: Dataset,
  table: FeatureTable,
  originRows: Uint32Array,
  shape: readonly number[],
): Rows {
  const targets = steadyTargets(dataset);
  return {
    length: dataset.names.length,
    hasMasks: dataset.hasMasks === true,
    shape: () => shape,
    async load(indices) {
      const width = shape.reduce((a, b) => a * b, 1);
      const data = floatsFor(indices.length * width);
      indices.forEach((index, position) => {
        const row = table.rows.get(originRows[index] ?? 0);
        if (row) data.set(row, position * width);
        else data.fill(0, position * width, (position + 1) * width);
      });
      return { data, targets: await targets(indices) };
    },
  };
}

/** What is to be found where it is the same in every epoch: each mask is asked for once and kept, a byte a pixel. */
function steadyTargets(dataset: Dataset): (indices: Uint32Array) => Promise<Targets> {
  if (!dataset.hasMasks) return async (indices) => labelsOf(dataset, indices);
  const kept = new Map<number, ReturnType<typeof maskOf>>();
  const mask = async (index: number) => {
    const found = kept.get(index) ?? maskOf(await dataset.sample(index, 0));
    kept.set(index, found);
    return found;
  };
  return async (indices) => masksOf(await Promise.all(Array.from(indices, mask)));
}

/** Torch's [C, H, W] as it lies on the device: [H, W, C]. */
function deviceShape(module: Module): readonly number[] {
  const output = moduleFacts(module).at(-1)?.output ?? module.in;
  const sizes = output.map((dim) => {
    if (typeof dim === "string") throw new Error(`The size ${dim} is not known yet.`);
    return dim;
  });
  const [channels, height, width] = sizes;
  return sizes.length === 3 ? [height ?? 1, width ?? 1, channels ?? 1] : sizes;
}

function tableBytes(table: FeatureTable): number {
  let bytes = 0;
  for (const row of table.rows.values()) bytes += row.byteLength;
  return bytes;
}
