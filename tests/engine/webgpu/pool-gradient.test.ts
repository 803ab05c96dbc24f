import "@tensorflow/tfjs-backend-cpu";
import "@tensorflow/tfjs-core/dist/register_all_gradients";
import * as tf from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { registerRepairs } from "@/engine/repairs";
import { registerPoolGradients } from "@/engine/repairs/pool-gradient";
import { registerPoolGradient } from "@/engine/webgpu/pool-gradient";
import { randomStream } from "@/random";

beforeAll(async () => {
  await tf.setBackend("cpu");
  registerRepairs();
});
// Other tests of this file's process find the device as it was.
afterAll(registerPoolGradients);

const gradient = (x: tf.Tensor4D, size: number, stride: number, pad: "valid" | "same" | number) =>
  Array.from(
    tf
      .grad((value: tf.Tensor) => {
        const pooled = tf.maxPool(value as tf.Tensor4D, size, stride, pad);
        // Another gradient for each window.
        return tf.sum(tf.mul(pooled, tf.reshape(tf.range(1, pooled.size + 1), pooled.shape)));
      })(x)
      .dataSync(),
  );

it("is that of the host's own loop, for windows with gaps, overlaps, frames and equal values", () => {
  const random = randomStream(3, "pool");
  for (const [size, stride, pad, height, width] of [
    [2, 2, "valid", 6, 6],
    [2, 2, "valid", 5, 7],
    [3, 2, 1, 7, 6],
    [3, 1, "same", 5, 4],
    [2, 3, "valid", 8, 9],
    [1, 1, "valid", 3, 2],
  ] as const) {
    // Few values, negative ones among them: many windows have two largest cells.
    const values = Float32Array.from(
      { length: 2 * height * width * 3 },
      () => Math.floor(4 * random.uniform()) - 2,
    );
    const x = tf.tensor4d(values, [2, height, width, 3]);
    registerPoolGradients();
    const expected = gradient(x, size, stride, pad);
    registerPoolGradient("cpu");
    expect(gradient(x, size, stride, pad)).toEqual(expected);
  }
});
