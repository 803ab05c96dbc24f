import * as tf from "@tensorflow/tfjs-core";
import { convolution } from "../../../src/engine/fused-convolution";
import { updateOf } from "../../../src/engine/update";
import { hasFused } from "../../../src/engine/wasm/fused";
import { lossOf } from "../../../src/engine/wasm/losses";
import type { Layer } from "../../../src/module/layer";
import { numbers, spread } from "../kernels/values";
import { adamAt, type Training, valueFrom } from "./networks";

type Forward = (x: tf.Tensor, parameters: readonly tf.Tensor[]) => tf.Tensor;

/**
 * Ms of every step of a loop that is written for this one network: nothing but the tensors of the batch, the loss with its
 * gradients, the update, and the loss read back. Where kernels of ours are in use, it calls the same ones as the engine.
 */
export async function stepsByHand(training: Training, count: number): Promise<readonly number[]> {
  const { module, loss, batch } = training;
  const [channels = 1, height = 1, width = 1] = module.in as readonly number[];
  const isMask = loss === "dice-loss";
  const size = channels * height * width;
  const forward = isMask ? unetByHand(module.layers) : mlpByHand;
  const lossProgram = lossOf(await valueFrom(loss, "Loss"));
  const update = updateOf(await adamAt(1e-4));
  let parameters = firstParameters(module.layers);
  let slots = parameters.map((one) => [tf.zerosLike(one), tf.zerosLike(one)]);
  const data = new Float32Array(batch * size);
  for (let row = 0; row < batch; row++) data.set(numbers(size, row, 1), row * size);
  const mask = Float32Array.from(data, (value) => (value > 0.3 ? 1 : 0));
  const labels = Int32Array.from({ length: batch }, (_, at) => at % 6);
  const times: number[] = [];
  for (let step = 1; step <= count; step++) {
    const start = performance.now();
    const made = tf.tidy(() => {
      const x = tf.tensor(data, [batch, height, width, channels]);
      const target = isMask
        ? tf.tensor(mask, [batch, height, width, 1])
        : tf.tensor(labels, [batch], "int32");
      const { value, grads } = tf.valueAndGrads(
        (...given: tf.Tensor[]) => tf.reshape(lossProgram(tf, forward(x, given), target), []) as tf.Scalar,
      )(parameters);
      const updates = parameters.map((one, at) =>
        update(tf, one, grads[at] as tf.Tensor, slots[at] ?? [], step),
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
    await made.value.data();
    made.value.dispose();
    times.push(performance.now() - start);
  }
  tf.dispose([parameters, slots]);
  return times;
}

const mlpByHand: Forward = (x, [w1, b1, w2, b2]) => {
  const flat = tf.reshape(x, [x.shape[0] ?? 1, -1]);
  const hidden = tf.relu(tf.add(tf.matMul(flat, w1 as tf.Tensor), b1 as tf.Tensor));
  return tf.add(tf.matMul(hidden, w2 as tf.Tensor), b2 as tf.Tensor);
};

/** Ronneberger's network of that depth, its levels told by the parameters alone. */
function unetByHand(layers: readonly Layer[]): Forward {
  const depth = layers.filter(({ type }) => type === "maxPool2d").length;
  return (x, parameters) => {
    let at = 0;
    const next = () => parameters[at++] as tf.Tensor;
    const conv = (maps: tf.Tensor, relu: boolean) => {
      const [filter, bias] = [next(), next()];
      const padding = ((filter.shape[0] ?? 1) - 1) / 2;
      if (hasFused()) return convolution(maps, filter, bias, { stride: 1, padding, dilation: 1 }, relu);
      const sum = tf.add(tf.conv2d(maps as tf.Tensor4D, filter as tf.Tensor4D, 1, padding), bias);
      return relu ? tf.relu(sum) : sum;
    };
    const pair = (maps: tf.Tensor) => conv(conv(maps, true), true);
    const skips: tf.Tensor[] = [];
    let maps = pair(x);
    for (let level = 0; level < depth; level++) {
      skips.push(maps);
      maps = pair(tf.maxPool(maps as tf.Tensor4D, 2, 2, 0));
    }
    for (
      let skip = skips.pop() as tf.Tensor4D | undefined;
      skip;
      skip = skips.pop() as tf.Tensor4D | undefined
    ) {
      const [filter, bias] = [next() as tf.Tensor4D, next()];
      const up = tf.conv2dTranspose(maps as tf.Tensor4D, filter, skip.shape, 2, "valid");
      maps = pair(tf.concat([skip, tf.add(up, bias) as tf.Tensor4D], 3));
    }
    return conv(maps, false);
  };
}

/** In the layouts of TensorFlow.js: filters as rows, columns, in, out; of transposed ones as rows, columns, out, in. */
function firstParameters(layers: readonly Layer[]): tf.Tensor[] {
  let seed = 100;
  const make = (shape: readonly number[], fanIn: number, outputs: number) => {
    const size = shape.reduce((a, b) => a * b, 1);
    return [tf.tensor(numbers(size, seed++, spread(fanIn)), [...shape]), tf.zeros([outputs])];
  };
  return layers.flatMap(({ type, settings }) => {
    const {
      inFeatures = 0,
      outFeatures = 0,
      inChannels = 0,
      outChannels = 0,
      kernelSize: k = 0,
    } = settings as Record<string, number>;
    if (type === "linear") return make([inFeatures, outFeatures], inFeatures, outFeatures);
    if (type === "conv2d") return make([k, k, inChannels, outChannels], k * k * inChannels, outChannels);
    if (type === "convTranspose2d") return make([k, k, outChannels, inChannels], inChannels, outChannels);
    return [];
  });
}
