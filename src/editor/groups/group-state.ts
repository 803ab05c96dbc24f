import { useSyncExternalStore } from "react";
import { membersOf } from "@/graph/groups";
import { documentStore, getDerived, useDocument, useSession } from "../state/editor";
import { type NodeState, nodeState } from "../state/node-state";
import { sessionStore } from "../state/session-store";
import { subscribeAll } from "../state/use-node";
import { readingRanks } from "./group-ports";

/** What a glance has to see first. */
const WORST_FIRST: readonly NodeState[] = [
  "running",
  "failed",
  "problem",
  "will run",
  "blocked",
  "stale",
  "ready",
  "cached",
  "done",
];

export function worstState(states: readonly NodeState[]): NodeState {
  return WORST_FIRST.find((state) => states.includes(state)) ?? "ready";
}

/** How it stands with a group: as with the worst of its nodes, and with the one that runs while one does. */
export function useGroupState(id: string): NodeState {
  return useSyncExternalStore(subscribeAll, () => worstState(members(id).map(nodeState)));
}

/** How much of a group is done, 0 to 1, while one of its nodes runs. */
export function useGroupShare(id: string): number {
  return useSession(({ runs }) => {
    const nodes = members(id);
    const done = nodes.reduce((sum, node) => {
      const run = runs[node];
      if (run?.status === "running") return sum + (run.total > 0 ? run.done / run.total : 0);
      return sum + (run?.status === "done" || run?.status === "cached" ? 1 : 0);
    }, 0);
    return nodes.length > 0 ? Math.round((1000 * done) / nodes.length) / 1000 : 0;
  });
}

/** The node of a group that something is wrong with, and what, as `node` and words with a line between. */
export function useGroupTrouble(id: string): string {
  return useSyncExternalStore(subscribeAll, () => {
    const { problems } = getDerived();
    const { runs } = sessionStore.getState();
    for (const node of members(id)) {
      const message = runs[node]?.problem?.message ?? problems.get(node)?.[0]?.message;
      const state = nodeState(node);
      if (message && (state === "failed" || state === "problem")) return `${node}\n${message}`;
    }
    return "";
  });
}

/** The last node of a group that has something to look at. */
export function useGroupPreview(id: string): string {
  const order = useDocument(({ graph }) => {
    const ranks = readingRanks(graph);
    const rank = (node: string) => ranks.get(node) ?? 0;
    return [...membersOf(graph.groups, id)].sort((a, b) => rank(a) - rank(b)).join(" ");
  });
  return useSession(
    ({ runs }) => order.split(" ").findLast((node) => runs[node]?.views || runs[node]?.preview) ?? "",
  );
}

function members(id: string): readonly string[] {
  return membersOf(documentStore.getState().graph.groups, id);
}
