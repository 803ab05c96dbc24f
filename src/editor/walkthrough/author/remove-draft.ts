import { bringBack, deleteGraph, listGraphs } from "../../saving/library";
import { authorStore } from "./author-store";
import { forgetDraft, type KeptDraft, keepDraft } from "./drafts";
import { closeWriting } from "./writing";

/**
 * Deletes a draft with the copy of a graph that was made to write it on. Gives the way back. Throws where that graph is open in
 * another tab, and deletes nothing then.
 */
export async function removeDraft(draft: KeptDraft): Promise<() => Promise<void>> {
  if (authorStore.getState().key === draft.key) closeWriting();
  // What is still being written would bring it back.
  await keepDraft(draft);
  const graph = (await listGraphs()).find(({ id }) => id === draft.graph);
  if (graph) await deleteGraph(graph);
  await forgetDraft(draft.key);
  return async () => {
    if (graph) await bringBack(graph);
    await keepDraft(draft);
  };
}
