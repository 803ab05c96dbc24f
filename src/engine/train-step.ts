import * as tf from "@tensorflow/tfjs-core";
import type { FitSpec } from "../graph/run";
import type { Optimizer } from "../graph/values";
import { type StateArray, type StateDict, stateSpecs } from "../module/state";
import { randomStream } from "../random";
import type { Checkpoint } from "./checkpoint/checkpoint";
import { fromKept } from "./checkpoint/kept-tensors";
import { runModule } from "./program";
import { lookAtValues } from "./read-back";
import { type Batch, targetTensor } from "./rows";
import type { Score } from "./score";
import type { Source } from "./source";
import { updateOf } from "./update";
import { lossOf } from "./wasm/losses";
import { kernelsInUse } from "./wasm/register";
import { download, upload } from "./weights";

/** Parameters in training with the optimizer's running values, and the last ones whose loss was seen to be finite. */
export interface Training {
  readonly names: readonly string[];
  parameters: tf.Tensor[];
  slots: tf.Tensor[][];
  /** Running statistics by name, as the last batch with a finite loss left them. */
  buffers: ReadonlyMap<string, tf.Tensor>;
  /** Parameters before the last update; freed once the loss that they led to is known to be finite. */
  before: tf.Tensor[];
  steps: number;
}

/** With the first values, or with those that a checkpoint kept. */
export function begin(
  train: Source,
  state: StateDict,
  spec: FitSpec,
  kept: Checkpoint | undefined,
): Training {
  const own = [...stateSpecs(train.module)].filter(([, array]) => !array.frozen);
  const specs = own.filter(([, array]) => !array.buffer);
  const names = specs.map(([name]) => name);
  if (kept) {
    return {
      names,
      parameters: kept.parameters.map(fromKept),
      slots: kept.slots.map((slots) => slots.map(fromKept)),
      buffers: new Map([...kept.buffers].map(([name, tensor]) => [name, fromKept(tensor)])),
      before: kept.before.map(fromKept),
      steps: kept.steps,
    };
  }
  const put = ([name, array]: (typeof own)[number]) => upload(arrayOf(state, name), array.deviceAxes);
  const parameters = specs.map(put);
  return {
    names,
    parameters,
    slots: parameters.map((parameter) =>
      Array.from({ length: spec.optimizer.slots }, () => tf.zerosLike(parameter)),
    ),
    buffers: new Map(own.filter(([, { buffer }]) => buffer).map((one) => [one[0], put(one)])),
    before: [],
    steps: 0,
  };
}

/** Everything that a run of the module needs. */
export function allParameters(
  training: Training,
  fixed: ReadonlyMap<string, tf.Tensor>,
  parameters: readonly tf.Tensor[],
): ReadonlyMap<string, tf.Tensor> {
  const all = new Map([...fixed, ...training.buffers]);
  training.names.forEach((name, at) => {
    const parameter = parameters[at];
    if (parameter) all.set(name, parameter);
  });
  return all;
}

