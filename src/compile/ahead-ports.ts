import { isModelNode } from "../graph/node";
import { type CacheKey, portKey } from "./keys";
import type { Plan, Step } from "./plan";

/**
 * The pass "decode ahead": the ports, as keys, whose pictures come from files, drawings and transforms alone, so that any
 * copy of these steps makes the same ones while the device computes. What is only picked from pictures that are kept for
 * the next epoch is not among them: it lies at hand.
 */
export function aheadPorts({ steps }: Pick<Plan, "steps">): ReadonlySet<string> {
  const byKey = new Map(steps.map((step) => [step.key, step]));
  const data = new Set<CacheKey>();
  const ports = new Set<string>();
  /** Ports behind kept pictures: they are at hand, unless something is drawn anew behind them. */
  const atHand = new Set<string>();
  for (const step of steps) {
    if (!isData(step, data)) continue;
    data.add(step.key);
    const inputs = Object.values(step.inputs).map(({ step, port }) => portKey(step, port));
    const isBehind = inputs.some((input) => atHand.has(input));
    for (const [port, type] of Object.entries(step.outputs)) {
      const key = portKey(step.key, port);
      const isRandom = type.kind === "Dataset" && type.random !== undefined;
      const isKept = byKey.get(step.key)?.kept.includes(port) ?? false;
      if ((isBehind || isKept) && !isRandom) atHand.add(key);
      if (!isBehind || isRandom) ports.add(key);
    }
  }
  return ports;
}

/** Datasets in, datasets out: no network has a say in it. */
function isData({ definition, inputs, outputs }: Step, data: ReadonlySet<CacheKey>): boolean {
  return (
    !isModelNode(definition) &&
    Object.keys(outputs).length > 0 &&
    Object.values(outputs).every(({ kind }) => kind === "Dataset") &&
    Object.values(inputs).every(({ step, type }) => type.kind === "Dataset" && data.has(step))
  );
}
