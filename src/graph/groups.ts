import { endpoint, type Group } from "./document";

type Groups = Readonly<Record<string, Group>>;

/** Groups in groups in groups: no hand goes deeper than this. */
export const DEEPEST_GROUP = 16;

/** Which group each node and each group is in. */
export interface GroupTree {
  readonly groupOf: ReadonlyMap<string, string>;
  readonly parentOf: ReadonlyMap<string, string>;
}

const trees = new WeakMap<Groups, GroupTree>();

/** Of several groups that name a node, the first has it. */
export function groupTree(groups: Groups): GroupTree {
  const known = trees.get(groups);
  if (known) return known;
  const groupOf = new Map<string, string>();
  const parentOf = new Map<string, string>();
  for (const [id, group] of Object.entries(groups)) {
    for (const node of group.nodes) if (!groupOf.has(node)) groupOf.set(node, id);
    for (const child of group.groups ?? [])
      if (!parentOf.has(child) && Object.hasOwn(groups, child)) parentOf.set(child, id);
  }
  const tree = { groupOf, parentOf };
  trees.set(groups, tree);
  return tree;
}

/** Groups directly inside one. */
export function childrenOf(groups: Groups, id: string): readonly string[] {
  const { parentOf } = groupTree(groups);
  return (groups[id]?.groups ?? []).filter((child) => parentOf.get(child) === id);
}

/** Nodes directly inside a group. */
export function ownNodes(groups: Groups, id: string): readonly string[] {
  const { groupOf } = groupTree(groups);
  return (groups[id]?.nodes ?? []).filter((node) => groupOf.get(node) === id);
}

/** All nodes of a group, with those of the groups inside it. */
export function membersOf(groups: Groups, id: string): readonly string[] {
  return [...ownNodes(groups, id), ...childrenOf(groups, id).flatMap((child) => membersOf(groups, child))];
}

/** A group and all that it lies in, from the inside out. */
export function withAncestors(groups: Groups, id: string | undefined): readonly string[] {
  const { parentOf } = groupTree(groups);
  const path: string[] = [];
  for (let at = id; at !== undefined && path.length <= DEEPEST_GROUP; at = parentOf.get(at)) path.push(at);
  return path;
}

/** The outermost folded group that hides what is in this one; itself, where it is folded and nothing around it is. */
export function foldedOver(groups: Groups, id: string | undefined): string | undefined {
  return withAncestors(groups, id).findLast((each) => groups[each]?.folded === true);
}

/** The folded group that a node is hidden in. */
export function holderOf(groups: Groups, node: string): string | undefined {
  return foldedOver(groups, groupTree(groups).groupOf.get(node));
}

/** What keeps these groups from being read, in words: one that lies in itself, or a nesting that is too deep. */
export function groupFault(groups: Groups): string | undefined {
  const { parentOf } = groupTree(groups);
  for (const start of Object.keys(groups)) {
    const path: string[] = [];
    for (let at: string | undefined = start; at !== undefined; at = parentOf.get(at)) {
      if (path.includes(at)) {
        return `The group ${at} lies in itself: ${[...path.slice(path.indexOf(at)), at].join(" in ")}. A group can hold other groups, but not in a circle.`;
      }
      path.push(at);
      if (path.length > DEEPEST_GROUP) {
        return `The group ${start} lies more than ${DEEPEST_GROUP} groups deep. Put some of them side by side.`;
      }
    }
  }
  return undefined;
}

/** Groups without these nodes. One that held nothing else is gone; ports of what went are no longer chosen. */
export function groupsWithout(groups: Groups, gone: ReadonlySet<string>): Record<string, Group> {
  let kept: Record<string, Group> = { ...groups };
  const emptied: string[] = [];
  for (const [id, group] of Object.entries(groups)) {
    if (!group.nodes.some((node) => gone.has(node))) continue;
    kept[id] = withoutPorts({ ...group, nodes: group.nodes.filter((node) => !gone.has(node)) }, gone);
    if (isEmpty(kept, id)) emptied.push(id);
  }
  for (const [id, group] of Object.entries(kept))
    if (hasPortsOf(group, gone)) kept[id] = withoutPorts(group, gone);
  for (const id of emptied) kept = dissolve(kept, id);
  return kept;
}

