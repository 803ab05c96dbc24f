import {
  getBackend,
  getKernel,
  registerKernel,
  type TensorInfo,
  unregisterKernel,
} from "@tensorflow/tfjs-core";
import type { Kernels } from "./kernels";

/** What a kernel of ours gives, or `undefined` where it does not cover the case and stock is to run. */
export type OwnKernel<I, A> = (
  kernels: Kernels,
  inputs: I,
  attributes: A,
) => TensorInfo | TensorInfo[] | undefined;

/** How often our kernel ran, and how often the one that was there before it. */
export interface KernelCount {
  own: number;
  stock: number;
}

const counts = new Map<string, KernelCount>();

let current: Kernels | undefined;

/** Puts a kernel of ours before the one that tfjs has for the same name. */
export function override<I, A>(kernelName: string, own: OwnKernel<I, A>): void {
  const before = getKernel(kernelName, "wasm") ?? undefined;
  if (before) unregisterKernel(kernelName, "wasm");
  const count = { own: 0, stock: 0 };
  counts.set(kernelName, count);
  registerKernel({
    ...before,
    kernelName,
    backendName: "wasm",
    kernelFunc: (call) => {
      const made = current && own(current, call.inputs as unknown as I, call.attrs as unknown as A);
      if (made) {
        count.own++;
        return made;
      }
      if (!before) throw new Error(`There is no ${kernelName} for these shapes and types.`);
      count.stock++;
      return before.kernelFunc(call);
    },
  });
}

/** Which kernels are asked: ours, where they are given and cover the case; the ones before them otherwise. */
export function setKernels(kernels: Kernels | undefined): void {
  current = kernels;
}

/** The kernels that may be run on tensors now: none while another backend is in use, even where WASM has some. */
export function kernelsInUse(): Kernels | undefined {
  return getBackend() === "wasm" ? current : undefined;
}

/** Leaves everything to stock, and ends the threads. */
export function endKernels(): void {
  current?.end();
  current = undefined;
}

/** Which kernel ran how often since the last reset, by the name that tfjs has for it. */
export function kernelCounts(): ReadonlyMap<string, Readonly<KernelCount>> {
  return counts;
}

export function resetKernelCounts(): void {
  for (const count of counts.values()) {
    count.own = 0;
    count.stock = 0;
  }
}
