import { check } from "@/compile/check";
import type { Checked } from "@/compile/checked";
import { type Pinned, withPins } from "@/compile/pin";
import { registry } from "@/registry";
import { getDerived } from "./editor";
import { gestureStore } from "./gesture-store";
import { sessionStore } from "./session-store";

/** What a run runs: the graph with its pinned nodes as they were. */
export interface PinnedGraph extends Pinned {
  readonly checked: Checked;
}

let made: { readonly from: Checked; readonly pins: unknown; readonly pinned: PinnedGraph } | undefined;

/** Without pins, or where none has changed, it is the graph as it stands. */
export function pinnedGraph(): PinnedGraph {
  const { checked } = getDerived();
  const { pins } = gestureStore.getState();
  if (made?.from.nodes === checked.nodes && made.from.graph === checked.graph && made.pins === pins)
    return made.pinned;
  const pinned = withPins(checked.graph, pins);
  const whole =
    pinned.graph === checked.graph ? checked : check(pinned.graph, sessionStore.getState().facts, registry);
  made = { from: checked, pins, pinned: { ...pinned, checked: whole } };
  return made.pinned;
}
