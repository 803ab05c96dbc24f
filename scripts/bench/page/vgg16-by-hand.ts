import * as tf from "@tensorflow/tfjs-core";
import { spread, tensor } from "../kernels/values";

const WIDTHS = [64, 64, 0, 128, 128, 0, 256, 256, 256, 0, 512, 512, 512, 0, 512, 512, 512, 0];

/**
 * VGG16 up to fc7 with 1/share of its channels and features. What the weights hold changes no time; they are drawn so that
 * values keep their size from layer to layer.
 */
export function vgg16Weights(share: number): tf.Tensor[] {
  const weights: tf.Tensor[] = [];
  let channels = 3;
  let seed = 100;
  for (const full of WIDTHS) {
    if (full === 0) continue;
    const width = full / share;
    weights.push(tensor([3, 3, channels, width], seed++, spread(9 * channels)), tf.zeros([width]));
    channels = width;
  }
  const features = 4096 / share;
  for (const from of [channels * 49, features])
    weights.push(tensor([from, features], seed++, spread(from)), tf.zeros([features]));
  return weights;
}

/** [N, 224, 224, 3] to [N, features]. Bias and ReLU in one kernel with the product, as tf.loadGraphModel makes of a model. */
export function vgg16Features(x: tf.Tensor4D, weights: readonly tf.Tensor[]): tf.Tensor2D {
  let maps = x;
  let at = 0;
  const next = () => weights[at++] as tf.Tensor;
  for (const width of WIDTHS) {
    if (width === 0) maps = tf.maxPool(maps, 2, 2, "valid");
    else {
      const [filter, bias] = [next() as tf.Tensor4D, next()];
      maps = tf.fused.conv2d({ x: maps, filter, bias, strides: 1, pad: "same", activation: "relu" });
    }
  }
  let vector = tf.reshape(maps, [x.shape[0], -1]) as tf.Tensor2D;
  while (at < weights.length) {
    const [b, bias] = [next() as tf.Tensor2D, next()];
    vector = tf.fused.matMul({ a: vector, b, bias, activation: "relu" }) as tf.Tensor2D;
  }
  return vector;
}
