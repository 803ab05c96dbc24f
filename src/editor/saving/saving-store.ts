import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";
import type { LeftOut } from "@/graph/salvage";

/** A file that opened only in part, until its reader has looked. */
export interface Salvage {
  readonly name: string;
  readonly leftOut: readonly LeftOut[];
  /** The file as it came. */
  readonly original: string;
}

/** What the page knows of how its graph is kept. */
export interface SavingState {
  /** The graph's name in this browser's library. */
  readonly id: string;
  /** A graph that is open in another tab can be looked at here. */
  readonly readOnly: boolean;
  /** It lies in this browser: a template that nobody changed does not. */
  readonly kept: boolean;
  readonly dialog: "graphs" | "versions" | undefined;
  readonly salvage: Salvage | undefined;
}

export const savingStore = createStore<SavingState>(() => ({
  id: "",
  readOnly: false,
  kept: false,
  dialog: undefined,
  salvage: undefined,
}));

/** Selectors give primitives or stable references. */
export function useSaving<T>(selector: (state: SavingState) => T): T {
  return useStore(savingStore, selector);
}

export function openGraphs(): void {
  savingStore.setState({ dialog: "graphs" });
}

export function openVersions(): void {
  savingStore.setState({ dialog: "versions" });
}

export function closeDialog(): void {
  savingStore.setState({ dialog: undefined });
}
