import * as tf from "@tensorflow/tfjs-core";
import { openDevice } from "@/engine/devices";
import type { Device } from "@/engine/protocol";
import { filled, held, leftSince } from "./webgl-page";

/** Of a small network with everything that a U-Net and a head have: its loss and the gradients of its parameters. */
async function losses() {
  const x = tf.tensor4d(filled(2 * 10 * 10 * 3, "x"), [2, 10, 10, 3]);
  const filter = tf.tensor4d(filled(3 * 3 * 3 * 4, "filter"), [3, 3, 3, 4]);
  const up = tf.tensor4d(filled(2 * 2 * 2 * 4, "up"), [2, 2, 2, 4]);
  const dense = tf.tensor2d(filled(10 * 10 * 2 * 5, "dense"), [200, 5]);
  const start = held();
  const { value, grads } = tf.tidy(() =>
    tf.valueAndGrads((...given: tf.Tensor[]) => {
      const [f, u, d] = given as [tf.Tensor4D, tf.Tensor4D, tf.Tensor2D];
      const maps = tf.maxPool(tf.relu(tf.conv2d(x, f, 1, "same")), 2, 2, "valid");
      const wide = tf.conv2dTranspose(maps, u, [2, 10, 10, 2], 2, "valid");
      return tf.mean(tf.logSumExp(tf.matMul(tf.reshape(wide, [2, 200]), d), 1)) as tf.Scalar;
    })([filter, up, dense]),
  );
  const found = await Promise.all([value, ...grads].map(async (one) => [...(await one.data())]));
  tf.dispose([value, ...grads]);
  const left = leftSince(start).tensors;
  tf.dispose([x, filter, up, dense]);
  return { found, left };
}

const webgpu = {
  async on(device: Device) {
    const { device: opened, renderer } = await openDevice(device);
    return { opened, renderer, ...(await losses()) };
  },
  refusal: (device: Device) =>
    openDevice(device).then(
      () => "",
      (error: Error) => error.message,
    ),
};

export type WebgpuPage = typeof webgpu;
Object.assign(globalThis, { webgpu });
