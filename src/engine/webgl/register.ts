import {
  getKernel,
  type KernelConfig,
  registerKernel,
  type TensorInfo,
  unregisterKernel,
} from "@tensorflow/tfjs-core";
import type { KernelCount } from "../wasm/register";
import type { WebglBackend } from "./backend";

/** What a kernel of ours gives, or stock where it does not cover the case or is not the faster one. */
export type OwnKernel<I, A> = (
  backend: WebglBackend,
  inputs: I,
  attributes: A,
  stock: () => TensorInfo,
) => { readonly made: TensorInfo; readonly own: boolean };

const stocks: KernelConfig[] = [];
const counts = new Map<string, KernelCount>();

/** Puts a kernel of ours before the one that tfjs has for the same name, until `restoreStock`. */
export function override<I, A>(kernelName: string, own: OwnKernel<I, A>): void {
  const before = getKernel(kernelName, "webgl");
  if (!before) throw new Error(`TensorFlow.js has no ${kernelName} for WebGL.`);
  unregisterKernel(kernelName, "webgl");
  stocks.push(before);
  const count = counts.get(kernelName) ?? { own: 0, stock: 0 };
  counts.set(kernelName, count);
  registerKernel({
    ...before,
    kernelFunc: (call) => {
      const { inputs, attrs, backend } = call as unknown as { inputs: I; attrs: A; backend: WebglBackend };
      const found = own(backend, inputs, attrs, () => before.kernelFunc(call) as TensorInfo);
      count[found.own ? "own" : "stock"]++;
      return found.made;
    },
  });
}

/** Leaves everything to tfjs's own kernels again. */
export function restoreStock(): void {
  for (const before of stocks.splice(0).reverse()) {
    unregisterKernel(before.kernelName, "webgl");
    registerKernel(before);
  }
}

/** Which kernel ran how often, by the name that tfjs has for it. */
export function kernelCounts(): ReadonlyMap<string, Readonly<KernelCount>> {
  return counts;
}
