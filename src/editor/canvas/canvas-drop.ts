import { openJsonFile, openShared } from "../actions/document-files";
import { droppedFiles } from "../actions/dropped";
import { giveFiles, onlyFileNode } from "../actions/files";
import { sessionStore } from "../state/session-store";

/** What a drag from the library carries. */
export const NODE_TYPE = "application/x-tensorloom-node";

/** What a drag of one of the user's own blocks carries: its id. */
export const BLOCK_TYPE = "application/x-tensorloom-block";

/** A graph is opened; anything else goes to the one node that takes files. */
export async function takeDroppedFiles(transfer: DataTransfer): Promise<void> {
  const files = await droppedFiles(transfer);
  const [first] = files;
  if (!first) return;
  if (files.length === 1 && first.path.endsWith(".json")) {
    await openJsonFile(first.file);
    return;
  }
  if (files.length === 1 && (await openShared(first.file))) return;
  const node = onlyFileNode();
  if (node !== undefined) await giveFiles(node, files);
  else sessionStore.setState({ status: "Drop the files on the node that should read them" });
}
