import { check } from "../../src/compile/check";
import { NO_FACTS } from "../../src/compile/checked";
import { lookThrough } from "../../src/data/image-archive";
import { readBlock } from "../../src/editor/blocks/block-file";
import { openBundle } from "../../src/files/bundle";
import { decodePicture } from "../../src/files/decode";
import { type GivenFile, openFiles } from "../../src/files/file-set";
import { readLink } from "../../src/files/graph-link";
import { openNetwork, readNetwork } from "../../src/files/network-file";
import { pagesOf } from "../../src/files/pages";
import { pictures } from "../../src/files/pictures";
import { readPngText } from "../../src/files/png-text";
import { readWeights } from "../../src/files/weights-file";
import { canonicalText } from "../../src/graph/canonical";
import { migrateGraph } from "../../src/graph/migrate";
import { NodeError } from "../../src/graph/problem";
import { salvageGraph } from "../../src/graph/salvage";
import { giveBack } from "../../src/pixels/memory";
import { registry } from "../../src/registry";
import { readHandedIn } from "../../src/walkthrough/handed-in";
import { parseWalkthrough } from "../../src/walkthrough/parse";
import { walkthroughText } from "../../src/walkthrough/text";

/** What became of an input: opened, or refused in these words. */
export interface Outcome {
  readonly isOpened: boolean;
  readonly words: readonly string[];
}

const OPENED: Outcome = { isOpened: true, words: [] };
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

/** All that the page does with an input of each kind before it shows anything of it. */
export const OPENERS = {
  graph: async (files: readonly GivenFile[]) => openGraph(await textOf(files)),
  async link(files) {
    const read = readLink(await textOf(files));
    if (!read) return OPENED;
    return read.text === undefined ? refused(read.refusal) : openGraph(read.text);
  },
  async "picture-graph"(files) {
    const [{ path, bytes }] = await only(files);
    const read = readPngText(bytes, path);
    if (!read) return OPENED;
    return read.text === undefined ? refused(read.refusal) : openGraph(read.text);
  },
  async bundle(files) {
    const [{ path, file }] = await only(files);
    return inWords(async () => {
      const bundle = await openBundle(file, path);
      const { words } = openGraph(bundle.graph);
      await bundle.data();
      return { isOpened: true, words: [...bundle.remarks, ...words] };
    });
  },
  async walkthrough(files) {
    const { walkthrough, problems } = parseWalkthrough(await textOf(files));
    if (walkthrough) walkthroughText(walkthrough);
    return { isOpened: walkthrough !== undefined, words: problems };
  },
  async submission(files) {
    const [{ path, file }] = await only(files);
    const { graph, problems } = await readHandedIn(file, path, registry);
    return { isOpened: graph !== undefined, words: problems };
  },
  async block(files) {
    const read = readBlock(await textOf(files), "fresh", 0);
    return "block" in read ? OPENED : refused(read.reason);
  },
  archive: (files) =>
    inWords(async () => {
      const { remarks } = await lookThrough({
        settings: { label: "name", pattern: "", broken: "skip", untilFiles: "nothing", exclude: [] },
        files: await openFiles(files),
        pictures,
        report: { progress() {}, message() {}, preview() {}, film() {} },
        signal: new AbortController().signal,
      });
      return { isOpened: true, words: remarks };
    }),
  picture: (files) =>
    inWords(async () => {
      const [{ path, bytes }] = await only(files);
      pagesOf(bytes);
      giveBack((await decodePicture(bytes, path)).data);
      giveBack((await decodePicture(bytes, path, "clipped")).data);
      return OPENED;
    }),
  async weights(files) {
    const any = await inWords(async () => {
      await readNetwork(await openNetwork(files), () => true);
      return OPENED;
    });
    const vgg = await inWords(async () => {
      await readWeights(files);
      return OPENED;
    });
    return { isOpened: any.isOpened || vgg.isOpened, words: [...any.words, ...vgg.words] };
  },
} satisfies Record<string, (files: readonly GivenFile[]) => Promise<Outcome>>;

export type KindName = keyof typeof OPENERS;

/** A user's mistake is words; whatever else is thrown is a fault of ours, and flies on. */
async function inWords(open: () => Promise<Outcome>): Promise<Outcome> {
  try {
    return await open();
  } catch (error) {
    if (error instanceof NodeError) return refused(error.message);
    throw error;
  }
}

function refused(words: string): Outcome {
  return { isOpened: false, words: [words] };
}

function openGraph(given: string): Outcome {
  const read = salvageGraph(given);
  if (!read.graph) return { isOpened: false, words: read.problems.map(({ message }) => message) };
  const { graph, problems } = migrateGraph(read.graph, registry);
  check(graph, NO_FACTS, registry);
  // Saved and opened again it is the same.
  const saved = canonicalText(read.graph);
  const again = salvageGraph(saved);
  if (!again.graph || again.leftOut.length > 0 || canonicalText(again.graph) !== saved)
    throw new Error("What was opened does not open again as it was saved.");
  return { isOpened: true, words: [...read.leftOut, ...problems].map(({ message }) => message) };
}

async function textOf(files: readonly GivenFile[]): Promise<string> {
  const [{ bytes }] = await only(files);
  return text(bytes);
}

async function only(files: readonly GivenFile[]) {
  const [first] = files;
  if (!first) throw new Error("An input has a file.");
  return [{ ...first, bytes: new Uint8Array(await first.file.arrayBuffer()) }] as const;
}

/** Whether words are a sentence that a student can read: not a stack, not a whole file, not a machine's own word. */
export function faultOfWords(words: string): string | undefined {
  if (words.length > 1500) return `has ${words.length} letters`;
  if (!/[.?!…»”)]\s*$/.test(words)) return "does not end as a sentence";
  if (
    /\bundefined\b|\[object |Cannot (read|set|convert)|is not a function|is not iterable|Maximum call/.test(
      words,
    )
  )
    return "is a machine's word";
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there.
  return /[\u0000-\u0008\u000b-\u001f\u007f]/.test(words) ? "has control characters" : undefined;
}
