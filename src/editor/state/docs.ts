import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";
import type { NodeDefinition } from "@/graph/node";

/** What nodes do, at length, by type. The page itself has the first sentences; the rest comes from the engine. */
const docs = createStore<Readonly<Record<string, string>>>(() => ({}));

export function giveDocs(all: Readonly<Record<string, string>>): void {
  docs.setState(all, true);
}

/** As far as it is known by now. */
export function docOf({ type, doc }: Pick<NodeDefinition, "type" | "doc">): string {
  return docs.getState()[type] ?? doc;
}

export function useDoc(definition: Pick<NodeDefinition, "type" | "doc"> | undefined): string {
  const long = useStore(docs, (all) => (definition ? all[definition.type] : undefined));
  return long ?? definition?.doc ?? "";
}
