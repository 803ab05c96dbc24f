import type { KernelUse } from "./protocol";
import { kernelCounts } from "./wasm/register";

/** Counts from here on: the function it gives tells which kernels ran since, and whose; nothing where none did. */
export function countKernels(): () => KernelUse | undefined {
  const before = new Map([...kernelCounts()].map(([name, count]) => [name, { ...count }]));
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
