import type { Expected } from "@/engine/protocol";
import type { NodeRun } from "./session-store";

type Times = Pick<NodeRun, "status" | "done" | "total" | "since" | "from">;

/** The first share of a node's work says little of the rest: programs are compiled in it, and pictures come from the disk. */
const ENOUGH_MS = 1000;

/**
 * Milliseconds that a run will still take: of the node at work by how fast it has been since its first batch, which warms
 * up, and of those to come by what is expected of them. `undefined` where nothing is known of what is to come.
 */
export function timeLeft(
  expected: Expected | undefined,
  runs: Readonly<Record<string, Times>>,
  /** Nodes that are networks: their frozen layers run over the pictures when others ask for it, after they are done. */
  isNetwork: (node: string) => boolean,
  now: number,
): number | undefined {
  if (!expected) return undefined;
  let left = 0;
  for (const [node, run] of Object.entries(runs)) {
    const ms = expected.nodes[node];
    if (run.status === "running") left += leftOf(run, ms ?? 0, now);
    else if (run.status === "will run" || (run.total === 0 && isNetwork(node) && run.status === "done"))
      left += ms ?? 0;
  }
  return left;
}

function leftOf({ done, total, since, from }: Times, expected: number, now: number): number {
  const [steps, passed] = from ? [done - from.done, from.now - from.at] : [0, 0];
  if (steps <= 0 || passed < ENOUGH_MS) return Math.max(0, expected - (now - since));
  // Since the last word of it time has passed too.
  return Math.max(0, ((total - done) * passed) / steps - (now - (from?.now ?? now)));
}

/** Coarse enough not to flicker: whole seconds, then fives, then quarters of a minute. */
export function timeLeftText(ms: number): string {
  const seconds = ms / 1000;
  if (seconds < 1) return "nearly done";
  const step = seconds < 20 ? 1 : seconds < 90 ? 5 : 15;
  const whole = Math.max(step, Math.round(seconds / step) * step);
  if (whole < 120) return `about ${whole} s left`;
  const minutes = Math.floor(whole / 60);
  return whole % 60 === 0 ? `about ${minutes} min left` : `about ${minutes} min ${whole % 60} s left`;
}
