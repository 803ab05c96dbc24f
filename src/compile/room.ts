import { isModelNode, type NodeDefinition } from "../graph/node";
import { NodeError, type Problem } from "../graph/problem";
import { problemOf } from "./check";
import type { Checked } from "./checked";
import type { CacheKey } from "./keys";
import { largestBatch, type TrainingSize, trainingMemory } from "./memory-cost";
import type { Plan } from "./plan";
import { trainingSizeOf } from "./training-cost";
import { readWiring } from "./wiring";

/** What WebAssembly can address, less what grows in steps and is not ours to fill. */
const WASM_BYTES = 0.94 * 2 ** 32;

/** Bytes that a device can hold; `undefined` of a GPU, whose memory no browser tells: there it is tried. */
export function deviceRoom(device: string): number | undefined {
  return device.startsWith("wasm") ? WASM_BYTES : undefined;
}

/** The trainings of a plan that cannot fit on the device, each with what would fit. Known before anything runs. */
export function tooLarge(plan: Plan, device: string): ReadonlyMap<CacheKey, NodeError> {
  const faults = new Map<CacheKey, NodeError>();
  const room = deviceRoom(device);
  if (room === undefined) return faults;
  for (const { key, definition, settings, inputs } of plan.steps) {
    if (isModelNode(definition)) continue;
    const size = trainingSizeOf(definition, settings, inputs);
    const fault = size && roomFault(size, room);
    if (fault) faults.set(key, fault);
  }
  return faults;
}

/** The nodes of a checked graph whose trainings cannot fit on the device, as problems: they are known without a plan. */
export function roomProblems(
  checked: Checked,
  device: string,
  registry: ReadonlyMap<string, NodeDefinition>,
): readonly Problem[] {
  const room = deviceRoom(device);
  if (room === undefined) return [];
  const { graph } = checked;
  return [...checked.nodes.values()].flatMap(({ id, definition, settings, inputs, state }) => {
    if (state !== "ready" || !definition || !settings || isModelNode(definition)) return [];
    const types = Object.fromEntries(
      Object.entries(inputs).flatMap(([port, type]) => (type ? [[port, { type }] as const] : [])),
    );
    const size = trainingSizeOf(definition, settings, types);
    const fault = size && roomFault(size, room);
    return fault
      ? [problemOf(fault, graph, id, definition, readWiring(graph, registry).sources, registry)]
      : [];
  });
}

/** Why a training cannot fit into so many bytes, with the batch that would; `undefined` where it fits or is not known. */
export function roomFault(size: TrainingSize, room: number): NodeError | undefined {
  const { batch } = size;
  const bytes = trainingMemory(size)?.peak;
  if (bytes === undefined || bytes <= room) return undefined;
  const fits = largestBatch(size, room);
  const [needed, there] = [gigabytes(bytes), gigabytes(room)];
  const advice =
    fits > 0
      ? `A batch size of ${fits} would fit; so may smaller pictures, or a narrower network.`
      : "Not even one picture at a time would fit. Take smaller pictures, or a narrower network.";
  return new NodeError(
    `Training this network with ${batch} ${batch === 1 ? "picture" : "pictures"} at a time needs about ${needed}, and the CPU engine can hold ${there}. ${advice}`,
    {
      setting: "batchSize",
      expected: fits > 0 ? `at most ${fits}` : "a smaller network",
      got: String(batch),
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
