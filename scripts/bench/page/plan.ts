import { check } from "../../../src/compile/check";
import { NO_FACTS } from "../../../src/compile/checked";
import { plan } from "../../../src/compile/plan";
import type { Graph } from "../../../src/graph/document";
import { applyEdit } from "../../../src/graph/edits";
import { registry } from "../../../src/registry";
import { manyNodes } from "./many-nodes";

interface Planned {
  readonly check: number;
  readonly plan: number;
  readonly steps: number;
}

/** Ms of the check and of the plan of one graph. */
function planned(graph: Graph): Planned {
  const start = performance.now();
  const checked = check(graph, NO_FACTS, registry);
  const between = performance.now();
  const made = plan(checked, registry);
  const end = performance.now();
  const problem = checked.problems.find(({ severity }) => severity === "error");
  if (problem) throw new Error(`The generated graph is wrong at ${problem.node}: ${problem.message}`);
  return { check: between - start, plan: end - between, steps: made.steps.length };
}

let edited: Graph | undefined;
let edits = 0;

export const planSide = {
  /** Of a graph that is made anew: nothing that was kept for another object is of use. */
  plan: (count: number): Planned => planned(manyNodes(count)),

  /** Of the graph of the last time with one setting changed, as the editor has it after an edit. */
  planAgain(count: number): Planned {
    edited ??= manyNodes(count);
    const value = 1 + (++edits % 50);
    edited = applyEdit(edited, { kind: "set", node: "trainer0", setting: "epochs", value });
    return planned(edited);
  },
};
