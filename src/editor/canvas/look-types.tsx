import type { NodeProps } from "@xyflow/react";
import { type ComponentType, lazy, Suspense } from "react";
import { colourOf } from "../state/colours";
import { documentStore } from "../state/editor";
import { groupOfKey, noteOfKey } from "./flow-ids";
import type { FlowNode } from "./flow-nodes";

/** What a first visit does not show is loaded when a graph has one. */
function later(load: () => Promise<{ readonly default: ComponentType<NodeProps> }>) {
  const Loaded = lazy(load);
  return (props: NodeProps) => (
    <Suspense fallback={null}>
      <Loaded {...props} />
    </Suspense>
  );
}

/** How React Flow draws groups, notes and frames. */
export const lookTypes = {
  open: later(async () => ({ default: (await import("../dialogs")).GroupFrame })),
  folded: later(async () => ({ default: (await import("../dialogs")).FoldedCard })),
  note: later(async () => ({ default: (await import("../dialogs")).NoteCard })),
  frame: later(async () => ({ default: (await import("../dialogs")).NoteFrame })),
};

/** On the overview a frame is a breath of its colour. */
export function colourOfLook({ id, type }: FlowNode): string {
  const { groups, notes } = documentStore.getState().graph;
  const colour = colourOf(groups[groupOfKey(id) ?? ""]?.colour ?? notes[noteOfKey(id) ?? -1]?.colour);
  return type === "folded" ? colour : `color-mix(in oklab, ${colour} 22%, transparent)`;
}
