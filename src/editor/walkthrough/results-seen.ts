import type { Evidence } from "@/walkthrough/evidence";
import { allNumbersOf } from "@/walkthrough/numbers";
import { own } from "@/walkthrough/own";
import { currentKeys, nodeState } from "../state/node-state";
import { sessionStore } from "../state/session-store";

/** What a node's last run gave: a run of other nodes afterwards does not take it away. */
export interface SeenResult {
  readonly at: number;
  readonly metrics: Readonly<Record<string, number>>;
  /** How it was made: the graph's own says whether it still fits, in another visit too. */
  readonly key: string;
}
export type SeenResults = Readonly<Record<string, SeenResult>>;

const seen = new Map<string, SeenResult>();

/** Remembers of every run when it gave a node's result, and its numbers. Without this, only the last run's were known. */
export function watchResults(): () => void {
  return sessionStore.subscribe(({ result, runs }, before) => {
    if (runs !== before.runs && Object.keys(runs).length === 0) seen.clear();
    if (result === before.result || !result) return;
    const at = Date.now();
    for (const { node, status, key } of result.steps)
      if (status === "done" || status === "cached")
        seen.set(node, { at, key, metrics: allNumbersOf(result.outputs[node] ?? {}) });
  });
}

/** Of these nodes, what was seen since the graph was opened: to be kept with the progress. */
export function seenResults(nodes: readonly string[]): SeenResults {
  return Object.fromEntries([...seen].filter(([node]) => nodes.includes(node)));
}

/**
 * Results that fit the graph as it is: what is stale is none. One that was kept from an earlier visit counts as long as
 * nothing of its node ran in this one, and it would be made in the same way again.
 */
export function currentResults(
  nodes: readonly string[],
  kept: SeenResults = {},
): Evidence["results"] & SeenResults {
  return Object.fromEntries(
    nodes.flatMap((node) => {
      const found = seen.get(node);
      const state = nodeState(node);
      if (found && (state === "done" || state === "cached")) return [[node, found] as const];
      const before = own(kept, node);
      const fits = state === "ready" && before?.key === currentKeys().get(node);
      return before && fits ? [[node, before] as const] : [];
    }),
  );
}
