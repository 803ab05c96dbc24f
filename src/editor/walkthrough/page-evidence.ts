import { plan } from "@/compile/plan";
import { registry } from "@/registry";
import type { Evidence } from "@/walkthrough/evidence";
import { documentStore, getDerived } from "../state/editor";
import { nodeState } from "../state/node-state";
import { sessionStore } from "../state/session-store";
import type { Progress } from "./progress";
import { currentResults } from "./results-seen";

/** What has really been done on this page, as far as goals ask. */
export function pageEvidence(progress: Progress, opened: Evidence["opened"]): Evidence {
  const { graph } = documentStore.getState();
  const nodes = Object.keys(graph.nodes);
  const results = currentResults(nodes, progress.results);
  return {
    graph,
    data: dataKnown(nodes),
    results,
    ranAt: whenAllRan(results),
    opened,
    answers: progress.answers,
    since: progress.since,
  };
}

/** Of nodes whose files were looked through; of nodes with data of their own, such as a sample set, as they are typed. */
function dataKnown(nodes: readonly string[]): Evidence["data"] {
  const { facts, runs } = sessionStore.getState();
  return Object.fromEntries(
    nodes.flatMap((id) => {
      const known = Object.hasOwn(facts.data, id) ? facts.data[id] : undefined;
      if (known) return [[id, { classes: known.classes.length, pictures: known.length }] as const];
      const state = nodeState(id);
      if (state !== "done" && state !== "cached") return [];
      const made = Object.values(runs[id]?.views ?? {}).find((view) => view.kind === "Dataset");
      return made?.kind === "Dataset"
        ? [[id, { classes: made.classes.length, pictures: made.length }] as const]
        : [];
    }),
  );
}

let plannedOf: unknown;
let planned: readonly string[] = [];

/** When the last of all results was made, if every node that Run would run has one that fits. */
function whenAllRan(results: Evidence["results"]): number | undefined {
  const { checked } = getDerived();
  if (sessionStore.getState().run.state !== "idle") return undefined;
  if (plannedOf !== checked.nodes) {
    plannedOf = checked.nodes;
    const { steps, blocked } = plan(checked, registry);
    planned = [...steps.flatMap((step) => step.nodes), ...blocked];
  }
  const times = planned.map((id) => results[id]?.at ?? Number.POSITIVE_INFINITY);
  const last = Math.max(...times);
  return Number.isFinite(last) ? last : undefined;
}
