import * as tf from "@tensorflow/tfjs-core";
import { convolution } from "../../../src/engine/fused-convolution";
import { updateOf } from "../../../src/engine/update";
import { hasFused } from "../../../src/engine/wasm/fused";
import type { Optimizer } from "../../../src/graph/values";
import { spread, tensor } from "./values";

/** One thing to time. `run` gives a number by which the sides can be compared: a sum, or a loss. */
export interface Case {
  run(): Promise<number>;
  dispose(): void;
}

const VGG = [64, 64, 0, 128, 128, 0, 256, 256, 256, 0, 512, 512, 512, 0, 512, 512, 512, 0];

/** Stock has no gradient for a fused convolution: it takes the three steps, as its own fused operation does. */
function conv(x: tf.Tensor, w: tf.Tensor, b: tf.Tensor, relu: boolean): tf.Tensor {
  const padding = ((w.shape[0] ?? 1) - 1) / 2;
  if (hasFused()) return convolution(x, w, b, { stride: 1, padding, dilation: 1 }, relu);
  const sum = tf.add(tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, 1, padding), b);
  return relu ? tf.relu(sum) : sum;
}

function vggWeights(): tf.Tensor[] {
  let channels = 3;
  let seed = 100;
  const weights: tf.Tensor[] = [];
  for (const width of VGG) {
    if (width === 0) continue;
    weights.push(tensor([3, 3, channels, width], seed++, spread(9 * channels)), tensor([width], seed++, 0.1));
    channels = width;
  }
  for (const [from, to] of [
    [25088, 4096],
    [4096, 4096],
    [4096, 1000],
  ] as const)
    weights.push(tensor([from, to], seed++, spread(from)), tensor([to], seed++, 0.1));
  return weights;
}

function vggForward(weights: readonly tf.Tensor[], input: tf.Tensor): tf.Tensor {
  let x = input;
  let at = 0;
  const next = () => weights[at++] as tf.Tensor;
  for (const width of VGG) {
    if (width !== 0) x = conv(x, next(), next(), true);
    else x = tf.maxPool(x as tf.Tensor4D, 2, 2, 0);
  }
  x = tf.reshape(x, [x.shape[0] ?? 1, -1]);
  for (let layer = 0; layer < 3; layer++) {
    const product = tf.add(tf.matMul(x, next()), next());
    x = layer < 2 ? tf.relu(product) : product;
  }
  return x;
}

export function vgg(batch: number): Case {
  const weights = vggWeights();
  const x = tensor([batch, 224, 224, 3], 1, 1);
  return {
    async run() {
      const y = tf.tidy(() => vggForward(weights, x));
      const made = (await y.data())[0] ?? Number.NaN;
      y.dispose();
      return made;
    },
    dispose: () => tf.dispose([weights, x]),
  };
}

export function saliency(): Case {
  const weights = vggWeights();
  const x = tensor([1, 224, 224, 3], 1, 1);
  return {
    async run() {
      const map = tf.tidy(() => tf.grad((input) => tf.max(vggForward(weights, input)))(x));
      const made = (await map.data())[0] ?? Number.NaN;
      map.dispose();
      return made;
    },
    dispose: () => tf.dispose([weights, x]),
  };
}

const adam: Optimizer = {
  kind: "Optimizer",
  name: "Adam",
  settings: { learningRate: 1e-4, beta1: 0.9, beta2: 0.999, eps: 1e-8, weightDecay: 0 },
  slots: 2,
  withRate: () => adam,
  update(_tf, parameter, gradient, slots, step) {
    const [first, second] = slots as [tf.Tensor, tf.Tensor];
    const m = tf.add(tf.mul(first, 0.9), tf.mul(gradient, 1 - 0.9));
    const v = tf.add(tf.mul(second, 0.999), tf.mul(tf.square(gradient), 1 - 0.999));
    const root = tf.div(tf.sqrt(v), Math.sqrt(1 - 0.999 ** step));
    const move = tf.mul(tf.div(m, tf.add(root, 1e-8)), 1e-4 / (1 - 0.9 ** step));
    return { parameter: tf.sub(parameter, move), slots: [m, v] };
  },
};

