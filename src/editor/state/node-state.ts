import { plan } from "@/compile/plan";
import { registry } from "@/registry";
import { getDerived } from "./editor";
import { pinnedGraph } from "./pinned";
import { type NodeRun, sessionStore } from "./session-store";

export type NodeState =
  | "ready"
  | "will run"
  | "running"
  | "done"
  | "cached"
  | "stale"
  | "failed"
  | "blocked"
  | "problem";

/** The one state that a card shows: what goes on now, else what the last run left, else what the check says. */
export function nodeState(id: string): NodeState {
  const { checked } = getDerived();
  const node = checked.nodes.get(id);
  const run = sessionStore.getState().runs[id];
  if (run?.status === "running" || run?.status === "will run") return run.status;
  if (node?.state === "wrong") return "problem";
  if (node?.state === "blocked") return "blocked";
  if (!run || run.status === "skipped") return "ready";
  if (isStale(id, run)) return run.status === "failed" || run.status === "blocked" ? "ready" : "stale";
  return run.status;
}

function isStale(id: string, run: NodeRun): boolean {
  const now = currentKeys().get(id);
  return run.key !== "" && now !== undefined && now !== run.key;
}

let keysOf: unknown;
let keys: ReadonlyMap<string, string> = new Map();

/** Content addresses of all nodes as the graph stands now: worked out only once something has run. */
export function currentKeys(): ReadonlyMap<string, string> {
  const { checked } = pinnedGraph();
  if (keysOf === checked.nodes) return keys;
  keysOf = checked.nodes;
  const steps = plan(checked, registry, [...checked.nodes.keys()]).steps;
  keys = new Map(steps.flatMap((step) => step.nodes.map((id) => [id, step.key] as const)));
  return keys;
}
