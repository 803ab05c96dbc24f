import * as tf from "@tensorflow/tfjs-core";
import type { FitSpec } from "../graph/run";
import type { Module } from "../module/module";
import { randomStream } from "../random";
import { type DeviceParameters, runModule } from "./program";
import type { Batch } from "./rows";

/**
 * Where the numbers of a batch were first not finite, in words for the end of a sentence: the batch is run once more, layer
 * by layer, with what the loss was measured with. Undefined where all are finite and only the loss is not.
 */
export async function firstNotFinite(
  spec: Pick<FitSpec, "seed">,
  module: Module,
  parameters: DeviceParameters,
  { indices, data }: Pick<Batch, "indices" | "data">,
  shape: readonly number[],
  at: { readonly epoch: number; readonly batch: number },
): Promise<string | undefined> {
  if (!data.every(Number.isFinite)) return "the pictures of this batch have such numbers already";
  const broken = await notFiniteIn(parameters);
  if (broken !== undefined) return `the update before it left such numbers in ${broken}`;
  const faults: { layer: string; isFault: tf.Tensor }[] = [];
  tf.tidy(() => {
    const observed = new Map(
      module.layers.map(({ name }) => [
        name,
        (output: tf.Tensor) => void faults.push({ layer: name, isFault: tf.keep(notFinite(output)) }),
      ]),
    );
    const random = (layer: string) => randomStream(spec.seed, `dropout ${layer}`, at.epoch, at.batch);
    runModule(module, parameters, tf.tensor(data, [indices.length, ...shape]), {
      training: true,
      random,
      observed,
    });
  });
  let first: string | undefined;
  for (const { layer, isFault } of faults) {
    if (first === undefined && ((await isFault.data())[0] ?? 0) > 0) first = layer;
  }
  tf.dispose(faults.map(({ isFault }) => isFault));
  return first && `such numbers first came out of the layer ${first}`;
}

/** The first of these in which a number is not finite, by its name. */
export async function notFiniteIn(tensors: Iterable<[string, tf.Tensor]>): Promise<string | undefined> {
  for (const [name, tensor] of tensors) if (!(await isAllFinite(tensor))) return name;
  return undefined;
}

async function isAllFinite(tensor: tf.Tensor): Promise<boolean> {
  const fault = tf.tidy(() => notFinite(tensor));
  const [found = 0] = await fault.data();
  fault.dispose();
  return found === 0;
}

/** 1 where a number is NaN or infinite. x − x is 0 of every other, on devices too that know no test for it. */
function notFinite(tensor: tf.Tensor): tf.Tensor {
  return tf.sub(1, tf.min(tf.cast(tf.equal(tf.sub(tensor, tensor), 0), "int32")));
}
