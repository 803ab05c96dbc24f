import { createStore, type StoreApi } from "zustand/vanilla";
import type { Graph } from "@/graph/document";
import { applyEdit, type Edit } from "@/graph/edits";

/** How many steps can be taken back. */
export const HISTORY = 500;

export interface DocumentState {
  readonly graph: Graph;
  readonly past: readonly Graph[];
  readonly future: readonly Graph[];
  /** The gesture that made the last step: more edits of the same one join it. */
  readonly gesture: string | undefined;
  /** Another tab changes this graph: nothing is changed here. */
  readonly locked: boolean;
  /** How many changes were refused because of it. */
  readonly refused: number;
  /** Makes an edit. Edits of one gesture (a slider that is dragged, a word that is typed) are one undo step. */
  apply(edit: Edit, options?: { readonly gesture?: string }): void;
  /** Puts another graph in its place; undo brings the old one back. */
  replace(graph: Graph): void;
  /** Starts anew from a graph, with no past. */
  load(graph: Graph): void;
  endGesture(): void;
  undo(): void;
  redo(): void;
}

export type DocumentStore = StoreApi<DocumentState>;

/** The document and its history: immutable snapshots that share what did not change. */
export function createDocumentStore(first: Graph): DocumentStore {
  return createStore<DocumentState>((set, get) => {
    const isRefused = () => {
      const { locked, refused } = get();
      if (locked) set({ refused: refused + 1 });
      return locked;
    };
    const step = (graph: Graph, gesture: string | undefined) => {
      const state = get();
      if (graph === state.graph) return;
      if (isRefused()) return;
      const joins = gesture !== undefined && gesture === state.gesture && state.past.length > 0;
      const past = joins ? state.past : [...state.past, state.graph].slice(-HISTORY);
      set({ graph, past, future: [], gesture });
    };
    return {
      graph: first,
      past: [],
      future: [],
      gesture: undefined,
      locked: false,
      refused: 0,
      apply: (edit, options) => step(applyEdit(get().graph, edit), options?.gesture),
      replace: (graph) => step(graph, undefined),
      load: (graph) => set({ graph, past: [], future: [], gesture: undefined }),
      endGesture: () => set({ gesture: undefined }),
      undo() {
        const { past, graph, future } = get();
        const before = past.at(-1);
        if (!before || isRefused()) return;
        set({ graph: before, past: past.slice(0, -1), future: [graph, ...future], gesture: undefined });
      },
      redo() {
        const { past, graph, future } = get();
        const [next, ...rest] = future;
        if (!next || isRefused()) return;
        set({ graph: next, past: [...past, graph], future: rest, gesture: undefined });
      },
    };
  });
}
