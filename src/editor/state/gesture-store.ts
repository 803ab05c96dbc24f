import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";
import type { Graph } from "@/graph/document";

/** What the palette looks through: everything, nodes of this graph, types to replace a node by, ports for a port. */
export type PaletteMode =
  | { readonly kind: "all" }
  | { readonly kind: "find" }
  | { readonly kind: "replace"; readonly node: string }
  | { readonly kind: "connect"; readonly node: string; readonly port?: string };

export interface PaletteAt {
  readonly mode: PaletteMode;
  /** On the screen, where a pointer opened it; without one it stands in the middle. */
  readonly screen?: { readonly x: number; readonly y: number };
  /** Where a new node goes, in px of the canvas. */
  readonly place: readonly [number, number];
}

/** An edge on which a node could be let go. */
export interface EdgeDrop {
  readonly edge: string;
  readonly ok: boolean;
  readonly reason: string;
}

/** Less than everything: a run to a node, from it, or of it alone. */
export interface Scope {
  readonly title: string;
  readonly targets: readonly string[];
}

/** Gestures that go on and overlays that are open: no part of the document, nothing that undo touches. */
export interface GestureState {
  readonly palette: PaletteAt | undefined;
  readonly drop: EdgeDrop | undefined;
  readonly shortcuts: boolean;
  /** What was asked to run, where it is not everything: the plan shows that. */
  readonly scope: Scope | undefined;
  /** Nodes that keep their last result, with the graph that it was made of. */
  readonly pins: ReadonlyMap<string, Graph>;
  /** Whether cards that are dragged settle on a grid. */
  readonly snap: boolean;
}

const SNAP = "tensorloom.snap";

export const gestureStore = createStore<GestureState>(() => ({
  palette: undefined,
  drop: undefined,
  shortcuts: false,
  scope: undefined,
  pins: new Map(),
  snap: globalThis.localStorage?.getItem(SNAP) === "on",
}));

export function useGesture<T>(selector: (state: GestureState) => T): T {
  return useStore(gestureStore, selector);
}

export function closePalette(): void {
  gestureStore.setState({ palette: undefined });
}

/** Kept from visit to visit. */
export function toggleSnap(): boolean {
  const snap = !gestureStore.getState().snap;
  localStorage.setItem(SNAP, snap ? "on" : "off");
  gestureStore.setState({ snap });
  return snap;
}
