import { type Asset, type Edge, endpoint, type Graph, type Group, type Node, type Note } from "./document";
import { groupsWithout, pastedGroups, wholeGroups } from "./groups";

/** A change of the document, as data: what a gesture does, what a fix offers, what a journal keeps. */
export type Edit =
  | {
      readonly kind: "add";
      readonly id: string;
      readonly node: Node;
      readonly position: readonly [number, number];
    }
  | { readonly kind: "remove"; readonly nodes: readonly string[] }
  | {
      readonly kind: "connect";
      readonly from: string;
      readonly to: string;
      /** What else the edge carries, where it is a copy of one. */
      readonly more?: Readonly<Record<string, unknown>>;
    }
  | { readonly kind: "disconnect"; readonly from: string; readonly to: string }
  | {
      /** Where the line of an edge bends; none: it is as it falls. */
      readonly kind: "bend";
      readonly from: string;
      readonly to: string;
      readonly bends: readonly (readonly [number, number])[];
    }
  /** Puts another node in a node's place, under the same id. */
  | { readonly kind: "replace"; readonly id: string; readonly node: Node }
  | { readonly kind: "set"; readonly node: string; readonly setting: string; readonly value: unknown }
  | { readonly kind: "unset"; readonly node: string; readonly setting: string }
  | { readonly kind: "rename"; readonly node: string; readonly title: string }
  | { readonly kind: "retitle"; readonly title: string }
  | { readonly kind: "move"; readonly positions: Readonly<Record<string, readonly [number, number]>> }
  | { readonly kind: "asset"; readonly node: string; readonly asset: Asset | undefined }
  | { readonly kind: "notes"; readonly notes: readonly Note[] }
  /** Puts groups in, by their ids; `undefined` takes one away. */
  | { readonly kind: "groups"; readonly groups: Readonly<Record<string, Group | undefined>> }
  | { readonly kind: "all"; readonly edits: readonly Edit[] };

/** The graph after the edit. The one before is not touched; parts that did not change are shared. */
export function applyEdit(graph: Graph, edit: Edit): Graph {
  switch (edit.kind) {
    case "add":
      return {
        ...graph,
        nodes: { ...graph.nodes, [edit.id]: edit.node },
        layout: { ...graph.layout, [edit.id]: [...edit.position] },
      };
    case "remove":
      return removeNodes(graph, new Set(edit.nodes));
    case "connect":
      return {
        ...graph,
        edges: [
          ...graph.edges.filter((edge) => edge.to !== edit.to),
          { ...edit.more, from: edit.from, to: edit.to },
        ],
      };
    case "disconnect":
      return {
        ...graph,
        edges: graph.edges.filter((edge) => edge.from !== edit.from || edge.to !== edit.to),
      };
    case "bend":
      return {
        ...graph,
        edges: graph.edges.map((edge) =>
          edge.from === edit.from && edge.to === edit.to ? bent(edge, edit.bends) : edge,
        ),
      };
    case "replace":
      return withNode(graph, edit.id, () => edit.node);
    case "set":
      return withNode(graph, edit.node, (node) => ({
        ...node,
        settings: { ...node.settings, [edit.setting]: edit.value },
      }));
    case "unset":
      return withNode(graph, edit.node, (node) => ({
        ...node,
        settings: without(node.settings, edit.setting),
      }));
    case "rename":
      return withNode(graph, edit.node, (node) =>
        edit.title === "" ? (without(node, "title") as Node) : { ...node, title: edit.title },
      );
    case "retitle":
      return { ...graph, title: edit.title };
    case "move":
      return {
        ...graph,
        layout: {
          ...graph.layout,
          ...Object.fromEntries(
            Object.entries(edit.positions).map(([id, [x, y]]) => [id, [x, y] as [number, number]]),
          ),
        },
      };
    case "asset":
      return {
        ...graph,
        assets: edit.asset ? { ...graph.assets, [edit.node]: edit.asset } : without(graph.assets, edit.node),
      };
    case "notes":
      return { ...graph, notes: [...edit.notes] };
    case "groups":
      return { ...graph, groups: withGroups(graph.groups, edit.groups) };
    case "all":
      return edit.edits.reduce(applyEdit, graph);
  }
}

/** An id that the graph does not have yet: `resize`, then `resize-2`, `resize-3`. */
export function freshId(graph: Graph, wanted: string, alsoTaken: ReadonlySet<string> = new Set()): string {
  const taken = (id: string) => Object.hasOwn(graph.nodes, id) || alsoTaken.has(id);
  if (!taken(wanted)) return wanted;
  // An id has at most 64 letters: a long one makes room for its number.
  const stem = wanted.slice(0, 56);
  let count = 2;
  while (taken(`${stem}-${count}`)) count++;
  return `${stem}-${count}`;
}

