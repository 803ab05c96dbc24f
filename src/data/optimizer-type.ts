import type { OptimizerType } from "../graph/types";
import type { Optimizer } from "../graph/values";

/** What is known of an optimizer before anything runs. */
export function typeOfOptimizer({ kind, name, slots }: Optimizer): OptimizerType {
  return { kind, name, slots };
}
