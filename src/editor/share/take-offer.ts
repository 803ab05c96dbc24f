import { bytesText } from "@/compile/amounts";
import { errorText } from "@/error-text";
import { openBundle } from "@/files/bundle";
import { readLink } from "@/files/graph-link";
import { readPngText } from "@/files/png-text";
import { openText } from "../actions/document-files";
import { giveFiles } from "../actions/files";
import { toast } from "../panels/toast";
import { documentStore } from "../state/editor";
import { addLog } from "../state/session-store";
import { type Offer, shareStore } from "./share-store";

/** Four bytes a letter at the most, of as many letters as a walkthrough may have. */
const LARGEST_WALKTHROUGH = 8_000_000;

/** Bytes; the picture of a graph has a hundredth of it. What is larger is a picture to learn from. */
const LARGEST_PICTURE = 64e6;

/** Takes the graph or the walkthrough out of the page's address, and offers it. */
export function takeLink(): void {
  const read = readLink(location.hash);
  if (!read) return;
  history.replaceState(null, "", location.pathname + location.search);
  if (read.text !== undefined)
    shareStore.setState({ offer: { name: "This link", text: read.text, kind: read.kind } });
  else refuse("This link was not opened", read.refusal);
}

/** Offers the graph in a picture. `false`: there is none, and the picture is a picture. */
export async function takePicture(file: File): Promise<boolean> {
  if (file.size > LARGEST_PICTURE) {
    const words = `is ${bytesText(file.size)}: only pictures of up to ${bytesText(LARGEST_PICTURE)} are looked through for a graph`;
    addLog("warning", `${file.name} ${words}.`);
    return false;
  }
  const read = readPngText(new Uint8Array(await file.arrayBuffer()), file.name);
  if (!read) return false;
  if (read.text !== undefined) shareStore.setState({ offer: { name: file.name, text: read.text } });
  else refuse(`The graph in ${file.name} was not opened`, read.refusal);
  return true;
}

export async function takeBundle(file: File): Promise<void> {
  try {
    const bundle = await openBundle(file, file.name);
    // A walkthrough brings its own start; the graph beside it is for whoever has no use for steps.
    const steps = bundle.entries.find(({ role }) => role === "walkthrough");
    if (steps && steps.bytes > LARGEST_WALKTHROUGH)
      throw new Error(`The walkthrough in it has more than ${bytesText(LARGEST_WALKTHROUGH)}.`);
    const offer: Offer = steps
      ? { name: file.name, text: textOf(await bundle.read(steps.path)), kind: "walkthrough", bundle }
      : { name: file.name, text: bundle.graph, bundle };
    shareStore.setState({ offer });
  } catch (error) {
    refuse(`${file.name} was not opened`, errorText(error));
  }
}

const textOf = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

/** Opens what was offered as a graph of its own, and gives its nodes the data that came with it. */
export async function acceptOffer({ text, name, kind, bundle }: Offer): Promise<void> {
  shareStore.setState({ offer: undefined });
  if (kind === "walkthrough") {
    const { openWalkthrough } = await import("../walkthrough/follow");
    if (!(await openWalkthrough(text, name))) return;
  } else openText(text, name);
  if (bundle?.entries.some(({ role }) => role === "results"))
    toast("Results came with it", {
      description: "They are of the run that was saved with the graph.",
      action: { label: "Show", act: () => shareStore.setState({ results: { name, bundle } }) },
    });
  for (const remark of bundle?.remarks ?? []) addLog("warning", `${name}: ${remark}`);
  try {
    for (const [node, files] of (await bundle?.data()) ?? [])
      if (Object.hasOwn(documentStore.getState().graph.nodes, node)) await giveFiles(node, files);
  } catch (error) {
    refuse(`The data in ${name} were not taken`, errorText(error));
  }
}

function refuse(words: string, description: string): void {
  toast(words, { description, bad: true });
  addLog("error", `${words}. ${description}`);
}
