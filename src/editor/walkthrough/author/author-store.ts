import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";
import type { Graph } from "@/graph/document";
import type { Finding } from "@/walkthrough/author/check";
import type { History } from "@/walkthrough/author/history";
import type { Step, Walkthrough } from "@/walkthrough/document";

/** A walkthrough that is written on this page. It is loaded when somebody writes one. */
export interface AuthorState {
  readonly history: History<Walkthrough> | undefined;
  /** The draft's name in this browser. */
  readonly key: string;
  /** The graph of the library that it is written on: a copy, so that the writer's own stays as it is. */
  readonly graph: string;
  /** The example graph that it begins with, where it begins with one. */
  readonly template: Graph | undefined;
  /** The step that is shown; none: what the walkthrough is as a whole. */
  readonly step: string | undefined;
  /** `anew`: in place of the edits that "show me" has; `on`: behind them. */
  readonly recording: "anew" | "on" | undefined;
  readonly isPicking: boolean;
  /** What the check found, and the draft that it looked at. */
  readonly checked: { readonly draft: Walkthrough; readonly found: readonly Finding[] } | undefined;
  readonly isHandingOut: boolean;
  readonly saved: "saved" | "saving" | "failed";
}

export const NO_DRAFT: AuthorState = {
  history: undefined,
  key: "",
  graph: "",
  template: undefined,
  step: undefined,
  recording: undefined,
  isPicking: false,
  checked: undefined,
  isHandingOut: false,
  saved: "saved",
};

export const authorStore = createStore<AuthorState>(() => NO_DRAFT);

/** Selectors give primitives or stable references. */
export function useAuthor<T>(selector: (state: AuthorState) => T): T {
  return useStore(authorStore, selector);
}

export function useDraft(): Walkthrough | undefined {
  return useAuthor(({ history }) => history?.now);
}

export function useDraftStep(): Step | undefined {
  return useAuthor(({ history, step }) => history?.now.steps.find(({ id }) => id === step));
}