/** Takes an empty group away, and what it lay in where that is empty now too. */
function dissolve(groups: Record<string, Group>, id: string): Record<string, Group> {
  if (!isEmpty(groups, id)) return groups;
  const parent = groupTree(groups).parentOf.get(id);
  const { [id]: _, ...rest } = groups;
  const around = parent === undefined ? undefined : rest[parent];
  if (parent === undefined || !around) return rest;
  rest[parent] = { ...around, groups: (around.groups ?? []).filter((child) => child !== id) };
  return dissolve(rest, parent);
}

function isEmpty(groups: Groups, id: string): boolean {
  const group = groups[id];
  return group !== undefined && group.nodes.length === 0 && childrenOf(groups, id).length === 0;
}

function hasPortsOf(group: Group, nodes: ReadonlySet<string>): boolean {
  return [...(group.inputs ?? []), ...(group.outputs ?? [])].some((port) => nodes.has(endpoint(port).node));
}

function withoutPorts(group: Group, gone: ReadonlySet<string>): Group {
  const stays = (port: string) => !gone.has(endpoint(port).node);
  return {
    ...group,
    ...(group.inputs ? { inputs: group.inputs.filter(stays) } : {}),
    ...(group.outputs ? { outputs: group.outputs.filter(stays) } : {}),
  };
}

/** The groups all of whose nodes are among these; one whose surroundings are not stands by itself. */
export function wholeGroups(groups: Groups, nodes: ReadonlySet<string>): Record<string, Group> {
  const whole = (id: string) => {
    const members = membersOf(groups, id);
    return members.length > 0 && members.every((node) => nodes.has(node));
  };
  return Object.fromEntries(Object.entries(groups).filter(([id]) => whole(id)));
}

/** An id that no group has yet. */
export function freshGroupId(taken: (id: string) => boolean, wanted = "group"): string {
  if (!taken(wanted)) return wanted;
  const stem = wanted.slice(0, 56);
  let count = 2;
  while (taken(`${stem}-${count}`)) count++;
  return `${stem}-${count}`;
}

/** The groups of a piece under ids that are free, with their nodes' new names. */
export function pastedGroups(
  there: Groups,
  piece: Groups,
  nodes: ReadonlyMap<string, string>,
): Record<string, Group> {
  const names = new Map<string, string>();
  for (const id of Object.keys(piece)) {
    const taken = new Set(names.values());
    names.set(
      id,
      freshGroupId((name) => Object.hasOwn(there, name) || taken.has(name), id),
    );
  }
  const renamed = Object.entries(piece).map(([id, group]) => [
    names.get(id) ?? id,
    renamedGroup(group, nodes, names),
  ]);
  return Object.fromEntries(renamed);
}

/** The same group where its nodes, and the groups in it, have other ids. */
export function renamedGroup(
  group: Group,
  nodes: ReadonlyMap<string, string>,
  groups: ReadonlyMap<string, string>,
): Group {
  const node = (id: string) => nodes.get(id) ?? id;
  const port = (reference: string) => `${node(endpoint(reference).node)}.${endpoint(reference).port}`;
  const { definition } = group;
  const names = definition?.names;
  return {
    ...group,
    nodes: group.nodes.map(node),
    ...(group.groups ? { groups: group.groups.flatMap((id) => groups.get(id) ?? []) } : {}),
    ...(group.inputs ? { inputs: group.inputs.map(port) } : {}),
    ...(group.outputs ? { outputs: group.outputs.map(port) } : {}),
    ...(definition && names
      ? {
          definition: {
            ...definition,
            names: Object.fromEntries(Object.entries(names).map(([id, name]) => [node(id), name])),
          },
        }
      : {}),
  };
}
