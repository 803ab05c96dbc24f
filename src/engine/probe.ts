import * as tf from "@tensorflow/tfjs-core";
import type { Probe } from "../compile/speeds";
import { median } from "../median";

/** Side, channels and layers of the convolutions by which speed is told: 42 MFLOP, and 604. */
const SMALL = [48, 32, 1] as const;
const LARGE = [64, 64, 2] as const;
/** Where the small one takes longer, the large one would keep people waiting, ms. */
const SLOW = 100;
const ROUNDS = 3;

/** Measures the device that is in use, in a fraction of a second: how long this machine takes for a run is worked out from it. */
export async function probeDevice(): Promise<Probe> {
  const batchMs = await convolutionMs(8, 4, 1);
  const small = await convolutionMs(...SMALL);
  const size: readonly [number, number, number] = small > SLOW ? SMALL : LARGE;
  const ms = size === SMALL ? small : await convolutionMs(...LARGE);
  // A clock that browsers make coarse may see nothing pass.
  const flopsPerMs = convolutionFlops(...size) / Math.max(0.1, ms - Math.min(batchMs, ms / 2));
  return { flopsPerMs, batchMs, pictureMs: await pictureMs() };
}

/** Milliseconds for so many 3×3 convolutions one behind the other, read back: the middle of some after one to warm up. */
export async function convolutionMs(side: number, channels: number, layers: number): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const start = performance.now();
    const result = tf.tidy(() => {
      let x = tf.fill([1, side, side, channels], 0.5) as tf.Tensor4D;
      const w = tf.fill([3, 3, channels, channels], 0.001) as tf.Tensor4D;
      for (let layer = 0; layer < layers; layer++) x = tf.conv2d(x, w, 1, "same");
      return tf.sum(x);
    });
    await result.data();
    result.dispose();
    if (round > 0) times.push(performance.now() - start);
  }
  return median(times);
}

function convolutionFlops(side: number, channels: number, layers: number): number {
  return 2 * 9 * side * side * channels * channels * layers;
}

/** For a JPEG of 224 × 224 px, from its bytes to its pixels; 0 where there is no canvas to make one on. */
async function pictureMs(): Promise<number> {
  if (typeof OffscreenCanvas === "undefined") return 0;
  const canvas = new OffscreenCanvas(224, 224);
  const context = canvas.getContext("2d");
  if (!context) return 0;
  for (let at = 0; at < 224; at += 4) {
    context.fillStyle = `rgb(${at} ${(at * 7) % 256} ${(at * 31) % 256})`;
    context.fillRect(at, (at * 5) % 224, 90, 40);
  }
  const file = await canvas.convertToBlob({ type: "image/jpeg" });
  const times: number[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const start = performance.now();
    const bitmap = await createImageBitmap(file);
    context.drawImage(bitmap, 0, 0);
    context.getImageData(0, 0, 224, 224);
    bitmap.close();
    if (round > 0) times.push(performance.now() - start);
  }
  return median(times);
}
