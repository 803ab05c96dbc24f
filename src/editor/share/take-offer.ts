import { openBundle } from "@/files/bundle";
import { readLink } from "@/files/graph-link";
import { readPngText } from "@/files/png-text";
import { openText } from "../actions/document-files";
import { giveFiles } from "../actions/files";
import { toast } from "../panels/toast";
import { documentStore } from "../state/editor";
import { addLog } from "../state/session-store";
import { type Offer, shareStore } from "./share-store";

/** Takes the graph out of the page's address, and offers it. */
export function takeLink(): void {
  const read = readLink(location.hash);
  if (!read) return;
  history.replaceState(null, "", location.pathname + location.search);
  if (read.text !== undefined) shareStore.setState({ offer: { name: "This link", text: read.text } });
  else refuse("This link was not opened", read.refusal);
}

/** Offers the graph in a picture. `false`: there is none, and the picture is a picture. */
export async function takePicture(file: File): Promise<boolean> {
  const read = readPngText(new Uint8Array(await file.arrayBuffer()), file.name);
  if (!read) return false;
  if (read.text !== undefined) shareStore.setState({ offer: { name: file.name, text: read.text } });
  else refuse(`The graph in ${file.name} was not opened`, read.refusal);
  return true;
}

export async function takeBundle(file: File): Promise<void> {
  try {
    const bundle = await openBundle(file, file.name);
    shareStore.setState({ offer: { name: file.name, text: bundle.graph, bundle } });
  } catch (error) {
    refuse(`${file.name} was not opened`, error instanceof Error ? error.message : String(error));
  }
}

/** Opens what was offered as a graph of its own, and gives its nodes the data that came with it. */
export async function acceptOffer({ text, name, bundle }: Offer): Promise<void> {
  shareStore.setState({ offer: undefined });
  openText(text, name);
  for (const remark of bundle?.remarks ?? []) addLog("warning", `${name}: ${remark}`);
  try {
    for (const [node, files] of (await bundle?.data()) ?? [])
      if (Object.hasOwn(documentStore.getState().graph.nodes, node)) await giveFiles(node, files);
  } catch (error) {
    refuse(`The data in ${name} were not taken`, error instanceof Error ? error.message : String(error));
  }
}

function refuse(words: string, description: string): void {
  toast(words, { description, bad: true });
  addLog("error", `${words}. ${description}`);
}
