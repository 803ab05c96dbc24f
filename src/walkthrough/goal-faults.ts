import { isRecord, quote } from "../graph/parse";
import { DEEPEST_GOAL, GOAL_KINDS } from "./document";

/** Goals of one step, counting those inside others: more are no honest step. */
const MOST_GOALS = 500;
const LONGEST_MISSING = 400;

/** What the schema cannot say in words a writer can act on: unknown kinds, depth, and how many goals there are. */
export function goalFaults(steps: unknown): string[] {
  if (!Array.isArray(steps)) return [];
  return steps.flatMap((step: unknown, index) =>
    isRecord(step) && step.goal !== undefined ? faultsOf(step.goal, placeOf(step, index)) : [],
  );
}

/** `Step 3 (open-box)`. */
export function placeOf(step: { readonly id?: unknown }, index: number): string {
  return `Step ${index + 1}${typeof step.id === "string" ? ` (${step.id.slice(0, 64)})` : ""}`;
}

function faultsOf(root: unknown, place: string): string[] {
  const faults: string[] = [];
  const stack: { goal: unknown; depth: number }[] = [{ goal: root, depth: 1 }];
  let count = 0;
  for (let item = stack.pop(); item; item = stack.pop()) {
    const { goal, depth } = item;
    if (depth > DEEPEST_GOAL)
      return [`${place} has goals in goals deeper than ${DEEPEST_GOAL} levels. Make several steps of it.`];
    count++;
    if (count > MOST_GOALS) return [`${place} has more than ${MOST_GOALS} goals. Make several steps of it.`];
    if (!isRecord(goal)) {
      faults.push(`${place}: a goal is an object with a kind, and this one is ${quote(goal)}.`);
      continue;
    }
    if (!GOAL_KINDS.some((kind) => kind === goal.kind)) {
      faults.push(
        `${place} has a goal of the kind ${quote(goal.kind)}, which this version does not know. Known kinds: ${GOAL_KINDS.join(", ")}.`,
      );
      continue;
    }
    const { missing } = goal;
    if (missing !== undefined && (typeof missing !== "string" || missing.length > LONGEST_MISSING))
      faults.push(`${place}: "missing" of a goal has to be a text of at most ${LONGEST_MISSING} letters.`);
    const inside = goal.kind === "not" ? [goal.goal] : Array.isArray(goal.goals) ? goal.goals : [];
    if (goal.kind === "all" || goal.kind === "any" || goal.kind === "not")
      for (const each of inside) stack.push({ goal: each, depth: depth + 1 });
  }
  return faults;
}
