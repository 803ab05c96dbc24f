import * as tf from "@tensorflow/tfjs-core";
// The worker as the editor has it.
import "../../../src/engine/worker";

/** Asked for on a channel of its own: WASM's memory never shrinks, so what it has is what it had at its peak. */
const channel = new BroadcastChannel("bench memory");
channel.onmessage = ({ data }) => {
  if (data !== "ask") return;
  const { wasm } = tf.backend() as unknown as { wasm?: { HEAPU8: Uint8Array } };
  channel.postMessage({ bytes: wasm?.HEAPU8.buffer.byteLength ?? 0 });
};
