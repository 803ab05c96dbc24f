import type { Graph, Group } from "./document";
import type { Edit } from "./edits";
import { groupsWithout } from "./groups";

/** Puts nodes into a group, out of those that they were in. */
export function joinEdit(graph: Graph, id: string, nodes: readonly string[]): Edit | undefined {
  const group = graph.groups[id];
  const coming = nodes.filter((node) => Object.hasOwn(graph.nodes, node) && !group?.nodes.includes(node));
  if (!group || coming.length === 0) return undefined;
  const left = groupsWithout(graph.groups, new Set(coming));
  const now = left[id] ?? group;
  const changed = { ...left, [id]: { ...now, nodes: [...now.nodes, ...coming] } };
  return difference(graph.groups, changed);
}

/** The one edit between two sets of groups. */
export function difference(before: Graph["groups"], after: Graph["groups"]): Edit {
  const changed: Record<string, Group | undefined> = {};
  for (const id of Object.keys(before)) if (!Object.hasOwn(after, id)) changed[id] = undefined;
  for (const [id, group] of Object.entries(after)) if (before[id] !== group) changed[id] = group;
  return { kind: "groups", groups: changed };
}
