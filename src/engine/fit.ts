import * as tf from "@tensorflow/tfjs-core";
import type { FitResult, FitSpec } from "../graph/run";
import type { EpochRecord } from "../graph/values";
import { type StateArray, type StateDict, stateSpecs } from "../module/state";
import { permutation, randomStream } from "../random";
import { breathe } from "./cancel";
import { runRows, targets } from "./forward";
import { runModule } from "./program";
import { batches, inOrder, loadedBatches } from "./rows";
import { type ComputeHost, type Source, sourceOf } from "./source";
import { lossOf } from "./wasm/losses";
import { updateOf } from "./wasm/optimizers";
import { download, upload } from "./weights";

/** Parameters in training with the optimizer's running values, and the last ones whose loss was seen to be finite. */
interface Training {
  readonly names: readonly string[];
  parameters: tf.Tensor[];
  slots: tf.Tensor[][];
  /** Running statistics by name, as the last batch with a finite loss left them. */
  buffers: ReadonlyMap<string, tf.Tensor>;
  /** Parameters before the last update; freed once the loss that they led to is known to be finite. */
  before: tf.Tensor[];
  steps: number;
}

/**
 * Trains what is not frozen. The order of pictures, the batches and every random number follow from the seed, the
 * epoch and the batch, so the same spec gives the same weights on the same device.
 */
export async function fit(
  spec: FitSpec,
  state: StateDict,
  host: ComputeHost,
  progress: (done: number, total: number, text: string) => void,
): Promise<FitResult> {
  const train = await sourceOf(spec.module, state, spec.train, host);
  const validation = spec.validation && (await sourceOf(spec.module, state, spec.validation, host));
  const training = begin(train, state, spec);
  const fixed = host.weights.parameters(train.module, state, (spec) => spec.frozen);
  const epochs: EpochRecord[] = [];
  const losses: number[] = [];
  const perEpoch = Math.ceil(train.rows.length / spec.batchSize);
  try {
    for (let epoch = 0; epoch < spec.epochs; epoch++) {
      const order = spec.shuffle
        ? permutation(train.rows.length, spec.seed, "shuffle", epoch)
        : inOrder(train.rows.length);
      const text = `epoch ${epoch + 1} of ${spec.epochs}`;
      let lossSum = 0;
      let right = 0;
      let batch = 0;
      for await (const { indices, data } of loadedBatches(
        train.rows,
        batches(order, spec.batchSize),
        epoch,
      )) {
        const step = await trainStep(spec, train, training, fixed, indices, data, epoch, batch);
        losses.push(step.loss);
        if (isLost(step.loss)) {
          return {
            state: await finished(spec, state, training, training.before),
            epochs,
            batchLosses: Float32Array.from(losses),
            failure: lost(spec, step.loss, epoch, batch, perEpoch),
          };
        }
        tf.dispose(training.before);
        training.before = step.before;
        lossSum += step.loss * indices.length;
        right += step.right;
        batch++;
        progress(epoch * perEpoch + batch, spec.epochs * perEpoch, text);
        await breathe(host.signal);
      }
      const record = { trainLoss: lossSum / train.rows.length, trainAccuracy: right / train.rows.length };
      epochs.push(
        validation
          ? { ...record, ...(await validate(validation, spec, training, fixed, host.signal)) }
          : record,
      );
      spec.onEpoch([...epochs]);
    }
    return {
      state: await finished(spec, state, training, training.parameters),
      epochs,
      batchLosses: Float32Array.from(losses),
    };
  } finally {
    tf.dispose([training.parameters, training.slots, training.before, [...training.buffers.values()]]);
  }
}