/** Nodes with the edges between them and the groups that are whole, and notes, to be pasted elsewhere: a graph of its own. */
export function cutOut(graph: Graph, ids: ReadonlySet<string>, notes: readonly Note[] = []): Graph {
  const keep = <T>(record: Readonly<Record<string, T>>): Record<string, T> =>
    Object.fromEntries(Object.entries(record).filter(([id]) => ids.has(id)));
  return {
    ...graph,
    nodes: keep(graph.nodes),
    layout: keep(graph.layout),
    assets: keep(graph.assets),
    edges: graph.edges.filter((edge) => ids.has(endpoint(edge.from).node) && ids.has(endpoint(edge.to).node)),
    groups: wholeGroups(graph.groups, ids),
    notes: [...notes],
  };
}

/** The edit that puts a piece into the graph under fresh ids, shifted by an offset in px. */
export function pasteEdit(
  graph: Graph,
  piece: Graph,
  offset: readonly [number, number],
): Edit & { kind: "all" } {
  const ids = new Map<string, string>();
  const taken = new Set<string>();
  for (const id of Object.keys(piece.nodes)) {
    const fresh = freshId(graph, id, taken);
    taken.add(fresh);
    ids.set(id, fresh);
  }
  const rename = (reference: string) => {
    const { node, port } = endpoint(reference);
    return `${ids.get(node) ?? node}.${port}`;
  };
  const edits: Edit[] = Object.entries(piece.nodes).map(([id, node]) => {
    const [x, y] = piece.layout[id] ?? [0, 0];
    return { kind: "add", id: ids.get(id) ?? id, node, position: [x + offset[0], y + offset[1]] };
  });
  for (const { from, to, bends, ...more } of piece.edges) {
    const ends = { from: rename(from), to: rename(to) };
    edits.push({ kind: "connect", ...ends, ...(Object.keys(more).length > 0 ? { more } : {}) });
    if (bends) edits.push({ kind: "bend", ...ends, bends: shifted(bends, offset) });
  }
  for (const [id, asset] of Object.entries(piece.assets)) {
    edits.push({ kind: "asset", node: ids.get(id) ?? id, asset });
  }
  const groups = pastedGroups(graph.groups, piece.groups, ids);
  if (Object.keys(groups).length > 0) edits.push({ kind: "groups", groups });
  const notes = piece.notes.map((note): Note => {
    const [x, y] = note.position;
    return { ...note, position: [x + offset[0], y + offset[1]] };
  });
  if (notes.length > 0) edits.push({ kind: "notes", notes: [...graph.notes, ...notes] });
  return { kind: "all", edits };
}

/** The bends of an edge whose ends were moved together. */
export function shifted(
  bends: readonly (readonly [number, number])[],
  [dx, dy]: readonly [number, number],
): readonly (readonly [number, number])[] {
  return bends.map(([x, y]) => [x + dx, y + dy]);
}

function removeNodes(graph: Graph, gone: ReadonlySet<string>): Graph {
  const keep = <T>(record: Readonly<Record<string, T>>): Record<string, T> =>
    Object.fromEntries(Object.entries(record).filter(([id]) => !gone.has(id)));
  const touches = (edge: Edge) => gone.has(endpoint(edge.from).node) || gone.has(endpoint(edge.to).node);
  return {
    ...graph,
    nodes: keep(graph.nodes),
    edges: graph.edges.filter((edge) => !touches(edge)),
    layout: keep(graph.layout),
    assets: keep(graph.assets),
    groups: groupsWithout(graph.groups, gone),
  };
}

function withGroups(
  groups: Graph["groups"],
  changed: Readonly<Record<string, Group | undefined>>,
): Record<string, Group> {
  const all: Record<string, Group | undefined> = { ...groups, ...changed };
  const kept: Record<string, Group> = {};
  for (const [id, group] of Object.entries(all)) if (group) kept[id] = group;
  return kept;
}

function bent(edge: Edge, bends: readonly (readonly [number, number])[]): Edge {
  const { bends: _, ...straight } = edge;
  return bends.length === 0
    ? { ...straight, from: edge.from, to: edge.to }
    : { ...edge, bends: bends.map(([x, y]): [number, number] => [x, y]) };
}

function withNode(graph: Graph, id: string, change: (node: Node) => Node): Graph {
  const node = graph.nodes[id];
  return node ? { ...graph, nodes: { ...graph.nodes, [id]: change(node) } } : graph;
}

function without<T>(record: Readonly<Record<string, T>>, name: string): Record<string, T> {
  return Object.fromEntries(Object.entries(record).filter(([key]) => key !== name));
}
