import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";
import type { KeptList, RunEvent } from "@/engine/protocol";

/** A download of weights for a node: it goes on, or how it ended. */
export interface Fetching {
  readonly url: string;
  readonly state: "going" | "stopped" | "broken";
  readonly done: number;
  readonly total?: number | undefined;
  readonly secondsLeft?: number | undefined;
  /** What is wrong, in words. */
  readonly text?: string;
  /** What came is there still: the rest can follow. */
  readonly canGoOn?: boolean;
}

export interface WeightsState {
  readonly fetching: Readonly<Record<string, Fetching>>;
  /** Whether the dialog of kept files is open, and what it lists once that is known. */
  readonly open: boolean;
  readonly kept: KeptList | undefined;
}

export const weightsStore = createStore<WeightsState>(() => ({ fetching: {}, open: false, kept: undefined }));

/** Selectors give primitives or stable references. */
export function useWeights<T>(selector: (state: WeightsState) => T): T {
  return useStore(weightsStore, selector);
}

export function setFetching(node: string, fetching: Fetching | undefined): void {
  weightsStore.setState((state) => {
    const { [node]: _, ...others } = state.fetching;
    return { fetching: fetching ? { ...others, [node]: fetching } : others };
  });
}

/** Progress, as the engine tells it. */
export function takeFetchEvent(event: RunEvent): void {
  if (event.kind !== "fetch") return;
  const now = weightsStore.getState().fetching[event.node];
  if (now?.state !== "going") return;
  const { done, total, secondsLeft } = event;
  setFetching(event.node, { ...now, done, total, secondsLeft });
}

export function openKept(): void {
  weightsStore.setState({ open: true });
}
