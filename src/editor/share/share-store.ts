import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";
import type { Bundle } from "@/files/bundle";

/** A graph that came from somebody: nothing of it is opened before its reader says so. */
export interface Offer {
  /** "this link", "picture.png". */
  readonly name: string;
  /** The document's text, not parsed. */
  readonly text: string;
  readonly bundle?: Bundle;
}

export interface ShareState {
  readonly offer: Offer | undefined;
  readonly dialog: "link" | "picture" | "bundle" | undefined;
}

export const shareStore = createStore<ShareState>(() => ({ offer: undefined, dialog: undefined }));

export function useShare<T>(selector: (state: ShareState) => T): T {
  return useStore(shareStore, selector);
}

export const openShare = (dialog: ShareState["dialog"]) => () => shareStore.setState({ dialog });
