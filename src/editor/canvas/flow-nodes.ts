import type { Node } from "@xyflow/react";
import type { Graph } from "@/graph/document";
import { inReadingOrder } from "../state/reading-order";
import { titleOf } from "../state/titles";

/** A node's card, a group folded to one, an open group with its frame, a note, a frame that is a note. */
export type FlowKind = "card" | "folded" | "open" | "note" | "frame";
export type FlowNode = Node<Record<string, never>, FlowKind>;

export const NO_DATA = {};

/**
 * The document's nodes as React Flow wants them, without those that a folded group hides. A node that stands where it stood
 * is the same object: only what changed renders.
 */
export function flowNodes(
  graph: Graph,
  selected: ReadonlySet<string>,
  before: readonly FlowNode[],
  isHidden: (id: string) => boolean = () => false,
): FlowNode[] {
  const known = new Map(before.map((node) => [node.id, node]));
  const ids = order(graph, before).filter((id) => !isHidden(id));
  let same = before.length === ids.length;
  const nodes = ids.map((id, index) => {
    const [x, y] = placeOf(graph, id, index);
    const ariaLabel = titleOf(graph, id);
    const old = known.get(id);
    const isSelected = selected.has(id);
    if (
      old &&
      old.position.x === x &&
      old.position.y === y &&
      (old.selected ?? false) === isSelected &&
      old.ariaLabel === ariaLabel
    )
      return old;
    same = false;
    return {
      ...(old ?? { id, type: "card" as const, data: NO_DATA }),
      position: { x, y },
      selected: isSelected,
      ariaLabel,
    };
  });
  return same ? (before as FlowNode[]) : nodes;
}

/** The keyboard goes through them in reading order. Known nodes keep their place: one that moves keeps its focus. */
function order(graph: Graph, before: readonly FlowNode[]): readonly string[] {
  const known = before.map((node) => node.id).filter((id) => Object.hasOwn(graph.nodes, id));
  const old = new Set(known);
  return [...known, ...inReadingOrder(graph).filter((id) => !old.has(id))];
}

/** A hand-written graph may have no layout: its nodes stand in rows. */
export function placeOf(graph: Graph, id: string, index: number): readonly [number, number] {
  return graph.layout[id] ?? [(index % 5) * 300, Math.floor(index / 5) * 220];
}
