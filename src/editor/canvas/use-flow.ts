import { applyNodeChanges, type EdgeChange, type NodeChange } from "@xyflow/react";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { Graph } from "@/graph/document";
import type { Edit } from "@/graph/edits";
import { membersOf } from "@/graph/groups";
import { documentStore, useDerived, useDocument, useSession } from "../state/editor";
import { gestureStore } from "../state/gesture-store";
import { select, sessionStore } from "../state/session-store";
import { cargoOf, withCargo } from "./carried";
import { DROP_GESTURE } from "./edge-drop";
import { flowEdges } from "./flow-edges";
import { groupOfKey, noteOfKey } from "./flow-ids";
import { canvasNodes, fitFrames } from "./flow-looks";
import type { FlowNode } from "./flow-nodes";
import { moveWithBends } from "./move-with-bends";
import { joinWhereDropped, settleEdits } from "./settle";
import type { TypedEdgeData } from "./typed-edge";

/** Positions stay here while a card is dragged, and become one edit when it is let go. */
export function useFlowNodes() {
  const graph = useDocument((state) => state.graph);
  const selected = useSession((state) => state.selected);
  const selectedNotes = useSession((state) => state.selectedNotes);
  const [nodes, setNodes] = useState<FlowNode[]>(() =>
    canvasNodes(graph, { nodes: new Set(selected), notes: new Set(selectedNotes) }, []),
  );
  const now = useRef(nodes);
  /** What a frame took along when its drag began: it sweeps up nothing on its way. */
  const cargo = useRef(new Map<string, readonly string[]>());
  useEffect(() => {
    const chosen = { nodes: new Set(selected), notes: new Set(selectedNotes) };
    now.current = canvasNodes(graph, chosen, now.current);
    setNodes(now.current);
  }, [graph, selected, selectedNotes]);

  const onNodesChange = useCallback((raw: NodeChange<FlowNode>[]) => {
    const { graph, apply } = documentStore.getState();
    const before = now.current;
    const resized = new Set(
      raw.flatMap((change) => (change.type === "dimensions" && change.resizing ? [change.id] : [])),
    );
    const changes = withCargo(raw, before, (key) => {
      // A frame whose edge is dragged moves nothing.
      if (resized.has(key)) return [];
      const known = cargo.current.get(key) ?? (isAltHeld() ? [] : cargoOf(graph, key, before));
      cargo.current.set(key, known);
      return known;
    });
    now.current = fitFrames(graph, applyNodeChanges([...changes], before));
    setNodes(now.current);
    takePicks(graph, changes);
    const rests = changes.filter(
      (change) =>
        (change.type === "position" && change.position && !change.dragging && !resized.has(change.id)) ||
        (change.type === "dimensions" && change.resizing === false),
    );
    if (rests.length === 0) return;
    cargo.current.clear();
    const ids = new Set(rests.map((change) => ("id" in change ? change.id : "")));
    const { positions, more } = settleEdits(graph, now.current, ids);
    const edits: Edit[] = [...more];
    if (Object.keys(positions).length > 0) edits.push(moveWithBends(graph, positions));
    const [only] = raw;
    const isDragged = raw.length === 1 && only?.type === "position" && !isByKey();
    const join = isDragged && edits.length > 0 ? joinWhereDropped(graph, now.current, only.id) : undefined;
    if (join) edits.push(join);
    const [first, ...others] = edits;
    if (first) apply(others.length === 0 ? first : { kind: "all", edits }, gesture());
  }, []);
  return { nodes, onNodesChange };
}

/** What React Flow says was picked, as the selection has it: a folded group stands for its nodes. */
function takePicks(graph: Graph, changes: readonly NodeChange<FlowNode>[]): void {
  const picks = changes.filter((change) => change.type === "select");
  if (picks.length === 0) return;
  const state = sessionStore.getState();
  const nodes = new Set(state.selected);
  const notes = new Set(state.selectedNotes);
  for (const on of [false, true]) {
    for (const { id, selected } of picks) {
      if (selected !== on) continue;
      const group = groupOfKey(id);
      const set = noteOfKey(id) === undefined ? nodes : notes;
      for (const each of group === undefined ? [id] : membersOf(graph.groups, group))
        if (on) set.add(each);
        else set.delete(each);
    }
  }
  select([...nodes], nodes.size + notes.size > 0 ? state.selectedEdges : [], [...notes]);
}

function isAltHeld(): boolean {
  return window.event instanceof MouseEvent && window.event.altKey;
}

function isByKey(): boolean {
  return window.event instanceof KeyboardEvent;
}

/** Moves by an arrow key that is held down join into one step; a drag is its own, with the edge that it ends on. */
function gesture(): { gesture?: string } {
  if (gestureStore.getState().drop) return { gesture: DROP_GESTURE };
  return isByKey() ? { gesture: "nudge" } : {};
}

export function useFlowEdges() {
  const checked = useDerived((derived) => derived.checked);
  const selected = useSession((state) => state.selectedEdges);
  const before = useRef<ReadonlyMap<string, TypedEdgeData>>(new Map());
  const edges = useMemo(() => {
    before.current = flowEdges(checked, new Set(selected), before.current);
    return [...before.current.values()];
  }, [checked, selected]);
  const onEdgesChange = useCallback((changes: EdgeChange<TypedEdgeData>[]) => {
    const state = sessionStore.getState();
    const now = new Set(state.selectedEdges);
    for (const change of changes) {
      if (change.type !== "select") continue;
      if (change.selected) now.add(change.id);
      else now.delete(change.id);
    }
    select(state.selected, [...now], state.selectedNotes);
  }, []);
  return { edges, onEdgesChange };
}
