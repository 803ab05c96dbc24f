import type { ReactFlowInstance } from "@xyflow/react";
import { freePlace } from "../panels/free-place";
import { documentStore } from "../state/editor";
import type { FlowNode } from "./flow-nodes";
import type { TypedEdgeData } from "./typed-edge";

type Flow = ReactFlowInstance<FlowNode, TypedEdgeData>;

/** The canvas that is shown: what commands outside it move and measure by. */
let flow: Flow | undefined;
let pointer: { readonly x: number; readonly y: number } | undefined;

export function holdFlow(instance: Flow): void {
  flow = instance;
}

/** Where the pointer is over the canvas; `undefined` once it has left. */
export function holdPointer(at: { readonly x: number; readonly y: number } | undefined): void {
  pointer = at;
}

export function lastPointer(): { readonly x: number; readonly y: number } | undefined {
  return pointer;
}

/** A point of the screen in px of the canvas. */
export function toCanvas(x: number, y: number): readonly [number, number] {
  const at = flow?.screenToFlowPosition({ x, y }, { snapToGrid: false }) ?? { x, y };
  return [at.x, at.y];
}

/** Where a node goes that was not dragged: the middle of what is seen, beside what stands there already. */
export function placeInMiddle(): readonly [number, number] {
  const box = document.querySelector(".react-flow")?.getBoundingClientRect();
  const [x, y] = toCanvas(
    (box?.left ?? 0) + (box?.width ?? 800) / 2,
    (box?.top ?? 0) + (box?.height ?? 600) / 2,
  );
  return freePlace(Object.values(documentStore.getState().graph.layout), [x - 104, y - 60]);
}

/** Card sizes as they are on the page; a card that was never shown has those of a usual one. */
export function cardSize(id: string): { readonly width: number; readonly height: number } {
  const { width = 208, height = 150 } = flow?.getNode(id)?.measured ?? {};
  return { width, height };
}

/** Brings nodes into view; without any, the whole graph. */
export function showNodes(ids: readonly string[] = []): void {
  const duration = matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 220;
  flow?.fitView({
    padding: ids.length > 0 ? 0.2 : 0.05,
    maxZoom: ids.length > 0 ? 1.4 : 1,
    duration,
    ...(ids.length > 0 ? { nodes: ids.map((id) => ({ id })) } : {}),
  });
}

export function zoomBy(factor: number): void {
  if (flow) flow.zoomTo(flow.getZoom() * factor);
}
