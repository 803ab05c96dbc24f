import { turnIntoLayers } from "@/compile/to-layers";
import { registry } from "@/registry";
import { documentStore, getDerived } from "../state/editor";
import { select, sessionStore } from "../state/session-store";
import { titleOf } from "../state/titles";

/** Replaces a model node by nodes of its layers: one step of undo. Gives a sentence where it cannot be done. */
export function turnNodeIntoLayers(id: string): string | undefined {
  const { checked } = getDerived();
  const made = turnIntoLayers(checked, id, registry);
  if (typeof made === "string") return made;
  const title = titleOf(checked.graph, id);
  handOn(id, made.nodes);
  documentStore.getState().apply(made.edit);
  select(made.nodes);
  sessionStore.setState(({ fit }) => ({
    box: undefined,
    fit: fit + 1,
    status: `${title} is ${made.nodes.length} layers now. Undo puts it together again`,
  }));
  return undefined;
}

/** What is known of the box's file is known of its layers' file: it is the same one. */
function handOn(id: string, nodes: readonly string[]): void {
  sessionStore.setState(({ facts }) => {
    if (!facts.files.has(id)) return {};
    const weights = facts.weights?.[id];
    const own = weights ? Object.fromEntries(nodes.map((node) => [node, weights])) : {};
    return {
      facts: {
        ...facts,
        files: new Set([...facts.files, ...nodes]),
        weights: { ...facts.weights, ...own },
      },
    };
  });
}
