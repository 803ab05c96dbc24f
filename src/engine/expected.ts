import type { Plan } from "../compile/plan";
import { estimateMs, type Speeds } from "../compile/speeds";
import type { Work } from "../compile/work";
import type { Expected } from "./protocol";

/** What of a plan is there already. */
export interface There {
  /** Whether a step's outputs are cached. */
  step(key: string): Promise<boolean>;
  /** For how many pictures a frozen beginning was run. */
  features(key: string): Promise<number>;
}

/**
 * How long what is still to be done will take, by node, as far as that can be told: work whose amount is not known has no
 * number. `undefined` where nothing is known of the device.
 */
export async function expectedOf(
  plan: Plan,
  work: readonly Work[],
  device: string,
  speeds: Speeds,
  there: There,
): Promise<Expected | undefined> {
  if (!speeds.probes[device]) return undefined;
  const open = new Set<string>();
  for (const { key, features } of plan.steps) {
    if (await there.step(key)) continue;
    open.add(key);
    for (const feature of features) open.add(feature.key);
  }
  const nodes: Record<string, number> = {};
  for (const each of work) {
    if (!open.has(each.key)) continue;
    const left = each.kind === "features" ? rest(each, await there.features(each.key)) : each;
    const ms = estimateMs(left, device, speeds);
    if (ms !== undefined) nodes[each.node] = (nodes[each.node] ?? 0) + ms;
  }
  return { ms: Object.values(nodes).reduce((all, ms) => all + ms, 0), nodes };
}

/** Of frozen layers over pictures what so many of them do not need any more. */
function rest(work: Work, done: number): Work {
  const share = Math.max(0, 1 - done / Math.max(1, work.pictures));
  const { flops, pictures, batches } = work;
  return { ...work, flops: share * flops, pictures: share * pictures, batches: share * batches };
}