/** Steps of Adam on a loss. */
function training(
  start: tf.Tensor[],
  loss: (parameters: readonly tf.Tensor[]) => tf.Tensor,
  inputs: tf.Tensor[],
): Case {
  let parameters = start;
  let slots = parameters.map((parameter) => [tf.zerosLike(parameter), tf.zerosLike(parameter)]);
  let step = 0;
  return {
    async run() {
      step++;
      const update = updateOf(adam);
      const made = tf.tidy(() => {
        const { value, grads } = tf.valueAndGrads((...given: tf.Tensor[]) => loss(given) as tf.Scalar)(
          parameters,
        );
        const updates = parameters.map((parameter, at) =>
          update(tf, parameter, grads[at] as tf.Tensor, slots[at] ?? [], step),
        );
        return {
          value,
          parameters: updates.map((one) => one.parameter),
          slots: updates.map((one) => [...one.slots]),
        };
      });
      tf.dispose([parameters, slots]);
      parameters = made.parameters;
      slots = made.slots;
      const lossNow = (await made.value.data())[0] ?? Number.NaN;
      made.value.dispose();
      return lossNow;
    },
    dispose: () => tf.dispose([parameters, slots, inputs]),
  };
}

export function mlp(): Case {
  const x = tensor([4, 4096], 1, 1);
  const labels = tf.tensor2d(
    Array.from({ length: 4 }, (_, row) => Array.from({ length: 6 }, (_, at) => +(at === row))),
  );
  const parameters = [
    tensor([4096, 2048], 2, spread(4096)),
    tensor([2048], 3, 0.1),
    tensor([2048, 6], 4, spread(2048)),
    tensor([6], 5, 0.1),
  ];
  return training(
    parameters,
    (given) => {
      const [w1, b1, w2, b2] = given as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
      const hidden = tf.relu(tf.add(tf.matMul(x, w1), b1));
      return tf.neg(tf.mean(tf.sum(tf.mul(labels, tf.logSoftmax(tf.add(tf.matMul(hidden, w2), b2))), 1)));
    },
    [x, labels],
  );
}

/** Ronneberger et al. 2015 with padding: five levels of two convolutions, transposed convolutions up, Dice loss. */
export function unet(base: number, side = 256): Case {
  const parameters: tf.Tensor[] = [];
  let seed = 100;
  const add = (shape: number[], fanIn: number) => {
    const channels = shape.length === 4 && shape[0] === 2 ? shape[2] : shape.at(-1);
    parameters.push(tensor(shape, seed++, spread(fanIn)), tensor([channels ?? 1], seed++, 0.1));
  };
  const widths = [0, 1, 2, 3, 4].map((level) => base * 2 ** level);
  widths.forEach((width, level) => {
    const from = level === 0 ? 4 : (widths[level - 1] ?? 0);
    add([3, 3, from, width], 9 * from);
    add([3, 3, width, width], 9 * width);
  });
  for (let level = 3; level >= 0; level--) {
    const width = widths[level] ?? 0;
    add([2, 2, width, 2 * width], 2 * width);
    add([3, 3, 2 * width, width], 18 * width);
    add([3, 3, width, width], 9 * width);
  }
  add([1, 1, base, 1], base);
  const x = tensor([4, side, side, 4], 1, 1);
  const truth = tf.cast(tf.greater(tensor([4, side, side, 1], 2, 1), 0.3), "float32");
  return training(
    parameters,
    (given) => {
      let at = 0;
      const next = () => given[at++] as tf.Tensor;
      const skips: tf.Tensor[] = [];
      let y: tf.Tensor = x;
      for (let level = 0; level < 5; level++) {
        y = conv(y, next(), next(), true);
        y = conv(y, next(), next(), true);
        if (level === 4) break;
        skips.push(y);
        y = tf.maxPool(y as tf.Tensor4D, 2, 2, 0);
      }
      for (let level = 3; level >= 0; level--) {
        const skip = skips[level] as tf.Tensor4D;
        const shape: [number, number, number, number] = [
          skip.shape[0],
          skip.shape[1],
          skip.shape[2],
          widths[level] ?? 0,
        ];
        const up = tf.add(
          tf.conv2dTranspose(y as tf.Tensor4D, next() as tf.Tensor4D, shape, 2, "valid"),
          next(),
        );
        y = tf.concat([skip, up as tf.Tensor4D], 3);
        y = conv(y, next(), next(), true);
        y = conv(y, next(), next(), true);
      }
      const share = tf.sigmoid(conv(y, next(), next(), false));
      const both = tf.sum(tf.mul(share, truth), [1, 2, 3]);
      const all = tf.add(tf.sum(share, [1, 2, 3]), tf.sum(truth, [1, 2, 3]));
      return tf.sub(1, tf.mean(tf.div(tf.add(tf.mul(both, 2), 1), tf.add(all, 1))));
    },
    [x, truth],
  );
}
