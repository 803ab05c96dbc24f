import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";
import type { Walkthrough } from "@/walkthrough/document";
import type { Evidence, Judgement } from "@/walkthrough/evidence";
import type { Progress } from "./progress";

/** What a student does with a walkthrough. It is loaded when one is opened. */
export interface WalkthroughState {
  readonly walkthrough: Walkthrough | undefined;
  readonly progress: Progress | undefined;
  /** Of the step that is shown. */
  readonly judgement: Judgement | undefined;
  /** Pictures, boxes and tabs that were looked at since the page was opened. */
  readonly opened: Evidence["opened"];
  readonly isCollapsed: boolean;
  /** A walkthrough is written on this page. */
  readonly isWriting: boolean;
  /** What is followed is the writer's own draft: its progress is kept nowhere. */
  readonly isPreview: boolean;
  readonly dialog: "list" | "hand in" | "check" | undefined;
}

export const walkthroughStore = createStore<WalkthroughState>(() => ({
  walkthrough: undefined,
  progress: undefined,
  judgement: undefined,
  opened: [],
  isCollapsed: false,
  isWriting: false,
  isPreview: false,
  dialog: undefined,
}));

/** Which draft this tab writes, so that a reload brings it back. */
export const WRITING_TAB = "tensorloom.writing";

/** Selectors give primitives or stable references. */
export function useWalkthrough<T>(selector: (state: WalkthroughState) => T): T {
  return useStore(walkthroughStore, selector);
}

export const openWalkthroughDialog = (dialog: WalkthroughState["dialog"]) => () =>
  walkthroughStore.setState({ dialog });

/** Remembers that something was looked at, while a walkthrough may ask for it. */
export function noteOpened(what: Evidence["opened"][number]["what"], node?: string): void {
  const { walkthrough, opened } = walkthroughStore.getState();
  if (!walkthrough) return;
  const others = opened.filter((each) => each.what !== what || each.node !== node);
  walkthroughStore.setState({
    opened: [...others, { what, at: Date.now(), ...(node === undefined ? {} : { node }) }],
  });
}
