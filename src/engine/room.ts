import { largestBatch, trainingMemory } from "../compile/memory-cost";
import { NodeError } from "../graph/problem";
import type { FitSpec } from "../graph/run";

/** What WebAssembly can address, less what grows in steps and is not ours to fill. */
const WASM_BYTES = 0.94 * 2 ** 32;

/**
 * Refuses a training that cannot fit, before it begins and takes minutes to find out, with what would fit. How much a GPU
 * has no browser says: there it is tried.
 */
export function needRoom(spec: FitSpec, device: string, limit = WASM_BYTES): void {
  if (!device.startsWith("wasm")) return;
  const size = {
    module: spec.module,
    slots: spec.optimizer.slots,
    isSteady: spec.train.origin !== undefined,
  };
  const bytes = trainingMemory({ ...size, batch: Math.min(spec.batchSize, spec.train.names.length) })?.peak;
  if (bytes === undefined || bytes <= limit) return;
  const fits = largestBatch(size, limit);
  const [needed, there] = [gigabytes(bytes), gigabytes(limit)];
  const advice =
    fits > 0
      ? `A batch size of ${fits} would fit; so may smaller pictures, or a narrower network.`
      : "Not even one picture at a time would fit. Take smaller pictures, or a narrower network.";
  throw new NodeError(
    `Training this network with ${spec.batchSize} pictures at a time needs about ${needed}, and the CPU engine can hold ${there}. ${advice}`,
    {
      setting: "batchSize",
      expected: fits > 0 ? `at most ${fits}` : "a smaller network",
      got: String(spec.batchSize),
    },
    fits > 0
      ? (node) => ({
          title: `Set the batch size to ${fits}`,
          edit: { kind: "set", node, setting: "batchSize", value: fits },
        })
      : undefined,
  );
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}
