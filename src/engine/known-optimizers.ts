import type { Optimizer } from "../graph/values";

/** The optimizers that there are kernels for, with the settings that these know. */
const KNOWN: Readonly<Record<string, readonly string[]>> = {
  SGD: ["learningRate", "momentum", "nesterov", "weightDecay"],
  Adam: ["learningRate", "beta1", "beta2", "eps", "weightDecay"],
  AdamW: ["learningRate", "beta1", "beta2", "eps", "weightDecay"],
  RMSprop: ["learningRate", "alpha", "eps", "momentum", "weightDecay"],
};

export type KnownOptimizer = "SGD" | "Adam" | "AdamW" | "RMSprop";

/** The optimizer's name, where it has just the settings that kernels know: no more, which they would leave out. */
export function knownOptimizer({ name, settings }: Optimizer): KnownOptimizer | undefined {
  const known = KNOWN[name];
  if (!known || Object.keys(settings).length !== known.length) return undefined;
  return known.every((one) => one in settings) ? (name as KnownOptimizer) : undefined;
}
