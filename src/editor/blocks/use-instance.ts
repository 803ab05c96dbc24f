import { useEffect } from "react";
import { useStore } from "zustand";
import { isChanged } from "@/graph/blocks";
import type { Graph } from "@/graph/document";
import { useDocument } from "../state/editor";
import { blockShelf, openBlockShelf } from "./block-shelf";

interface Answer {
  readonly nodes: Graph["nodes"];
  readonly edges: Graph["edges"];
  readonly groups: Graph["groups"];
  readonly assets: Graph["assets"];
  readonly changed: boolean;
}

/** By group: a digest is not worked out anew where nothing that it is of changed. */
const answers = new Map<string, Answer>();

/** How a group stands to the block that it is an instance of. */
export function useInstance(id: string): {
  readonly title: string | undefined;
  readonly isChanged: boolean;
  readonly isKnown: boolean;
  readonly isOld: boolean;
} {
  const block = useDocument(({ graph }) => graph.groups[id]?.definition?.id);
  const title = useDocument(({ graph }) => graph.groups[id]?.definition?.title);
  const digest = useDocument(({ graph }) => graph.groups[id]?.definition?.digest);
  const changed = useDocument(({ graph }) => changedSince(graph, id));
  const now = useStore(blockShelf, ({ blocks }) => blocks.find((each) => each.id === block)?.digest);
  useEffect(() => {
    if (block !== undefined) openBlockShelf();
  }, [block]);
  const isKnown = now !== undefined;
  return { title, isChanged: changed, isKnown, isOld: isKnown && digest !== undefined && now !== digest };
}

function changedSince(graph: Graph, id: string): boolean {
  if (!graph.groups[id]?.definition) return false;
  const known = answers.get(id);
  const { nodes, edges, groups, assets } = graph;
  if (known?.nodes === nodes && known.edges === edges && known.groups === groups && known.assets === assets)
    return known.changed;
  const changed = isChanged(graph, id);
  answers.set(id, { nodes, edges, groups, assets, changed });
  return changed;
}
