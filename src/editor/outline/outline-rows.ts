import type { Checked } from "@/compile/checked";
import { endpoint, type Graph } from "@/graph/document";
import { childrenOf, groupTree, membersOf, ownNodes } from "@/graph/groups";
import { edgeLabel } from "@/graph/types";
import { noteKey } from "../canvas/flow-ids";
import { inReadingOrder } from "../state/reading-order";
import { titleOf } from "../state/titles";

/** One line of the outline. */
export interface OutlineRow {
  readonly key: string;
  readonly kind: "group" | "node" | "input" | "output" | "note";
  /** What it is of: a group's, node's or note's id, or `node.port`. */
  readonly id: string;
  readonly parent: string | undefined;
  /** 1 for the outermost. */
  readonly level: number;
  readonly place: number;
  readonly siblings: number;
  /** `undefined`: there is nothing inside. */
  readonly isOpen: boolean | undefined;
  readonly text: string;
}

type Draft = Omit<OutlineRow, "place" | "siblings" | "level" | "parent" | "isOpen"> & {
  readonly inside: () => readonly Draft[];
};

/** The lines that are seen: groups, nodes and ports in reading order, and notes at the end. Groups are open unless closed. */
export function outlineRows(checked: Checked, toggled: ReadonlySet<string>): readonly OutlineRow[] {
  const { graph } = checked;
  const ranks = new Map(inReadingOrder(graph).map((id, at) => [id, at]));
  const { groupOf, parentOf } = groupTree(graph.groups);
  const nodes = Object.keys(graph.nodes).filter((id) => !groupOf.has(id));
  const groups = Object.keys(graph.groups).filter((id) => !parentOf.has(id));
  const top = [...inOrder(graph, nodes, groups, ranks, checked), ...graph.notes.map(noteDraft)];
  const rows: OutlineRow[] = [];
  const put = (drafts: readonly Draft[], level: number, parent: string | undefined) => {
    for (const [at, { inside, ...draft }] of drafts.entries()) {
      const holds = draft.kind === "group" || draft.kind === "node";
      // Groups begin open, nodes closed.
      const isOpen = holds ? toggled.has(draft.key) !== (draft.kind === "group") : undefined;
      rows.push({ ...draft, level, parent, place: at + 1, siblings: drafts.length, isOpen });
      if (isOpen) put(inside(), level + 1, draft.key);
    }
  };
  put(top, 1, undefined);
  return rows;
}

/** Groups stand where their first node does. */
function inOrder(
  graph: Graph,
  nodes: readonly string[],
  groups: readonly string[],
  ranks: ReadonlyMap<string, number>,
  checked: Checked,
): readonly Draft[] {
  const firstOf = (id: string) =>
    Math.min(...membersOf(graph.groups, id).map((node) => ranks.get(node) ?? Number.POSITIVE_INFINITY));
  const known = nodes.filter((id) => Object.hasOwn(graph.nodes, id));
  const all = [
    ...known.map((id) => ({ rank: ranks.get(id) ?? 0, draft: nodeDraft(checked, id) })),
    ...groups.map((id) => ({ rank: firstOf(id), draft: groupDraft(checked, id, ranks) })),
  ];
  return all
    .filter(({ rank }) => Number.isFinite(rank))
    .sort((a, b) => a.rank - b.rank)
    .map(({ draft }) => draft);
}

function groupDraft(checked: Checked, id: string, ranks: ReadonlyMap<string, number>): Draft {
  const { graph } = checked;
  const { groups } = graph;
  const count = membersOf(groups, id).length;
  const title = groups[id]?.title || "Without a title";
  const folded = groups[id]?.folded ? ", folded on the canvas" : "";
  return {
    key: `group:${id}`,
    kind: "group",
    id,
    text: `${title}, group of ${count} node${count === 1 ? "" : "s"}${folded}`,
    inside: () => inOrder(graph, ownNodes(groups, id), childrenOf(groups, id), ranks, checked),
  };
}

function nodeDraft(checked: Checked, id: string): Draft {
  const text = titleOf(checked.graph, id);
  return { key: id, kind: "node", id, text, inside: () => portDrafts(checked, id) };
}

function portDrafts(checked: Checked, id: string): readonly Draft[] {
  const node = checked.nodes.get(id);
  const edges = checked.edges.filter(
    ({ edge }) => endpoint(edge.from).node === id || endpoint(edge.to).node === id,
  );
  const named = (reference: string) => {
    const { node: other, port } = endpoint(reference);
    return `${titleOf(checked.graph, other)}.${port}`;
  };
  const none = () => [];
  const definition = node?.definition;
  const inputs = new Set([
    ...Object.keys(definition?.inputs ?? {}),
    ...edges.filter(({ edge }) => endpoint(edge.to).node === id).map(({ edge }) => endpoint(edge.to).port),
  ]);
  const outputs = new Set([
    ...Object.keys(definition?.outputs ?? {}),
    ...edges
      .filter(({ edge }) => endpoint(edge.from).node === id)
      .map(({ edge }) => endpoint(edge.from).port),
  ]);
  const ins = [...inputs].map((port): Draft => {
    const reference = `${id}.${port}`;
    const wired = edges.find(({ edge }) => edge.to === reference);
    const ports: Readonly<Record<string, { readonly optional: boolean }>> = definition?.inputs ?? {};
    const label = wired?.type ? `, ${edgeLabel(wired.type)}` : "";
    const open = ports[port]?.optional ? "open" : "not wired";
    const text = wired ? `${port} ← ${named(wired.edge.from)}${label}` : `${port}, ${open}`;
    return { key: `in:${reference}`, kind: "input", id: reference, text, inside: none };
  });
  const outs = [...outputs].map((port): Draft => {
    const reference = `${id}.${port}`;
    const to = edges.filter(({ edge }) => edge.from === reference).map(({ edge }) => named(edge.to));
    const type = node?.outputs[port];
    const label = type ? `, ${edgeLabel(type)}` : "";
    const text = to.length > 0 ? `${port} → ${to.join(", ")}${label}` : `${port}, leads nowhere${label}`;
    return { key: `out:${reference}`, kind: "output", id: reference, text, inside: none };
  });
  return [...ins, ...outs];
}

function noteDraft(note: Graph["notes"][number], index: number): Draft {
  const words = note.text.replace(/\s+/g, " ").trim().slice(0, 200) || "empty";
  const key = noteKey(index);
  return {
    key,
    kind: "note",
    id: key,
    text: `${note.kind === "frame" ? "Frame" : "Note"}: ${words}`,
    inside: () => [],
  };
}

/** The next line, after this one and around the end, whose words begin so. */
export function typedAhead(rows: readonly OutlineRow[], at: number, typed: string): OutlineRow | undefined {
  const wanted = typed.toLowerCase();
  // One letter again and again goes on; a longer word may be the line itself.
  const start = typed.length > 1 ? at : at + 1;
  const turned = [...rows.slice(start), ...rows.slice(0, start)];
  return turned.find(({ text }) => text.toLowerCase().startsWith(wanted));
}
