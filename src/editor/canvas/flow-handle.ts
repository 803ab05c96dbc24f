import type { ReactFlowInstance } from "@xyflow/react";
import { freePlace } from "../panels/free-place";
import { documentStore } from "../state/editor";
import { clearFit } from "./fit-clear";
import type { FlowNode } from "./flow-nodes";
import type { TypedEdgeData } from "./typed-edge";

export const MIN_ZOOM = 0.08;
export const FIT = { padding: 0.05, maxZoom: 1 };

type Flow = ReactFlowInstance<FlowNode, TypedEdgeData>;

/** The canvas that is shown: what commands outside it move and measure by. */
let flow: Flow | undefined;
let pointer: { readonly x: number; readonly y: number } | undefined;

export function holdFlow(instance: Flow): void {
  flow = instance;
  showAll(0);
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
  if (ids.length === 0) showAll(duration);
  else flow?.fitView({ padding: 0.2, maxZoom: 1.4, duration, nodes: ids.map((id) => ({ id })) });
}

/** The whole graph, clear of what lies over the canvas. */
function showAll(duration: number): void {
  const shown = flow;
  const canvas = document.querySelector(".react-flow")?.getBoundingClientRect();
  if (!shown || !canvas) return;
  const place = () => {
    const nodes = shown.getNodes();
    if (nodes.length === 0) return;
    const cards = nodes.map((node) => shown.getNodesBounds([node]));
    shown.setViewport(clearFit(cards, shown.getNodesBounds(nodes), canvas, MIN_ZOOM), { duration });
  };
  if (shown.getNodes().every(({ id }) => shown.getInternalNode(id)?.measured.width)) place();
  // It waits until they are measured.
  else shown.fitView(FIT).then(place);
}

export function zoomBy(factor: number): void {
  if (flow) flow.zoomTo(flow.getZoom() * factor);
}
