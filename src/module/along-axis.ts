import type { Tensor, Tf } from "./layer";

/**
 * One axis of a picture `[N, H, W, C]` through a matrix `[length, size]`: out[…, j, …] = Σᵢ x[…, i, …] · matrix[i][j].
 * A product, so that its gradient is one too, and right on every device.
 */
export function alongAxis(tf: Tf, x: Tensor, axis: number, matrix: Float32Array, size: number): Tensor {
  const length = x.shape[axis] ?? 1;
  const order = [0, 1, 2, 3].filter((other) => other !== axis);
  const last = tf.transpose(x, [...order, axis]);
  const product = tf.matMul(tf.reshape(last, [-1, length]), tf.tensor2d(matrix, [length, size]));
  const back = [0, 1, 2, 3].map((target) => (target === axis ? 3 : order.indexOf(target)));
  return tf.transpose(tf.reshape(product, [...order.map((other) => x.shape[other] ?? 1), size]), back);
}
