import * as tf from "@tensorflow/tfjs-core";

/** Numbers between −scale and scale that the Python side makes alike, bit by bit: a hash of the place and a seed. */
export function numbers(count: number, seed: number, scale: number): Float32Array {
  const out = new Float32Array(count);
  for (let i = 0; i < count; i++) {
    let hash = Math.imul(i + 1, 0x9e3779b1) ^ Math.imul(seed + 1, 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
    hash = Math.imul(hash ^ (hash >>> 12), 0x297a2d39);
    hash ^= hash >>> 15;
    out[i] = ((hash >>> 0) / 2 ** 31 - 1) * scale;
  }
  return out;
}

export function tensor(shape: readonly number[], seed: number, scale: number): tf.Tensor {
  return tf.tensor(
    numbers(
      shape.reduce((a, b) => a * b, 1),
      seed,
      scale,
    ),
    [...shape],
  );
}

/** √(6 / fan-in): values keep their size through ReLUs. */
export const spread = (fanIn: number) => Math.sqrt(6 / fanIn);
