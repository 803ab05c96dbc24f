import * as tf from "@tensorflow/tfjs-core";
import { memoryOf, type WasmBackend } from "./wasm/backend";

/** The device has no memory for what a step needs next. What it holds is whole: the step ends, and others can run. */
export class DeviceFull extends Error {
  /** Bytes that were asked for, and that the device holds, where they are known. */
  readonly needed: number | undefined;
  readonly held: number | undefined;

  constructor(needed?: number, held?: number) {
    super("The device's memory is full.");
    this.name = "DeviceFull";
    this.needed = needed;
    this.held = held;
  }
}

const guarded = new WeakSet<object>();

/**
 * Lets an allocation that failed end the step. TensorFlow.js takes the address 0 that it gets then for a good one, and
 * writes its numbers over whatever lies there.
 */
export function guardMemory(): void {
  if (tf.getBackend() !== "wasm") return;
  const backend = tf.backend() as unknown as WasmBackend;
  if (guarded.has(backend.wasm)) return;
  guarded.add(backend.wasm);
  const memory = memoryOf(backend);
  const allocate = backend.wasm._malloc.bind(backend.wasm);
  backend.wasm._malloc = (bytes) => {
    const address = allocate(bytes);
    if (address === 0 && bytes > 0) throw new DeviceFull(bytes, memory.buffer.byteLength);
    return address;
  };
}
