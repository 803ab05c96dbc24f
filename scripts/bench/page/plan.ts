import { check } from "../../../src/compile/check";
import { NO_FACTS } from "../../../src/compile/checked";
import { plan } from "../../../src/compile/plan";
import { registry } from "../../../src/registry";
import { manyNodes } from "./many-nodes";

/** Ms of the check and of the plan of a generated graph, which is made anew: what was kept for another object is no help. */
function once(count: number): { check: number; plan: number; steps: number } {
  const graph = manyNodes(count);
  const start = performance.now();
  const checked = check(graph, NO_FACTS, registry);
  const between = performance.now();
  const made = plan(checked, registry);
  const end = performance.now();
  const [problem] = checked.problems.filter(({ severity }) => severity === "error");
  if (problem) throw new Error(`The generated graph is wrong at ${problem.node}: ${problem.message}`);
  return { check: between - start, plan: end - between, steps: made.steps.length };
}

export const planSide = { plan: once };
