import type { Graph, Group } from "./document";
import type { Edit } from "./edits";
import {
  childrenOf,
  freshGroupId,
  groupsWithout,
  groupTree,
  membersOf,
  ownNodes,
  withAncestors,
} from "./groups";

/** A new group around nodes. Groups that it takes in whole stay groups inside it; other nodes leave the group they were in. */
export function groupEdit(
  graph: Graph,
  nodes: readonly string[],
  title = "Group",
): { readonly id: string; readonly edit: Edit } | undefined {
  const chosen = new Set(nodes.filter((node) => Object.hasOwn(graph.nodes, node)));
  if (chosen.size === 0) return undefined;
  const { groups } = graph;
  const { groupOf, parentOf } = groupTree(groups);
  const home = commonGroup(graph, chosen);
  const isWhole = (id: string) => {
    const members = membersOf(groups, id);
    return id !== home && members.length > 0 && members.every((node) => chosen.has(node));
  };
  const taken = Object.keys(groups).filter((id) => {
    const parent = parentOf.get(id);
    return isWhole(id) && (parent === undefined || !isWhole(parent));
  });
  const inTaken = new Set(taken.flatMap((id) => membersOf(groups, id)));
  const loose = [...chosen].filter((node) => !inTaken.has(node));
  const id = freshGroupId((name) => Object.hasOwn(groups, name));
  const made: Group = { title, nodes: loose, ...(taken.length > 0 ? { groups: taken } : {}) };
  let changed: Record<string, Group> = { ...groups };
  for (const child of taken) changed = outOf(changed, parentOf.get(child), child);
  const left = loose.filter((node) => groupOf.get(node) !== undefined);
  changed = { ...leave(changed, new Set(left)), [id]: made };
  const around = home === undefined ? undefined : changed[home];
  if (home !== undefined && around) changed[home] = { ...around, groups: [...(around.groups ?? []), id] };
  return { id, edit: difference(groups, changed) };
}

/** Takes a group away; what was in it is then in what the group lay in. */
export function ungroupEdit(graph: Graph, id: string): Edit | undefined {
  const { groups } = graph;
  const group = groups[id];
  if (!group) return undefined;
  const parent = groupTree(groups).parentOf.get(id);
  const { [id]: _, ...rest } = groups;
  const around = parent === undefined ? undefined : rest[parent];
  if (parent !== undefined && around) {
    const inside = (around.groups ?? []).filter((child) => child !== id);
    rest[parent] = {
      ...around,
      nodes: [...around.nodes, ...ownNodes(groups, id)],
      groups: [...inside, ...childrenOf(groups, id)],
    };
  }
  return difference(groups, rest);
}

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

/** Takes nodes out of their groups, into what these lie in. A group that is left empty is gone. */
export function leaveEdit(graph: Graph, nodes: readonly string[]): Edit | undefined {
  const { groups } = graph;
  const { groupOf, parentOf } = groupTree(groups);
  const leaving = nodes.filter((node) => groupOf.has(node));
  if (leaving.length === 0) return undefined;
  const changed = leave(groups, new Set(leaving));
  for (const node of leaving) {
    const parent = parentOf.get(groupOf.get(node) ?? "");
    const around = parent === undefined ? undefined : (changed[parent] ?? groups[parent]);
    if (parent !== undefined && around) changed[parent] = { ...around, nodes: [...around.nodes, node] };
  }
  return difference(groups, changed);
}

/** Changes what a group is called, whether it is folded, its colour, its ports; `undefined` takes a field away. */
export function changeGroupEdit(
  graph: Graph,
  id: string,
  change: { readonly [Field in keyof Group]?: Group[Field] | undefined },
): Edit | undefined {
  const group = graph.groups[id];
  if (!group) return undefined;
  const merged: Record<string, unknown> = { ...group, ...change };
  const kept = Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== undefined));
  return {
    kind: "groups",
    groups: { [id]: { ...kept, title: change.title ?? group.title, nodes: group.nodes } },
  };
}

/** Folds a group, or opens it with all that it lies in. */
export function foldEdit(graph: Graph, id: string, folded: boolean): Edit {
  const ids = folded ? [id] : withAncestors(graph.groups, id);
  const edits = ids.flatMap((each) =>
    (graph.groups[each]?.folded ?? false) === folded
      ? []
      : (changeGroupEdit(graph, each, { folded: folded || undefined }) ?? []),
  );
  return { kind: "all", edits };
}

/** The innermost group that all of these nodes are in. */
function commonGroup(graph: Graph, nodes: ReadonlySet<string>): string | undefined {
  const { groupOf } = groupTree(graph.groups);
  const paths = [...nodes].map((node) => withAncestors(graph.groups, groupOf.get(node)));
  const [first = [], ...others] = paths;
  // A group whose every node is taken lies in the new one, not around it.
  return first.find((id) => {
    const isShared = others.every((path) => path.includes(id));
    return isShared && membersOf(graph.groups, id).some((node) => !nodes.has(node));
  });
}

function leave(groups: Readonly<Record<string, Group>>, nodes: ReadonlySet<string>): Record<string, Group> {
  return nodes.size > 0 ? groupsWithout(groups, nodes) : { ...groups };
}

function outOf(
  groups: Record<string, Group>,
  parent: string | undefined,
  child: string,
): Record<string, Group> {
  const around = parent === undefined ? undefined : groups[parent];
  if (parent === undefined || !around) return groups;
  return { ...groups, [parent]: { ...around, groups: (around.groups ?? []).filter((id) => id !== child) } };
}

/** The one edit between two sets of groups. */
function difference(before: Graph["groups"], after: Graph["groups"]): Edit {
  const changed: Record<string, Group | undefined> = {};
  for (const id of Object.keys(before)) if (!Object.hasOwn(after, id)) changed[id] = undefined;
  for (const [id, group] of Object.entries(after)) if (before[id] !== group) changed[id] = group;
  return { kind: "groups", groups: changed };
}
