import type { KernelUse } from "./protocol";
import { kernelCounts as cpuCounts, type KernelCount } from "./wasm/register";
import { kernelCounts as gpuCounts } from "./webgl/register";

/** Counts from here on: the function it gives tells which kernels ran since, and whose; nothing where none did. */
export function countKernels(): () => KernelUse | undefined {
  const before = kernelCounts();
  return () => {
    const use: Record<string, { own: number; stock: number }> = {};
    for (const [name, { own, stock }] of kernelCounts()) {
      const first = before.get(name) ?? { own: 0, stock: 0 };
      if (own > first.own || stock > first.stock)
        use[name] = { own: own - first.own, stock: stock - first.stock };
    }
    return Object.keys(use).length > 0 ? use : undefined;
  };
}

/** On either device, by the name that tfjs has for a kernel. */
function kernelCounts(): ReadonlyMap<string, Readonly<KernelCount>> {
  const all = new Map([...cpuCounts()].map(([name, count]) => [name, { ...count }]));
  for (const [name, { own, stock }] of gpuCounts()) {
    const cpu = all.get(name) ?? { own: 0, stock: 0 };
    all.set(name, { own: cpu.own + own, stock: cpu.stock + stock });
  }
  return all;
}
