import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";
import type { Bundle } from "@/files/bundle";

/** A graph, or a walkthrough, that came from somebody: nothing of it is opened before its reader says so. */
export interface Offer {
  /** "this link", "picture.png". */
  readonly name: string;
  /** The document's text, not parsed. */
  readonly text: string;
  /** What the text is; a graph where it is not said. */
  readonly kind?: "graph" | "walkthrough";
  readonly bundle?: Bundle;
}

export interface ShareState {
  readonly offer: Offer | undefined;
  readonly dialog: "link" | "picture" | "bundle" | undefined;
  /** The bundle whose results are looked at. */
  readonly results: { readonly name: string; readonly bundle: Bundle } | undefined;
}

export const shareStore = createStore<ShareState>(() => ({
  offer: undefined,
  dialog: undefined,
  results: undefined,
}));

export function useShare<T>(selector: (state: ShareState) => T): T {
  return useStore(shareStore, selector);
}

export const openShare = (dialog: ShareState["dialog"]) => () => shareStore.setState({ dialog });
