import { instanceEdit } from "@/graph/blocks";
import { say } from "../actions/say";
import { documentStore } from "../state/editor";
import { select } from "../state/session-store";
import { findBlock, openBlockShelf } from "./block-shelf";

/** Puts an instance of one of the user's blocks into the graph: one step. */
export async function putBlock(id: string, at: readonly [number, number]): Promise<void> {
  await openBlockShelf();
  const block = findBlock(id);
  if (!block) return;
  const { graph, apply } = documentStore.getState();
  const edit = instanceEdit(graph, block, at);
  apply(edit);
  select(edit.edits.flatMap((each) => (each.kind === "add" ? [each.id] : [])));
  say(`Added ${block.title}`);
}
