import { availableParallelism, cpus, totalmem } from "node:os";

/** What the figures were measured on. */
export function machineNow() {
  return {
    cpu: cpus()[0]?.model.trim() || "unknown processor",
    cores: availableParallelism(),
    memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
  };
}
