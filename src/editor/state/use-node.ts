import { useSyncExternalStore } from "react";
import { getDerived, subscribeDerived } from "./editor";
import { gestureStore } from "./gesture-store";
import { type NodeState, nodeState } from "./node-state";
import { sessionStore } from "./session-store";
import { titleOf } from "./titles";

/** Calls back when anything changes that a state depends on. */
export function subscribeAll(changed: () => void): () => void {
  const ends = [
    subscribeDerived(changed),
    sessionStore.subscribe((state, before) => {
      if (state.runs !== before.runs) changed();
    }),
    gestureStore.subscribe((state, before) => {
      if (state.pins !== before.pins) changed();
    }),
  ];
  return () => {
    for (const end of ends) end();
  };
}

/** A node's state; renders again only when the word changes. */
export function useNodeState(id: string): NodeState {
  return useSyncExternalStore(subscribeAll, () => nodeState(id));
}

export function useTitle(id: string): string {
  return useSyncExternalStore(subscribeDerived, () => titleOf(getDerived().checked.graph, id));
}
