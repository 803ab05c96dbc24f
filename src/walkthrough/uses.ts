import type { Graph } from "../graph/document";
import { readGraph } from "../graph/parse";
import type { Walkthrough } from "./document";
import { goalsOf } from "./references";

/** A walkthrough and, where it begins with one of the example graphs, that graph. */
export interface CourseEntry {
  readonly walkthrough: Walkthrough;
  readonly template?: Graph | undefined;
}

/** Types of nodes that a walkthrough begins with, asks for or adds. */
export function typesUsed({ walkthrough, template }: CourseEntry): ReadonlySet<string> {
  const { start, steps } = walkthrough;
  const begun = template ?? (start.graph === undefined ? undefined : readGraph(start.graph).graph);
  const types = new Set(Object.values(begun?.nodes ?? {}).map(({ type }) => type));
  for (const { showMe = [], goal } of steps) {
    for (const action of showMe) if (action.kind === "add") types.add(action.type);
    for (const one of goalsOf(goal)) if (one.kind === "node") types.add(one.type);
  }
  return types;
}

/** The walkthroughs in which a node of this type is met, in the order given. */
export function walkthroughsUsing(type: string, course: readonly CourseEntry[]): readonly Walkthrough[] {
  return course.filter((entry) => typesUsed(entry).has(type)).map(({ walkthrough }) => walkthrough);
}
