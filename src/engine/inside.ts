import * as tf from "@tensorflow/tfjs-core";
import { picturesAtOnce } from "../compile/memory-cost";
import type { Compute, GradientSpec, PictureArray } from "../graph/run";
import type { Dataset } from "../graph/values";
import { MODULE_INPUT } from "../module/layer";
import { isCleanCut, type Module, moduleFacts } from "../module/module";
import { inverseAxes, permute } from "../module/permute";
import type { StateDict } from "../module/state";
import { randomStream } from "../random";
import { breathe } from "./cancel";
import { type Mode, runModule } from "./program";
import { batches, inOrder, loadedBatches, pictureRows } from "./rows";
import type { ComputeHost } from "./source";
import { kernelsInUse } from "./wasm/register";

/**
 * What is looked at closely is worked out by the definition: where neighbours are equal or near 0, the rounding of a faster
 * way may send a max-pool's or a ReLU's gradient elsewhere, and a flat area's map would be another one than torch's.
 */
function exactly<T>(work: () => T): T {
  const kernels = kernelsInUse();
  return kernels ? kernels.exactly(work) : work();
}

/** A gradient keeps every activation until the end: fewer pictures at a time than a forward pass takes. */
const GRADIENT_BATCH = 4;

/** Outputs of named layers for every picture, whole networks run, nothing kept from before. */
export async function activations(
  spec: Parameters<Compute["activations"]>[0] & { readonly state: StateDict },
  host: ComputeHost,
  progress: (done: number, total: number) => void,
): ReturnType<Compute["activations"]> {
  const { layers, state, dataset } = spec;
  const module = upTo(spec.module, layers);
  const parameters = host.weights.parameters(module, state);
  const parts = new Map(layers.map((name) => [name, new Gathered()]));
  for await (const { input, done } of pictures(dataset, picturesAtOnce(module), host.signal)) {
    const seen = new Map<string, tf.Tensor>();
    exactly(() =>
      tf.tidy(() => {
        const observed = new Map(
          layers.map((name) => [name, (output: tf.Tensor) => void seen.set(name, tf.keep(output.clone()))]),
        );
        runModule(module, parameters, input, { ...EVALUATION, observed });
      }),
    );
    for (const [name, output] of seen) await parts.get(name)?.add(output);
    tf.dispose([input, ...seen.values()]);
    progress(done, dataset.names.length);
  }
  return new Map([...parts].map(([name, part]) => [name, part.inTorchLayout()]));
}

/**
 * ∂(logit)/∂(input), or by a layer's output. What runs before that layer is run once, outside the derivative; where a skip goes
 * past the layer, what the skip needs is run again beside it, and does not count: it does not come through the layer.
 */
export async function gradients(
  spec: GradientSpec,
  host: ComputeHost,
  progress: (done: number, total: number) => void,
): ReturnType<Compute["gradients"]> {
  const { dataset, state } = spec;
  const { before, after, isWhole } = cutBehind(spec.module, spec.layer);
  const parameters = host.weights.parameters(spec.module, state);
  const [values, slopes, logits] = [new Gathered(), new Gathered(), new Gathered()];
  let at = 0;
  for await (const { input, done } of pictures(dataset, GRADIENT_BATCH, host.signal)) {
    const classes = spec.classes?.subarray(at, done);
    const made = exactly(() =>
      tf.tidy(() => {
        const from = runModule(before, parameters, input, EVALUATION);
        let output: tf.Tensor | undefined;
        const slope = tf.grad((x: tf.Tensor) => {
          const given = new Map([[spec.layer ?? "", x]]);
          const scores = isWhole
            ? runModule(after, parameters, input, { ...EVALUATION, given })
            : runModule(after, parameters, x, EVALUATION);
          output = tf.keep(scores.clone());
          return logitOf(scores, classes);
        })(from);
        return { from: from.clone(), slope, output: output as tf.Tensor | undefined };
      }),
    );
    await values.add(made.from);
    await slopes.add(made.slope);
    if (made.output) await logits.add(made.output);
    tf.dispose([input, made.from, made.slope, ...(made.output ? [made.output] : [])]);
    at = done;
    progress(done, dataset.names.length);
  }
  return {
    values: values.inTorchLayout(),
    gradients: slopes.inTorchLayout(),
    logits: logits.inTorchLayout().data,
  };
}

const EVALUATION: Mode = { training: false, random: (layer) => randomStream(0, layer) };

/** The sum over the batch of one logit a picture: each picture's gradient is its own, since pictures do not mix. */
function logitOf(logits: tf.Tensor, classes: Int32Array | undefined): tf.Scalar {
  if (!classes) return tf.sum(tf.max(logits, 1)) as tf.Scalar;
  const chosen = tf.oneHot(tf.tensor1d(classes, "int32"), logits.shape[1] ?? 1);
  return tf.sum(tf.mul(logits, tf.cast(chosen, "float32"))) as tf.Scalar;
}

/** Batches of pictures on the device. Whoever takes one frees it. */
async function* pictures(
  dataset: Dataset,
  size: number,
  signal: AbortSignal,
): AsyncGenerator<{ readonly input: tf.Tensor; readonly done: number }> {
  const rows = pictureRows(dataset);
  let done = 0;
  for await (const { indices, data } of loadedBatches(rows, batches(inOrder(rows.length), size), 0)) {
    await breathe(signal);
    done += indices.length;
    yield { input: tf.tensor(data, [indices.length, ...rows.shape()]), done };
  }
}

/** The module without what comes behind the last of these layers. */
function upTo(module: Module, layers: readonly string[]): Module {
  const last = Math.max(...layers.map((name) => module.layers.findIndex((layer) => layer.name === name)));
  return { in: module.in, layers: module.layers.slice(0, last + 1) };
}

/** The module in two, or, where a skip goes past the cut, its beginning and all of it. */
function cutBehind(
  module: Module,
  layer: string | undefined,
): { readonly before: Module; readonly after: Module; readonly isWhole: boolean } {
  if (layer === undefined) return { before: { in: module.in, layers: [] }, after: module, isWhole: false };
  const end = module.layers.findIndex(({ name }) => name === layer) + 1;
  const before = { in: module.in, layers: module.layers.slice(0, end) };
  if (!isCleanCut(module, end)) return { before, after: module, isWhole: true };
  const output = moduleFacts(module)[end - 1]?.output ?? module.in;
  const rest = module.layers.slice(end).map((one) => ({
    ...one,
    ...(one.from ? { from: one.from.map((name) => (name === layer ? MODULE_INPUT : name)) } : {}),
  }));
  return { before, after: { in: output, layers: rest }, isWhole: false };
}

/** Batches of numbers one behind the other. */
class Gathered {
  readonly #parts: Float32Array[] = [];
  #shape: readonly number[] = [];

  async add(tensor: tf.Tensor): Promise<void> {
    this.#shape = tensor.shape.slice(1);
    this.#parts.push(Float32Array.from((await tensor.data()) as Float32Array));
  }

  /** Pictures lie on the device as [N, H, W, C]; torch has [N, C, H, W]. */
  inTorchLayout(): PictureArray {
    const data = new Float32Array(this.#parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of this.#parts) {
      data.set(part, at);
      at += part.length;
    }
    const one = Math.max(
      1,
      this.#shape.reduce((a, b) => a * b, 1),
    );
    const array = { shape: [data.length / one, ...this.#shape], data };
    return this.#shape.length === 3 ? permute(array, inverseAxes([0, 2, 3, 1])) : array;
  }
}
