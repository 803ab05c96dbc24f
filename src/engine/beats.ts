import * as tf from "@tensorflow/tfjs-core";
import { BEATS } from "./heartbeat";

/** Counts this worker's kernels in the memory that the page gave. */
export function countBeats(memory: SharedArrayBuffer): void {
  const beats = new Int32Array(memory);
  const engine = tf.engine();
  const run = engine.runKernel.bind(engine);
  engine.runKernel = (...call: Parameters<typeof run>) => {
    Atomics.add(beats, BEATS.count, 1);
    Atomics.add(beats, BEATS.inside, 1);
    try {
      // The type says that it may give several tensors; each caller knows what its kernel gives.
      return run(...call) as never;
    } finally {
      Atomics.sub(beats, BEATS.inside, 1);
    }
  };
}
