import { setThreadsCount, setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import plainUrl from "@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm.wasm?url";
import simdUrl from "@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-simd.wasm?url";
import threadedUrl from "@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-threaded-simd.wasm?url";
import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-core/dist/register_all_gradients";
import { registerRepairs } from "../../../src/engine/repairs";
import { startKernels } from "../../../src/engine/wasm";
import { fetchModule } from "../../../src/engine/wasm/fetched";
import { kernelCounts } from "../../../src/engine/wasm/register";
import { withoutOwnWorkers } from "../../../src/engine/wasm/shared-build";
import { startThread } from "../../../src/engine/wasm/start-thread";
import { type Case, mlp, saliency, unet, vgg } from "./networks";

const cases: Readonly<Record<string, () => Case>> = {
  vgg1: () => vgg(1),
  vgg4: () => vgg(4),
  saliency,
  unet16: () => unet(16),
  unet64: () => unet(64),
  unetSmall: () => unet(8, 48),
  mlp,
};

let current: Case | undefined;

/** One way to run: stock, or our kernels on so many threads. A page is one way. */
Object.assign(globalThis, {
  kernelBench: {
    async open(own: boolean, threads: number): Promise<string> {
      setWasmPaths({
        "tfjs-backend-wasm.wasm": plainUrl,
        "tfjs-backend-wasm-simd.wasm": simdUrl,
        "tfjs-backend-wasm-threaded-simd.wasm": threadedUrl,
      });
      tf.env().set("WASM_HAS_MULTITHREAD_SUPPORT", own && threads > 1);
      setThreadsCount(1);
      registerRepairs();
      if (!(await withoutOwnWorkers(() => tf.setBackend("wasm"))))
        throw new Error("WASM could not be started.");
      if (!own) return "stock";
      const started = await startKernels(fetchModule, { threads: { count: threads, start: startThread } });
      if ("reason" in started) throw new Error(started.reason);
      return `${started.kernels.name}, ${started.kernels.threads} threads`;
    },
    /** Makes a case's weights and data; an empty name only frees those of the last. */
    begin(name: string): void {
      current?.dispose();
      current = undefined;
      if (name === "") return;
      const make = cases[name];
      if (!make) throw new Error(`There is no case ${name}.`);
      current = make();
    },
    async run(): Promise<{ ms: number; value: number; megabytes: number }> {
      if (!current) throw new Error("Nothing was begun.");
      const start = performance.now();
      const value = await current.run();
      const ms = performance.now() - start;
      const { wasm } = tf.backend() as unknown as { wasm: { HEAPU8: Uint8Array } };
      return { ms, value, megabytes: Math.round(wasm.HEAPU8.buffer.byteLength / 1e6) };
    },
    /** Milliseconds of one run by kernel, the longest first; with shapes, each call apart. */
    async profile(shapes: boolean): Promise<readonly (readonly [string, number, number])[]> {
      const byKernel = new Map<string, [number, number]>();
      const { kernels } = await tf.profile(async () => {
        await current?.run();
        return tf.scalar(0);
      });
      for (const { name, inputShapes, outputShapes, kernelTimeMs } of kernels) {
        const key = shapes
          ? `${name} ${JSON.stringify(inputShapes)} → ${JSON.stringify(outputShapes)}`
          : name;
        const [ms, count] = byKernel.get(key) ?? [0, 0];
        byKernel.set(key, [ms + Number(await kernelTimeMs), count + 1]);
      }
      return [...byKernel]
        .map(([name, [ms, count]]) => [name, ms, count] as const)
        .sort((a, b) => b[1] - a[1]);
    },
    counts: () => [...kernelCounts()].filter(([, count]) => count.own + count.stock > 0),
  },
});
