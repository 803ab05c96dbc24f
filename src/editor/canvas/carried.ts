import type { NodeChange } from "@xyflow/react";
import type { Graph } from "@/graph/document";
import { membersOf } from "@/graph/groups";
import { boxOf, liesIn } from "./bounds";
import { groupOfKey, noteOfKey } from "./flow-ids";
import { shownAs } from "./flow-looks";
import type { FlowNode } from "./flow-nodes";

type Changes = readonly NodeChange<FlowNode>[];

/** The nodes of the canvas that move along with a group or a frame. */
export function cargoOf(graph: Graph, key: string, nodes: readonly FlowNode[]): readonly string[] {
  const group = groupOfKey(key);
  const self = nodes.find((node) => node.id === key);
  if (group !== undefined) {
    if (self?.type === "folded") return [];
    return [...new Set(membersOf(graph.groups, group).map((node) => shownAs(graph, node)))];
  }
  if (self?.type !== "frame") return [];
  const box = boxOf(self);
  return nodes
    .filter((node) => node.id !== key && node.type !== "open" && liesIn(boxOf(node), box))
    .map((node) => node.id);
}

/** The changes with those of what is carried along; what moves by itself anyway is not moved twice. */
export function withCargo(
  changes: Changes,
  nodes: readonly FlowNode[],
  cargo: (key: string) => readonly string[],
): Changes {
  const moves = changes.filter((change) => change.type === "position");
  const moved = new Set(moves.map(({ id }) => id));
  const at = new Map(nodes.map((node) => [node.id, node.position]));
  const more: NodeChange<FlowNode>[] = [];
  for (const { id, position, dragging = false } of moves) {
    const before = at.get(id);
    if (!before || (groupOfKey(id) ?? noteOfKey(id)) === undefined) continue;
    const [dx, dy] = position ? [position.x - before.x, position.y - before.y] : [0, 0];
    for (const other of cargo(id)) {
      const from = at.get(other);
      if (!from || moved.has(other)) continue;
      moved.add(other);
      const to = { x: from.x + dx, y: from.y + dy };
      more.push({ id: other, type: "position", position: to, dragging });
    }
  }
  return more.length > 0 ? [...changes, ...more] : changes;
}
