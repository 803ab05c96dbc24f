import type { MathBackendWebGL } from "@tensorflow/tfjs-backend-webgl";
import * as tf from "@tensorflow/tfjs-core";
import { updateOf } from "@/engine/update";
import { endKernels, kernelsInUse } from "@/engine/webgl";
import type { Setting } from "@/graph/settings";
import type { Optimizer } from "@/graph/values";
import adam from "../../nodes/optimizer/adam";
import adamw from "../../nodes/optimizer/adamw";
import rmsprop from "../../nodes/optimizer/rmsprop";
import sgd from "../../nodes/optimizer/sgd";
import { apart, filled, type Held, held, leftSince, takeOurs } from "./webgl-page";

const nodes = { adam, adamw, rmsprop, sgd };
export type OptimizerNode = keyof typeof nodes;
type Settings = Readonly<Record<string, number | boolean>>;

export interface Optimized extends Held {
  /** Whether a kernel of ours did it, to the end. */
  readonly isOwn: boolean;
  /** From the formula in double: parameter and slots, and what a product of matrices makes of the parameter. */
  readonly apart: number;
  readonly ofSums: number;
}

/** Some steps of an optimizer on ours and by its formula in double, with gradients that lie in textures in all ways. */
export async function optimize(
  node: OptimizerNode,
  shape: readonly number[],
  settings: object,
): Promise<Optimized> {
  const optimizer = await optimizerOf(node, settings);
  await takeOurs();
  const update = updateOf(optimizer);
  const size = shape.reduce((a, b) => a * b, 1);
  let expected: Float64Array[] = [
    filled(size, "parameter"),
    ...Array.from({ length: optimizer.slots }, () => new Float32Array(size)),
  ].map((one) => Float64Array.from(one));
  let found = expected.map((one) => tf.tensor(Float32Array.from(one), [...shape]));
  let start = held();
  for (let step = 1; step <= 5; step++) {
    const numbers = filled(size, `gradient ${step}`);
    const next = tf.tidy(() => {
      const gradient = inTexture(numbers, shape, step);
      const { parameter, slots } = update(tf, found[0] as tf.Tensor, gradient, found.slice(1), step);
      return [parameter, ...slots];
    });
    tf.dispose(found);
    found = next;
    if (step === 1) start = held();
    expected = inDouble(optimizer, expected, numbers, step);
  }
  const left = leftSince(start);
  const isOwn = update !== optimizer.update && kernelsInUse() !== undefined;
  const read = await Promise.all(found.map((one) => one.data()));
  // A product of matrices reads beyond the last row and column, and counts on zeros there.
  const last = shape.at(-1) ?? 1;
  const sums = tf.tidy(() => {
    const rows = tf.reshape(found[0] as tf.Tensor, [-1, last]);
    return tf.matMul(rows, tf.ones([last, 2]));
  });
  const line = (await sums.data()) as Float32Array;
  const ofRows = Float64Array.from(line, (_, at) => {
    const row = Math.floor(at / 2) * last;
    return (expected[0] ?? new Float64Array()).slice(row, row + last).reduce((a, b) => a + b, 0);
  });
  endKernels();
  tf.dispose([...found, sums]);
  return {
    isOwn,
    apart: Math.max(...read.map((one, at) => apart(one as Float32Array, expected[at] ?? []))),
    ofSums: apart(line, ofRows),
    ...left,
  };
}

async function optimizerOf(node: OptimizerNode, settings: object): Promise<Optimizer> {
  const { settings: specs, run } = nodes[node];
  const defaults = Object.entries(specs as Record<string, Setting<unknown>>).map(([name, one]) => [
    name,
    one.default,
  ]);
  const given = { settings: { ...Object.fromEntries(defaults), ...settings } };
  return (await (run as unknown as (context: object) => Promise<{ optimizer: Optimizer }>)(given)).optimizer;
}

/** By step: not uploaded, packed, packed in another shape, not packed. */
function inTexture(numbers: Float32Array, shape: readonly number[], step: number): tf.Tensor {
  const whole = [...shape];
  if (step % 4 === 1) return tf.tensor(numbers, whole);
  if (step % 4 === 2) return lying(tf.clipByValue(tf.tensor(numbers, whole), -100, 100), true);
  const flat = tf.tensor1d(numbers);
  if (step % 4 === 3) return lying(tf.reshape(tf.clipByValue(flat, -100, 100), whole), true);
  return lying(tf.reshape(tf.tile(flat, [1]), whole), false);
}

function lying(tensor: tf.Tensor, packed: boolean): tf.Tensor {
  const { texture, isPacked } = (tf.backend() as MathBackendWebGL).getDataInfo(tensor.dataId);
  if (!texture || Boolean(isPacked) !== packed)
    throw new Error(`Not ${packed ? "packed" : "unpacked"}: the test is no longer one.`);
  return tensor;
}

/** A step by the formulas of the nodes' own docs. */
function inDouble(
  { name, settings }: Optimizer,
  [
    parameter = new Float64Array(),
    first = new Float64Array(),
    second = new Float64Array(),
  ]: readonly Float64Array[],
  gradient: Float32Array,
  step: number,
): Float64Array[] {
  const of = (key: string) => Number((settings as Settings)[key]);
  const [rate, decay, eps, momentum] = ["learningRate", "weightDecay", "eps", "momentum"].map(of) as [
    number,
    number,
    number,
    number,
  ];
  const [p, s, t] = [parameter.slice(), first.slice(), second.slice()];
  for (let at = 0; at < p.length; at++) {
    const before = p[at] ?? 0;
    const g = (gradient[at] ?? 0) + (name === "AdamW" ? 0 : decay * before);
    if (name === "SGD") {
      const b = momentum * (s[at] ?? 0) + g;
      if (s.length > 0) s[at] = b;
      p[at] = before - rate * (s.length === 0 ? g : settings.nesterov ? g + momentum * b : b);
    } else if (name === "RMSprop") {
      const v = of("alpha") * (s[at] ?? 0) + (1 - of("alpha")) * g * g;
      const d = g / (Math.sqrt(v) + eps);
      s[at] = v;
      if (t.length > 0) t[at] = momentum * (t[at] ?? 0) + d;
      p[at] = before - rate * (t.length > 0 ? (t[at] ?? 0) : d);
    } else {
      const [beta1, beta2] = [of("beta1"), of("beta2")];
      const m = beta1 * (s[at] ?? 0) + (1 - beta1) * g;
      const v = beta2 * (t[at] ?? 0) + (1 - beta2) * g * g;
      [s[at], t[at]] = [m, v];
      const kept = name === "AdamW" ? (1 - rate * decay) * before : before;
      p[at] = kept - ((rate / (1 - beta1 ** step)) * m) / (Math.sqrt(v) / Math.sqrt(1 - beta2 ** step) + eps);
    }
  }
  return [p, s, t].filter((one) => one.length > 0);
}
