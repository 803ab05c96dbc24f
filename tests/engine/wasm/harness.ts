import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { setFlagsFromString } from "node:v8";
import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-core/dist/register_all_gradients";
import fc from "fast-check";
import { expect } from "vitest";
import { registerRepairs } from "@/engine/repairs";
import { startKernels } from "@/engine/wasm";
import type { WasmBackend } from "@/engine/wasm/backend";
import type { KernelOptions, Kernels } from "@/engine/wasm/kernels";
import type { LoadModule, ModuleName } from "@/engine/wasm/modules";
import { kernelCounts, resetKernelCounts } from "@/engine/wasm/register";
import { randomStream } from "@/random";

// Node 20 knows relaxed SIMD and has it switched off.
setFlagsFromString("--experimental-wasm-relaxed-simd");

const here = dirname(fileURLToPath(import.meta.url));

/** The built modules as files; only those of one kind, where a test asks for that. */
export function moduleFiles(kind: "simd" | "relaxed" | "both" = "both"): LoadModule {
  return async (name: ModuleName) => {
    if (kind !== "both" && !name.startsWith(kind)) return new Uint8Array([0]);
    return new Uint8Array(readFileSync(join(here, "../../../src/engine/wasm/modules", `${name}.wasm`)));
  };
}

/** The stock WASM backend runs in Node as it does in a browser. */
export async function openStock(): Promise<WasmBackend> {
  const home = dirname(createRequire(import.meta.url).resolve("@tensorflow/tfjs-backend-wasm/package.json"));
  setWasmPaths(`${join(home, "wasm-out")}/`);
  tf.env().set("WASM_HAS_MULTITHREAD_SUPPORT", false);
  registerRepairs();
  expect(await tf.setBackend("wasm")).toBe(true);
  return tf.backend() as unknown as WasmBackend;
}

export async function openKernels(
  options: Partial<KernelOptions> = {},
  kind: "simd" | "relaxed" | "both" = "both",
): Promise<Kernels> {
  const backend = await openStock();
  poison(backend);
  const started = await startKernels(moduleFiles(kind), options);
  if ("reason" in started) throw new Error(started.reason);
  return started.kernels;
}

/** Fills whatever is allocated with NaN, so that an element that nobody wrote, or room read too early, shows. */
function poison(backend: WasmBackend): void {
  const module = backend.wasm as unknown as {
    _malloc(bytes: number): number;
    HEAPU8: Uint8Array;
    poisoned?: boolean;
  };
  if (module.poisoned) return;
  module.poisoned = true;
  const malloc = module._malloc;
  module._malloc = (bytes) => {
    const pointer = malloc(bytes);
    module.HEAPU8.fill(0xff, pointer >>> 0, (pointer >>> 0) + bytes);
    return pointer;
  };
}

export function normals(length: number, seed: number): Float32Array {
  const random = randomStream(seed, "test");
  return Float32Array.from({ length }, () => random.normal());
}

/**
 * Whether every number is within `tolerance` of the largest expected one, or of `typical` where that is more: few sums
 * of many terms may all come out near nothing by chance, and rounding errors are those of their terms. NaN and
 * infinities must be the same.
 */
export function expectClose(
  made: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance: number,
  typical = 1e-30,
): void {
  expect(made.length).toBe(expected.length);
  let scale = typical;
  for (let at = 0; at < expected.length; at++) {
    const size = Math.abs(expected[at] ?? 0);
    if (Number.isFinite(size)) scale = Math.max(scale, size);
  }
  for (let at = 0; at < expected.length; at++) {
    const want = expected[at] ?? 0;
    const got = made[at] ?? 0;
    const right = Number.isFinite(want) ? Math.abs(got - want) <= tolerance * scale : Object.is(got, want);
    if (!right)
      throw new Error(`element ${at} of ${expected.length} is ${got}, expected ${want} (scale ${scale})`);
  }
}

/** Runs `use` and says how often our kernel of that name ran in it. */
export function ownRuns(kernelName: string, use: () => void): number {
  resetKernelCounts();
  use();
  return kernelCounts().get(kernelName)?.own ?? 0;
}

/** Runs a property over random cases, with every tensor of a case freed behind it. */
export function forAll<T>(arbitrary: fc.Arbitrary<T>, holds: (value: T) => void, numRuns = 60): void {
  fc.assert(
    fc.property(arbitrary, (value) => {
      tf.engine().startScope();
      try {
        holds(value);
      } finally {
        tf.engine().endScope();
      }
    }),
    { numRuns },
  );
}
