import type { Optimizer } from "../graph/values";
import { updateOf as onCpu } from "./wasm/optimizers";
import { kernelsInUse } from "./webgl";
import { updateOf as onGpu } from "./webgl/optimizers";

/** How an optimizer's updates are done on the device in use: by one kernel of ours where there is one, by its own program otherwise. */
export function updateOf(optimizer: Optimizer): Optimizer["update"] {
  const gpu = kernelsInUse();
  return gpu ? onGpu(gpu, optimizer) : onCpu(optimizer);
}