function begin(train: Source, state: StateDict, spec: FitSpec): Training {
  const own = [...stateSpecs(train.module)].filter(([, array]) => !array.frozen);
  const specs = own.filter(([, array]) => !array.buffer);
  const put = ([name, array]: (typeof own)[number]) => upload(arrayOf(state, name), array.deviceAxes);
  const parameters = specs.map(put);
  return {
    names: specs.map(([name]) => name),
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
function allParameters(
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

/** One batch: loss, gradients and the update. `before` are the parameters that the loss was measured with. */
async function trainStep(
  spec: FitSpec,
  { module, rows }: Source,
  training: Training,
  fixed: ReadonlyMap<string, tf.Tensor>,
  indices: Uint32Array,
  data: Float32Array,
  epoch: number,
  batch: number,
): Promise<{ loss: number; right: number; before: tf.Tensor[] }> {
  const step = ++training.steps;
  const lossProgram = lossOf(spec.loss);
  const update = updateOf(spec.optimizer);
  const buffers = new Map(training.buffers);
  const made = tf.tidy(() => {
    const input = tf.tensor(data, [indices.length, ...rows.shape()]);
    const target = targets(rows.labels, indices);
    let output: tf.Tensor | undefined;
    const { value, grads } = tf.valueAndGrads((...parameters: tf.Tensor[]) => {
      const prediction = runModule(module, allParameters(training, fixed, parameters), input, {
        training: true,
        random: (layer) => randomStream(spec.seed, `dropout ${layer}`, epoch, batch),
        update: (name, value) => void buffers.set(name, tf.keep(value)),
      });
      output = tf.keep(prediction.clone());
      return tf.reshape(lossProgram(tf, prediction, target), []) as tf.Scalar;
    })(training.parameters);
    const updates = training.parameters.map((parameter, at) =>
      update(tf, parameter, grads[at] as tf.Tensor, training.slots[at] ?? [], step),
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
  const loss = (await made.loss.data())[0] ?? Number.NaN;
  const right = made.output
    ? countRight((await made.output.data()) as Float32Array, rows.labels, indices)
    : 0;
  tf.dispose([made.loss, ...(made.output ? [made.output] : [])]);
  if (isLost(loss)) tf.dispose(before);
  // A loss that is not finite came with statistics that are not either.
  const [kept, left] = isLost(loss) ? [training.buffers, buffers] : [buffers, training.buffers];
  for (const [name, tensor] of left) if (kept.get(name) !== tensor) tensor.dispose();
  training.buffers = kept;
  return { loss, right, before };
}

async function validate(
  source: Source,
  spec: FitSpec,
  training: Training,
  fixed: ReadonlyMap<string, tf.Tensor>,
  signal: AbortSignal,
): Promise<Pick<EpochRecord, "validationLoss" | "validationAccuracy">> {
  if (source.rows.length === 0) return {};
  const parameters = allParameters(training, fixed, training.parameters);
  const { output, loss } = await runRows(source, parameters, spec.loss, signal);
  const right = countRight(output, source.rows.labels, inOrder(source.rows.length));
  return { validationLoss: loss ?? Number.NaN, validationAccuracy: right / source.rows.length };
}

/** The whole state dict after training: what was trained from the device, everything else as it was. */
async function finished(
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

function countRight(output: Float32Array, labels: Int32Array, indices: Uint32Array): number {
  const width = output.length / Math.max(1, indices.length);
  let right = 0;
  indices.forEach((index, row) => {
    let best = 0;
    for (let k = 1; k < width; k++) {
      if ((output[row * width + k] as number) > (output[row * width + best] as number)) best = k;
    }
    if (best === labels[index]) right++;
  });
  return right;
}

/** Not finite, or past 2²⁴, where float32 no longer tells one nat from the next: its gradient means nothing any more. */
function isLost(loss: number): boolean {
  return !(Math.abs(loss) <= 2 ** 24);
}

function lost(spec: FitSpec, loss: number, epoch: number, batch: number, perEpoch: number): string {
  const at = `batch ${batch + 1} of ${perEpoch} in epoch ${epoch + 1}`;
  const what = Number.isFinite(loss)
    ? `The loss ran away to ${loss.toPrecision(2)} at ${at}, and would not stay finite in float32`
    : `The loss is not finite (${loss}) at ${at}`;
  const rate = spec.optimizer.settings.learningRate;
  const advice =
    typeof rate === "number"
      ? `The learning rate is ${rate}; try ${Math.min(0.001, Number((rate / 100).toPrecision(1)))} or less.`
      : "Lower the learning rate.";
  return `${what}, so training stopped. The last good weights are kept. ${advice}`;
}

function arrayOf(state: StateDict, name: string): StateArray {
  const array = state.get(name);
  if (!array) throw new Error(`The state dict has no ${name}.`);
  return array;
}
