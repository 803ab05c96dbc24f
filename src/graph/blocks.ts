import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { canonicalJson } from "./canonical";
import { endpoint, type Graph, type Group } from "./document";
import { cutOut, type Edit, freshId, pasteEdit } from "./edits";
import { membersOf, pastedGroups, renamedGroup } from "./groups";

/** A small graph that is kept to be put into others: all of it lies in its group `block`. */
export interface Block {
  readonly id: string;
  readonly title: string;
  /** Of what it does: looks have no part in it. */
  readonly digest: string;
  /** When it was last written, in ms. */
  readonly at: number;
  readonly graph: Graph;
  /** What it was before, the newest first: an instance of then is brought up to date by what changed since. */
  readonly before: readonly { readonly digest: string; readonly graph: Graph }[];
}

/** The group of a block that holds the others. */
export const TOP = "block";
const KEPT_VERSIONS = 20;

/** A group of a graph as a graph of its own, by the names that its block has for its nodes where it is an instance. */
export function blockGraph(graph: Graph, id: string): Graph {
  const group = graph.groups[id];
  const members = new Set(membersOf(graph.groups, id));
  const known = group?.definition?.names ?? {};
  const names = new Map<string, string>();
  const taken = new Set(Object.values(known));
  for (const node of members) {
    const name = known[node] ?? (taken.has(node) ? freshId(graph, node, taken) : node);
    taken.add(name);
    names.set(node, name);
  }
  const piece = cutOut(graph, members);
  const name = (node: string) => names.get(node) ?? node;
  const port = (reference: string) => `${name(endpoint(reference).node)}.${endpoint(reference).port}`;
  const renamed = <T>(record: Readonly<Record<string, T>>): Record<string, T> =>
    Object.fromEntries(Object.entries(record).map(([node, value]) => [name(node), value]));
  const groupNames = new Map(
    Object.keys(piece.groups).map((each, at) => [each, each === id ? TOP : `inner-${at}`]),
  );
  return {
    ...piece,
    title: group?.title ?? "",
    nodes: renamed(piece.nodes),
    layout: renamed(piece.layout),
    assets: renamed(piece.assets),
    edges: piece.edges.map((edge) => ({ ...edge, from: port(edge.from), to: port(edge.to) })),
    groups: Object.fromEntries(
      Object.entries(piece.groups).map(([each, inner]) => {
        const { definition: _, folded: __, ...rest } = renamedGroup(inner, names, groupNames);
        return [groupNames.get(each) ?? each, { ...rest, title: inner.title, nodes: inner.nodes.map(name) }];
      }),
    ),
  };
}

/** The SHA-256 of what a graph does: types, versions, settings, edges and files, no titles and no places. */
export function workDigest({ nodes, edges, assets }: Graph): string {
  const works = Object.fromEntries(
    Object.entries(nodes).map(([id, { type, version, settings }]) => [id, { type, version, settings }]),
  );
  const lines = edges.map(({ from, to }) => `${from} ${to}`).sort();
  const files = Object.fromEntries(Object.entries(assets).map(([id, asset]) => [id, asset.sha256]));
  return bytesToHex(sha256(utf8ToBytes(canonicalJson({ nodes: works, edges: lines, assets: files }))));
}

export function makeBlock(graph: Graph, group: string, id: string, at: number): Block {
  const piece = blockGraph(graph, group);
  return { id, title: piece.title || "Block", digest: workDigest(piece), at, graph: piece, before: [] };
}

/** The block as an instance of it has become. */
export function updatedBlock(block: Block, graph: Graph, group: string, at: number): Block {
  const fresh = makeBlock(graph, group, block.id, at);
  const old = { digest: block.digest, graph: block.graph };
  const before = [old, ...block.before]
    .filter(({ digest }) => digest !== fresh.digest)
    .slice(0, KEPT_VERSIONS);
  return { ...fresh, before };
}

/** What a group that was just made a block, or its block from, says of it. */
export function instanceOf(graph: Graph, group: string, block: Block): Group["definition"] {
  const names = graph.groups[group]?.definition?.names ?? {};
  const pairs = membersOf(graph.groups, group).map((node) => [node, names[node] ?? node]);
  return { id: block.id, title: block.title, digest: block.digest, names: Object.fromEntries(pairs) };
}

/** Puts an instance of a block into a graph with its upper left card at a place: one edit. */
export function instanceEdit(
  graph: Graph,
  block: Block,
  at: readonly [number, number],
): Edit & { kind: "all" } {
  const names = Object.fromEntries(Object.keys(block.graph.nodes).map((node) => [node, node]));
  const top = block.graph.groups[TOP];
  const definition = { id: block.id, title: block.title, digest: block.digest, names };
  const groups = { ...block.graph.groups, ...(top ? { [TOP]: { ...top, definition } } : {}) };
  const [x, y] = corner(block.graph);
  return pasteEdit(graph, { ...block.graph, groups, notes: [] }, [
    Math.round(at[0] - x),
    Math.round(at[1] - y),
  ]);
}

/** Whether a group's work is another than that of the block that it came from, as that was then. */
export function isChanged(graph: Graph, group: string): boolean {
  const digest = graph.groups[group]?.definition?.digest;
  return digest !== undefined && workDigest(blockGraph(graph, group)) !== digest;
}

/** Whether a value can be a node's setting. */
export type Fits = (type: string, setting: string, value: unknown) => boolean;

