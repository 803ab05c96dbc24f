import { applyNodeChanges, type EdgeChange, type NodeChange } from "@xyflow/react";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { documentStore, useDerived, useDocument, useSession } from "../state/editor";
import { gestureStore } from "../state/gesture-store";
import { select, sessionStore } from "../state/session-store";
import { DROP_GESTURE } from "./edge-drop";
import { flowEdges } from "./flow-edges";
import { type FlowNode, flowNodes } from "./flow-nodes";
import { moveWithBends } from "./move-with-bends";
import type { TypedEdgeData } from "./typed-edge";

/** Positions stay here while a card is dragged, and become one edit when it is let go. */
export function useFlowNodes() {
  const graph = useDocument((state) => state.graph);
  const selected = useSession((state) => state.selected);
  const [nodes, setNodes] = useState<FlowNode[]>(() => flowNodes(graph, new Set(selected), []));
  useEffect(() => {
    setNodes((before) => flowNodes(graph, new Set(selected), before));
  }, [graph, selected]);

  const onNodesChange = useCallback((changes: NodeChange<FlowNode>[]) => {
    setNodes((before) => applyNodeChanges(changes, before));
    const picks = changes.filter((change) => change.type === "select");
    if (picks.length > 0) {
      const now = new Set(sessionStore.getState().selected);
      for (const { id, selected } of picks) {
        if (selected) now.add(id);
        else now.delete(id);
      }
      select([...now], now.size > 0 ? sessionStore.getState().selectedEdges : []);
    }
    const { layout } = documentStore.getState().graph;
    const settled: Record<string, readonly [number, number]> = {};
    for (const change of changes) {
      if (change.type !== "position" || !change.position || change.dragging) continue;
      const x = Math.round(change.position.x);
      const y = Math.round(change.position.y);
      const before = layout[change.id];
      if (before?.[0] !== x || before[1] !== y) settled[change.id] = [x, y];
    }
    if (Object.keys(settled).length > 0) {
      documentStore.getState().apply(moveWithBends(documentStore.getState().graph, settled), gesture());
    }
  }, []);
  return { nodes, onNodesChange };
}

/** Moves by an arrow key that is held down join into one step; a drag is its own, with the edge that it ends on. */
function gesture(): { gesture?: string } {
  if (gestureStore.getState().drop) return { gesture: DROP_GESTURE };
  return window.event instanceof KeyboardEvent ? { gesture: "nudge" } : {};
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
    select(state.selected, [...now]);
  }, []);
  return { edges, onEdgesChange };
}
