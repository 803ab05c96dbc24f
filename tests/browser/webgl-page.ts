import * as tf from "@tensorflow/tfjs-core";
import { startKernels } from "@/engine/webgl";
import { randomStream } from "@/random";

export const nothingKept = { read: async () => undefined, write: async () => undefined };

/** Ours for every shape, whatever is faster. */
export async function takeOurs(): Promise<void> {
  const choices = await startKernels(nothingKept);
  if (!choices) throw new Error("This device is not for our kernels.");
  choices.isOwn = () => true;
}

/** What tfjs holds. */
export interface Held {
  readonly tensors: number;
  readonly buffers: number;
  readonly bytes: number;
}

export function held(): Held {
  const { numTensors, numDataBuffers, numBytesInGPU } = tf.memory() as tf.MemoryInfo & {
    numBytesInGPU: number;
  };
  return { tensors: numTensors, buffers: numDataBuffers, bytes: numBytesInGPU };
}

export function filled(length: number, name: string): Float32Array {
  const random = randomStream(11, name);
  return Float32Array.from({ length }, () => random.normal());
}

export async function values(make: () => tf.Tensor): Promise<Float32Array> {
  const made = tf.tidy(make);
  const found = (await made.data()) as Float32Array;
  made.dispose();
  return found;
}

export function apart(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (found.length !== expected.length) return Number.POSITIVE_INFINITY;
  let [most, off] = [0, 0];
  for (let at = 0; at < expected.length; at++) {
    const [a, b] = [found[at] ?? Number.NaN, expected[at] ?? Number.NaN];
    most = Math.max(most, Math.abs(b));
    off = Math.max(off, Math.abs(a - b));
  }
  return off / Math.max(most, 1e-30);
}

export function leftSince(start: Held): Held {
  const end = held();
  return {
    tensors: end.tensors - start.tensors,
    buffers: end.buffers - start.buffers,
    bytes: end.bytes - start.bytes,
  };
}