/**
 * Makes an instance what its block is now: one edit. Edges from outside stay where their ports do, and so do settings that
 * were changed in the instance, where they fit.
 */
export function upToDateEdit(graph: Graph, id: string, block: Block, fits: Fits): Edit | undefined {
  const group = graph.groups[id];
  const top = block.graph.groups[TOP];
  if (!group?.definition || !top) return undefined;
  const members = membersOf(graph.groups, id);
  const here = new Map(Object.entries(group.definition.names ?? {}).map(([node, name]) => [name, node]));
  const base = block.before.find(({ digest }) => digest === group.definition?.digest)?.graph;
  const ids = new Map<string, string>();
  for (const name of Object.keys(block.graph.nodes)) {
    const old = here.get(name);
    const stays =
      old !== undefined && members.includes(old) && graph.nodes[old]?.type === block.graph.nodes[name]?.type;
    ids.set(name, stays ? old : freshId(graph, name, new Set(ids.values())));
  }
  const stay = new Set(ids.values());
  const edits: Edit[] = [];
  const shift = shiftOf(graph, block.graph, ids);
  for (const [name, node] of Object.entries(block.graph.nodes)) {
    const to = ids.get(name) ?? name;
    const old = graph.nodes[to];
    const [x, y] = block.graph.layout[name] ?? [0, 0];
    const settings = old
      ? mergedSettings(node, old.settings, base?.nodes[name]?.settings, fits)
      : node.settings;
    const place = old ? graph.layout[to] : undefined;
    const title = old?.title === undefined ? {} : { title: old.title };
    edits.push({
      kind: "add",
      id: to,
      node: { ...node, ...title, settings },
      position: place ?? [x + shift[0], y + shift[1]],
    });
    const asset = block.graph.assets[name];
    if (asset && !graph.assets[to]) edits.push({ kind: "asset", node: to, asset });
  }
  const inner = new Set(members);
  for (const { from, to } of graph.edges)
    if (inner.has(endpoint(from).node) && inner.has(endpoint(to).node))
      edits.push({ kind: "disconnect", from, to });
  const port = (reference: string) =>
    `${ids.get(endpoint(reference).node) ?? ""}.${endpoint(reference).port}`;
  for (const { from, to } of block.graph.edges)
    edits.push({ kind: "connect", from: port(from), to: port(to) });
  edits.push({ kind: "groups", groups: newGroups(graph, id, block, ids) });
  const gone = members.filter((node) => !stay.has(node));
  if (gone.length > 0) edits.push({ kind: "remove", nodes: gone });
  return { kind: "all", edits };
}

/** Settings of the block, and those that the instance had changed since its own version of the block. */
function mergedSettings(
  { type, settings }: Graph["nodes"][string],
  own: Readonly<Record<string, unknown>>,
  base: Readonly<Record<string, unknown>> | undefined,
  fits: Fits,
): Record<string, unknown> {
  const merged: Record<string, unknown> = { ...settings };
  for (const name of new Set([...Object.keys(own), ...Object.keys(base ?? {})])) {
    if (base && canonicalJson(own[name] ?? null) === canonicalJson(base[name] ?? null)) continue;
    if (own[name] === undefined) delete merged[name];
    else if (fits(type, name, own[name])) merged[name] = own[name];
  }
  return merged;
}

function newGroups(
  graph: Graph,
  id: string,
  block: Block,
  ids: ReadonlyMap<string, string>,
): Record<string, Group | undefined> {
  const { [TOP]: top, ...inner } = block.graph.groups;
  const group = graph.groups[id];
  if (!group || !top) return {};
  const changed: Record<string, Group | undefined> = {};
  const drop = (each: string) => {
    for (const child of graph.groups[each]?.groups ?? []) {
      changed[child] = undefined;
      drop(child);
    }
  };
  drop(id);
  const left = Object.fromEntries(Object.entries(graph.groups).filter(([each]) => !(each in changed)));
  const made = pastedGroups(left, { ...inner, [TOP]: top }, ids);
  // The last one is the group itself, which keeps its own id.
  const [, renamed] = Object.entries(made).at(-1) ?? [];
  const innerMade = Object.fromEntries(Object.entries(made).slice(0, -1));
  const names = Object.fromEntries([...ids].map(([name, node]) => [node, name]));
  const { inputs: _, outputs: __, groups: ___, ...kept } = group;
  const next: Group = {
    ...kept,
    title: group.title,
    nodes: renamed?.nodes ?? [],
    ...(renamed?.groups ? { groups: renamed.groups } : {}),
    ...(renamed?.inputs ? { inputs: renamed.inputs } : {}),
    ...(renamed?.outputs ? { outputs: renamed.outputs } : {}),
    definition: { id: block.id, title: block.title, digest: block.digest, names },
  };
  return { ...changed, ...innerMade, [id]: next };
}

/** How far the instance stands from the block, by a node that both have. */
function shiftOf(graph: Graph, block: Graph, ids: ReadonlyMap<string, string>): readonly [number, number] {
  for (const [name, id] of ids) {
    const [from, to] = [block.layout[name], graph.nodes[id] ? graph.layout[id] : undefined];
    if (from && to) return [to[0] - from[0], to[1] - from[1]];
  }
  return [0, 0];
}

function corner({ layout }: Graph): readonly [number, number] {
  const places = Object.values(layout);
  if (places.length === 0) return [0, 0];
  return [Math.min(...places.map(([x]) => x)), Math.min(...places.map(([, y]) => y))];
}
