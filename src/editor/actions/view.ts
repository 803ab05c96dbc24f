import { showNodes, zoomBy } from "../canvas/flow-handle";
import { sessionStore } from "../state/session-store";

export function showAll(): void {
  showNodes();
}

/** The selected nodes, as large as they may be; without any, the whole graph. */
export function showSelection(): void {
  showNodes(sessionStore.getState().selected);
}

export function zoomIn(): void {
  zoomBy(1.25);
}

export function zoomOut(): void {
  zoomBy(0.8);
}
