import * as tf from "@tensorflow/tfjs-core";
import type { Optimizer } from "@/graph/values";

/** One parameter after each of some steps, from `start` on, with these gradients. */
export function follow(optimizer: Optimizer, start: number, gradients: readonly number[]): number[] {
  return tf.tidy(() => {
    let parameter: tf.Tensor = tf.scalar(start);
    let slots: readonly tf.Tensor[] = Array.from({ length: optimizer.slots }, () => tf.scalar(0));
    return gradients.map((gradient, index) => {
      const next = optimizer.update(tf, parameter, tf.scalar(gradient), slots, index + 1);
      ({ parameter, slots } = next);
      return parameter.dataSync()[0] ?? Number.NaN;
    });
  });
}
