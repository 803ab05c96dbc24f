import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { startKernels } from "@/engine/wasm";
import { memoryOf, type WasmBackend } from "@/engine/wasm/backend";
import { programOf } from "@/engine/wasm/programs";
import { kernelsInUse } from "@/engine/wasm/register";
import { layerDefinition } from "@/module/layers";
import { moduleFiles, openKernels, openStock, ownRuns } from "./harness";

let backend: WasmBackend;
beforeAll(async () => {
  backend = await openStock();
});

describe("what we use of tfjs's WASM backend", () => {
  it("is of the version that it was written for", () => {
    expect(tf.version_core).toBe("4.22.0");
  });

  it("has a tensor's numbers in its memory where its map says", () => {
    const x = tf.tensor1d([3, 1, 4, 1, 5]);
    const { memoryOffset } = backend.dataIdMap.get(x.dataId);
    expect(Array.from(new Float32Array(memoryOf(backend).buffer, memoryOffset >>> 0, 5))).toEqual([
      3, 1, 4, 1, 5,
    ]);
  });

  it("takes numbers that we wrote into an output of its making", () => {
    const info = backend.makeOutput([2], "float32");
    new Float32Array(memoryOf(backend).buffer, backend.dataIdMap.get(info.dataId).memoryOffset, 2).set([
      7, 8,
    ]);
    expect(Array.from(tf.engine().makeTensorFromTensorInfo(info).dataSync())).toEqual([7, 8]);
  });

  it("gives room and takes it back", () => {
    const pointer = backend.wasm._malloc(1000);
    expect(pointer).toBeGreaterThan(0);
    backend.wasm._free(pointer);
  });

  it("keeps its memory when that grows", () => {
    const memory = memoryOf(backend);
    const before = memory.buffer.byteLength;
    const large = tf.zeros([before / 4]);
    expect(memoryOf(backend)).toBe(memory);
    expect(memory.buffer.byteLength).toBeGreaterThan(before);
    large.dispose();
  });

  it("calls disposeData when the last tensor of some numbers is freed", async () => {
    await openKernels();
    const x = tf.tensor1d([1, 2]);
    const { dataId } = x;
    const copy = tf.clone(x);
    expect(copy.dataId).toBe(dataId);
    x.dispose();
    expect(backend.dataIdMap.has(dataId)).toBe(true);
    expect(Array.from(copy.dataSync())).toEqual([1, 2]);
    copy.dispose();
    expect(backend.dataIdMap.has(dataId)).toBe(false);
  });
});

describe("starting our kernels", () => {
  const sum = () => ownRuns("Sum", () => tf.sum(tf.tensor1d([1, 2])));

  it("takes relaxed SIMD where the browser has it", async () => {
    expect((await openKernels()).name).toBe("relaxed");
    expect(sum()).toBe(1);
  });

  it("takes plain SIMD otherwise", async () => {
    expect((await openKernels({}, "simd")).name).toBe("simd");
  });

  it("leaves everything to stock where no module can run, and says why", async () => {
    const started = await startKernels(async () => new Uint8Array([0]));
    expect(started).toEqual({ reason: "Stock kernels: This browser runs no WebAssembly SIMD" });
    expect(kernelsInUse()).toBeUndefined();
    expect(sum()).toBe(0);
  });

  it("leaves everything to stock where the module cannot be loaded", async () => {
    const started = await startKernels(() =>
      Promise.reject(new Error("relaxed.wasm could not be loaded (404)")),
    );
    expect(started).toEqual({ reason: "Stock kernels: relaxed.wasm could not be loaded (404)" });
  });

  it("leaves everything to stock where results are wrong", async () => {
    const real = moduleFiles();
    // relaxed_madd turned into relaxed_nmadd: the module is valid, and calculates something else.
    const started = await startKernels(async (name) => {
      const bytes = new Uint8Array(await (real(name) as Promise<ArrayBuffer>)).slice();
      for (let at = 0; at + 2 < bytes.length; at++)
        if (bytes[at] === 0xfd && bytes[at + 1] === 0x85 && bytes[at + 2] === 0x02) bytes[at + 1] = 0x86;
      return bytes;
    });
    expect(started).toHaveProperty("reason");
    expect("reason" in started && started.reason).toMatch(
      /^Stock kernels: This browser's WebAssembly got .* wrong/,
    );
  });

  it("offers nothing while another backend is in use, and is there again afterwards", async () => {
    await openKernels();
    await tf.setBackend("cpu");
    expect(kernelsInUse()).toBeUndefined();
    expect(programOf(layerDefinition("batchNorm2d"))).toBe(layerDefinition("batchNorm2d").program);
    await tf.setBackend("wasm");
    expect(kernelsInUse()).toBeDefined();
    expect(sum()).toBe(1);
  });

  it("leaves everything to stock where tfjs's memory cannot be reached", () => {
    expect(() => memoryOf({ wasm: {} } as WasmBackend)).toThrow("could not be reached");
  });
});
