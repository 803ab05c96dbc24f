import * as tf from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { deviceError } from "@/engine/device-error";
import { DeviceFull, guardMemory } from "@/engine/full-device";
import type { WasmBackend } from "@/engine/wasm/backend";
import { NodeError } from "@/graph/problem";
import { openKernels } from "./wasm/harness";

it("a CPU engine whose memory is full ends the step in words, and what it holds is whole", async () => {
  await openKernels();
  const { wasm } = tf.backend() as unknown as WasmBackend;
  const allocate = wasm._malloc.bind(wasm);
  let room = Number.POSITIVE_INFINITY;
  wasm._malloc = (bytes) => (bytes > room ? 0 : allocate(bytes));
  guardMemory();
  guardMemory();
  const kept = tf.tensor1d(Array.from({ length: 1000 }, (_, i) => i));
  const tensors = tf.memory().numTensors;
  const work = () => tf.tidy(() => tf.sum(tf.matMul(tf.ones([300, 10]), tf.ones([10, 300]))).dataSync()[0]);
  expect(work()).toBe(900_000);
  room = 100_000;
  let error: unknown;
  try {
    work();
  } catch (thrown) {
    error = thrown;
  }
  expect(error).toBeInstanceOf(DeviceFull);
  const words = deviceError(error);
  expect(words).toBeInstanceOf(NodeError);
  expect((words as NodeError).message).toMatch(
    /^The CPU engine's memory is full: it holds [\d.]+ MB, .* needs [\d.]+ [kM]B more in one piece\. Take a smaller batch/,
  );
  room = Number.POSITIVE_INFINITY;
  expect(work()).toBe(900_000);
  expect(tf.memory().numTensors).toBe(tensors);
  expect(Array.from(kept.dataSync())).toEqual(Array.from({ length: 1000 }, (_, i) => i));
});

it("memory that the browser does not give is told in words too", () => {
  const error = deviceError(new RangeError("Array buffer allocation failed"));
  expect((error as Error).message).toMatch(
    /^The browser ran out of memory in this step\. Take a smaller batch/,
  );
  const other = new RangeError("Index out of range");
  expect(deviceError(other)).toBe(other);
});
