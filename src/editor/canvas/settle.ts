import type { Graph, Note } from "@/graph/document";
import type { Edit } from "@/graph/edits";
import { joinEdit } from "@/graph/group-edits";
import { membersOf } from "@/graph/groups";
import { boxOf, liesIn } from "./bounds";
import { groupOfKey, noteOfKey } from "./flow-ids";
import { noteSize } from "./flow-looks";
import { type FlowNode, placeOf } from "./flow-nodes";

/** The edits that make the document agree with where these nodes of the canvas came to stand: positions, and the rest. */
export function settleEdits(
  graph: Graph,
  nodes: readonly FlowNode[],
  ids: ReadonlySet<string>,
): {
  readonly positions: Readonly<Record<string, readonly [number, number]>>;
  readonly more: readonly Edit[];
} {
  const positions: Record<string, readonly [number, number]> = {};
  const notes = new Map<number, Note>();
  for (const node of nodes) {
    if (!ids.has(node.id)) continue;
    const [x, y] = [Math.round(node.position.x), Math.round(node.position.y)];
    const group = groupOfKey(node.id);
    const index = noteOfKey(node.id);
    if (node.type === "card") {
      const before = graph.layout[node.id];
      if (before?.[0] !== x || before[1] !== y) positions[node.id] = [x, y];
    } else if (node.type === "folded" && group !== undefined) {
      Object.assign(positions, movedMembers(graph, group, x, y));
    } else if (index !== undefined) {
      const note = graph.notes[index];
      if (!note) continue;
      const [size, resized] = [noteSize(note), sizeOf(node)];
      const isResized = Math.round(size[0]) !== resized[0] || Math.round(size[1]) !== resized[1];
      if (note.position[0] !== x || note.position[1] !== y || isResized)
        notes.set(index, { ...note, position: [x, y], ...(isResized ? { size: resized } : {}) });
    }
  }
  const all = graph.notes.map((note, index) => notes.get(index) ?? note);
  const more: Edit[] = notes.size > 0 ? [{ kind: "notes", notes: all }] : [];
  return { positions, more };
}

function sizeOf(node: FlowNode): [number, number] {
  const { width, height } = boxOf(node);
  return [Math.round(width), Math.round(height)];
}

function movedMembers(
  graph: Graph,
  group: string,
  x: number,
  y: number,
): Record<string, readonly [number, number]> {
  const members = membersOf(graph.groups, group).filter((node) => Object.hasOwn(graph.nodes, node));
  const places = members.map((node, index) => [node, placeOf(graph, node, index)] as const);
  const dx = x - Math.round(Math.min(...places.map(([, place]) => place[0])));
  const dy = y - Math.round(Math.min(...places.map(([, place]) => place[1])));
  if (dx === 0 && dy === 0) return {};
  return Object.fromEntries(places.map(([node, [px, py]]) => [node, [px + dx, py + dy] as const]));
}

/** A card that was let go inside the frame of another open group joins that one: the innermost there. */
export function joinWhereDropped(graph: Graph, nodes: readonly FlowNode[], id: string): Edit | undefined {
  const card = nodes.find((node) => node.id === id && node.type === "card");
  if (!card) return undefined;
  const box = boxOf(card);
  const others = nodes.filter((node) => {
    const group = node.type === "open" ? groupOfKey(node.id) : undefined;
    return group !== undefined && liesIn(box, boxOf(node)) && !membersOf(graph.groups, group).includes(id);
  });
  const [under] = others.sort((a, b) => (b.zIndex ?? 0) - (a.zIndex ?? 0));
  const group = under && groupOfKey(under.id);
  return group === undefined ? undefined : joinEdit(graph, group, [id]);
}