/** One batch: loss, gradients and the update. `before` are the parameters that the loss was measured with, to be freed. */
export async function trainStep(
  spec: FitSpec,
  { module, rows }: Source,
  training: Training,
  fixed: ReadonlyMap<string, tf.Tensor>,
  { indices, data, targets }: Batch,
  at: { readonly epoch: number; readonly batch: number },
  optimizer: Optimizer,
  score: Score,
): Promise<{ loss: number; before: tf.Tensor[] }> {
  const step = ++training.steps;
  const lossProgram = lossOf(spec.loss);
  const update = updateOf(optimizer);
  const buffers = new Map(training.buffers);
  const made = tf.tidy(() => {
    const input = tf.tensor(data, [indices.length, ...rows.shape()]);
    const target = targetTensor(targets);
    let output: tf.Tensor | undefined;
    const { value, grads } = tf.valueAndGrads((...parameters: tf.Tensor[]) => {
      const prediction = runModule(module, allParameters(training, fixed, parameters), input, {
        training: true,
        random: (layer) => randomStream(spec.seed, `dropout ${layer}`, at.epoch, at.batch),
        update: (name, value) => void buffers.set(name, tf.keep(value)),
      });
      output = tf.keep(prediction.clone());
      return tf.reshape(lossProgram(tf, prediction, target), []) as tf.Scalar;
    })(training.parameters);
    // The CPU has the loss already: what led to it is let go of, and the new weights are written where it lay.
    if (kernelsInUse() && !isLost(value.dataSync()[0] ?? Number.NaN)) {
      tf.dispose(training.before);
      training.before = [];
    }
    const gradients = spec.clipNorm > 0 ? clipped(grads, spec.clipNorm) : grads;
    const updates = training.parameters.map((parameter, index) =>
      update(tf, parameter, gradients[index] as tf.Tensor, training.slots[index] ?? [], step),
    );
    return {
      loss: value,
      output,
      parameters: updates.map((update) => update.parameter),
      slots: updates.map((update) => [...update.slots]),
    };
  });
  const before = training.parameters;
  tf.dispose(training.slots);
  training.parameters = made.parameters;
  training.slots = made.slots;
  const { loss, output } = await readStep(made.loss, made.output);
  if (output) score.add(output, targets);
  tf.dispose([made.loss, ...(made.output ? [made.output] : [])]);
  // A loss that is not finite came with statistics that are not either.
  const [kept, left] = isLost(loss) ? [training.buffers, buffers] : [buffers, training.buffers];
  for (const [name, tensor] of left) if (kept.get(name) !== tensor) tensor.dispose();
  training.buffers = kept;
  return { loss, before };
}

/**
 * The loss, and the outputs that it was worked out from. A GPU is asked for both at once and waited for once; what the CPU
 * holds is looked at last, since it moves when memory grows.
 */
async function readStep(
  loss: tf.Tensor,
  output: tf.Tensor | undefined,
): Promise<{ loss: number; output: Float32Array | undefined }> {
  const ahead = kernelsInUse() ? undefined : Promise.all([loss.data(), output && lookAtValues(output)]);
  const [value, seen] = ahead ? await ahead : [await loss.data(), output && (await lookAtValues(output))];
  return { loss: value[0] ?? Number.NaN, output: seen };
}

/** Gradients as one long vector, made shorter where its length is above `most`: torch's clip_grad_norm_. */
function clipped(gradients: readonly tf.Tensor[], most: number): readonly tf.Tensor[] {
  const squares = gradients.map((gradient) => tf.sum(tf.square(gradient)));
  const norm = tf.sqrt(tf.addN(squares));
  const share = tf.minimum(1, tf.div(most, tf.add(norm, 1e-6)));
  return gradients.map((gradient) => tf.mul(gradient, share));
}

/** The whole state dict after training: what was trained from the device, everything else as it was. */
export async function finished(
  spec: FitSpec,
  state: StateDict,
  training: Training,
  parameters: readonly tf.Tensor[],
): Promise<StateDict> {
  const specs = stateSpecs(spec.module);
  const result = new Map<string, StateArray>(state);
  for (const [at, name] of training.names.entries()) {
    const tensor = parameters[at];
    // Nothing was updated yet: the first loss was not finite, and the first values are the last good ones.
    if (tensor) result.set(name, await download(tensor, specs.get(name)?.deviceAxes));
  }
  for (const [name, tensor] of training.buffers) result.set(name, await download(tensor, undefined));
  return result;
}

/** Not finite, or past 2²⁴, where float32 no longer tells one nat from the next: its gradient means nothing any more. */
export function isLost(loss: number): boolean {
  return !(Math.abs(loss) <= 2 ** 24);
}

function arrayOf(state: StateDict, name: string): StateArray {
  const array = state.get(name);
  if (!array) throw new Error(`The state dict has no ${name}.`);
  return array;
}
