import type { DatasetType, ValueType } from "../graph/types";
import { elements } from "../module/shape";
import type { CacheKey } from "./keys";
import type { Step } from "./plan";

/** Bytes of tensors of one dataset that are kept from epoch to epoch. */
const MOST_FLOATS = 128 * 1024 ** 2;

type Bare = Omit<Step, "kept">;

const NONE: readonly Bare[] = [];

/**
 * The pass "deterministic transforms once": the ports, by step, whose pictures are kept for the next epoch. Where a training
 * asks for them in every epoch, those are the last fixed ones if that many floats are not too many, and else the last that
 * are bytes. A training whose frozen layers run once per picture does not ask again.
 */
export function keptPorts<S extends Bare>(steps: readonly S[]): ReadonlyMap<S, readonly string[]> {
  /** Steps with ports that are asked for in every epoch, by those who ask. */
  const asked = new Map<CacheKey, Map<string, Bare[]>>();
  const kept = new Map<S, readonly string[]>();
  // From the end: whether a step asks follows from who asks for what it gives.
  for (const step of [...steps].reverse()) {
    const { key, inputs, outputs, features, training } = step;
    const asking = asked.get(key);
    if (!asking && !training) continue;
    const isKept = (port: string) => isWorthIt(outputs[port], asking?.get(port) ?? NONE);
    const own = asking ? Object.keys(outputs).filter((port) => asking.has(port) && isKept(port)) : [];
    kept.set(step, own);
    const asks = asking !== undefined && own.length < asking.size;
    for (const [port, input] of Object.entries(inputs)) {
      const trains = training !== undefined && !features.some(({ dataset }) => dataset === port);
      if (input.type.kind !== "Dataset" || !(asks || trains)) continue;
      const ports = asked.get(input.step) ?? new Map<string, Bare[]>();
      asked.set(input.step, ports);
      const askers = ports.get(input.port);
      if (askers) askers.push(step);
      else ports.set(input.port, [step]);
    }
  }
  return kept;
}

function isWorthIt(type: ValueType | undefined, askers: readonly Bare[]): boolean {
  if (!isFixed(type)) return false;
  const goesOn = (only: (type: ValueType) => boolean) =>
    askers.every(({ outputs, training }) => !training && Object.values(outputs).every(only));
  return isFixedBytes(type) ? !goesOn(isFixedBytes) : !goesOn(isFixed) && floatBytes(type) <= MOST_FLOATS;
}

/** Of all pictures together; where it is not yet known how many there are, of one, and the budget decides. */
function floatBytes({ image, length }: DatasetType): number {
  return 4 * (elements(image.shape) ?? Number.POSITIVE_INFINITY) * (typeof length === "number" ? length : 1);
}

function isFixed(type: ValueType | undefined): type is DatasetType {
  return type?.kind === "Dataset" && type.random === undefined;
}

function isFixedBytes(type: ValueType): boolean {
  return isFixed(type) && type.image.dtype === "uint8";
}
