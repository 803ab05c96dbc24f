import type { DataFacts } from "../graph/node";
import { NodeError } from "../graph/problem";
import type { FileSet, Pictures, RunContext } from "../graph/run";
import type { Dataset } from "../graph/values";
import { convert } from "../pixels/colour";
import { makePicture } from "../pixels/picture";
import { NUCLEUS } from "./cell-samples";
import { type Broken, brokenOnes, count, inCommon, listed, type Stack, some } from "./found";
import { allLeftOut, type LeftOut, leftOut, leftOutWarnings } from "./leave-out";
import {
  allEmpty,
  brightestOf,
  type Found,
  layoutRemark,
  type MaskArchiveSettings,
  noFiles,
  noPairs,
  oddities,
  stopAt,
} from "./mask-archive-words";
import { findLayout, type PairOfPaths } from "./mask-layout";
import { packMask, unpackMask } from "./packed-mask";
import { exactPrint } from "./picture-print";

/** What a run wants to know again. Masks are kept, packed: a Kaggle picture's is in dozens of files. */
interface Details {
  readonly paths: readonly string[];
  readonly masks: readonly Uint8Array[];
  readonly prints: readonly string[];
  /** Names to leave out that cannot be followed. */
  readonly unknown: readonly string[];
  readonly unclear: readonly string[];
}

type LookContext = Pick<
  RunContext<MaskArchiveSettings, never>,
  "settings" | "files" | "pictures" | "report" | "signal"
>;

/**
 * Walks through the files and decodes every picture with its masks once: what they are, and what is wrong with them.
 * Throws NodeError where nothing is left to learn from.
 */
export async function lookThroughPairs(context: LookContext): Promise<DataFacts> {
  const { settings, files, pictures } = context;
  if (!files || files.paths.length === 0) throw noFiles(files);
  const candidates = files.paths.filter((path) => pictures.looksLikePicture(path));
  const others = files.paths.filter((path) => !pictures.looksLikePicture(path));
  const layout = findLayout(candidates);
  if (!layout || layout.pairs.length === 0) throw noPairs(files, candidates);
  const out = leftOut(
    layout.pairs.map(({ path }) => path),
    settings.exclude,
  );
  const wanted = layout.pairs.filter(({ path }) => !out.names.has(path));
  if (wanted.length === 0) throw allLeftOut(layout.pairs.length);
  const { found, broken } = await decodeAll(context, files, wanted);
  if (found.length === 0) {
    throw new NodeError(
      `No picture in ${files.name} can be used with its mask; ${count(wanted.length, "pair")} tried. The first: ${broken[0]?.message ?? ""}`,
      { expected: "pictures with masks that can be read", got: count(broken.length, "broken pair") },
    );
  }
  if (found.every(({ isEmpty }) => isEmpty)) throw allEmpty(found, settings);
  return factsOf(found, out, [
    layoutRemark({ ...layout, pairs: wanted }, found, settings),
    ...(others.length > 0 ? [`Left out what is no picture: ${some(others, "file")}.`] : []),
    ...(layout.withoutMask.length > 0
      ? [`Left out what has no mask: ${some(layout.withoutMask, "picture")}.`]
      : []),
    ...(layout.withoutPicture.length > 0
      ? [`Left out what has no picture: ${some(layout.withoutPicture, "mask")}.`]
      : []),
    ...(broken.length > 0 ? [`Left out ${count(broken.length, "pair")}: ${brokenOnes(broken)}.`] : []),
    ...oddities(found, settings),
  ]);
}

/** What is odd about the user's wishes, as the files are. */
export function maskArchiveWarnings(facts: DataFacts) {
  const details = facts.details as Details | undefined;
  return details ? leftOutWarnings(details) : [];
}

/** The pairs that were found; pictures are decoded when they are asked for. */
export function maskArchiveDataset(files: FileSet, pictures: Pictures, facts: DataFacts): Dataset {
  const { paths, masks, prints } = facts.details as Details;
  return {
    kind: "Dataset",
    classes: facts.classes,
    names: paths,
    labels: new Int32Array(paths.length),
    prints,
    hasMasks: true,
    async sample(index) {
      const path = paths[index];
      const packed = masks[index];
      if (path === undefined || !packed)
        throw new RangeError(`There are ${paths.length} pictures; number ${index} was asked for.`);
      const image = await pictures.decode(await files.read(path), path);
      return { name: path, label: 0, image, mask: unpackMask(packed, image), fresh: true };
    },
  };
}

/** A set of files never changes: each pair is decoded once for a threshold, however often other settings change. */
const pairsOf = new WeakMap<FileSet, Map<string, Found>>();

async function decodeAll(
  { settings, pictures, report, signal }: LookContext,
  files: FileSet,
  pairs: readonly PairOfPaths[],
): Promise<{ found: readonly Found[]; broken: readonly Broken[] }> {
  const known = pairsOf.get(files) ?? new Map<string, Found>();
  pairsOf.set(files, known);
  const found: Found[] = [];
  const broken: Broken[] = [];
  for (const [index, pair] of pairs.entries()) {
    signal.throwIfAborted();
    report.progress(index, pairs.length, `picture ${index + 1} of ${pairs.length}`);
    try {
      const key = `${settings.threshold} ${pair.path}`;
      const looked = known.get(key) ?? (await decodePair(pair, files, pictures, settings.threshold));
      known.set(key, looked);
      found.push(looked);
    } catch (error) {
      if (!(error instanceof NodeError)) throw error;
      if (settings.broken === "stop") throw stopAt(error.message);
      broken.push({ path: pair.path, message: error.message });
    }
  }
  report.progress(pairs.length, pairs.length);
  return { found, broken };
}

/** Masks of several files are joined: a pixel belongs to the object where it does in one of them. */
async function decodePair(
  { path, masks }: PairOfPaths,
  files: FileSet,
  pictures: Pictures,
  threshold: number,
): Promise<Found> {
  const stacks: Stack[] = [];
  const decode = async (file: string, sixteen: "upper" | "clipped") => {
    try {
      const bytes = await files.read(file);
      const decoded = await pictures.decode(bytes, file, sixteen);
      const pages = pictures.pages(bytes);
      if (pages > 1) stacks.push({ path: file, pages });
      return decoded;
    } catch (error) {
      if (!(error instanceof NodeError) || error.message.includes(file)) throw error;
      throw new NodeError(`${file}: ${error.message}`, error.details);
    }
  };
  const picture = await decode(path, "upper");
  const { height, width, channels, mode } = picture;
  const joined = new Uint8Array(height * width);
  const values = new Set<number>();
  const odd: string[] = [];
  for (const file of masks) {
    const grey = convert(await decode(file, "clipped"), "L");
    if (grey.height !== height || grey.width !== width) {
      throw new NodeError(
        `The mask ${file} is ${grey.height}×${grey.width} px, its picture ${path} ${height}×${width} px. Both must have one size.`,
      );
    }
    const seen = new Uint8Array(256);
    for (let at = 0; at < joined.length; at++) {
      const value = grey.data[at] as number;
      seen[value] = 1;
      if (value > threshold) joined[at] = 1;
    }
    const own = [...seen.keys()].filter((value) => seen[value] === 1);
    for (const value of own) values.add(value);
    if (own.length > 2) odd.push(`${file} has ${own.length} values (${listed(own.map(String))})`);
  }
  return {
    path,
    height,
    width,
    channels,
    mode,
    mask: packMask(makePicture("L", height, width, joined)),
    isEmpty: !joined.includes(1),
    isFull: !joined.includes(0),
    brightest: brightestOf(picture),
    print: exactPrint(picture),
    stacks,
    odd,
    values,
  };
}

function factsOf(
  found: readonly Found[],
  { unknown, unclear }: LeftOut,
  remarks: readonly string[],
): DataFacts {
  const { modes, ...common } = inCommon(found);
  const details: Details = {
    paths: found.map((pair) => pair.path),
    masks: found.map((pair) => pair.mask),
    prints: found.map((pair) => pair.print),
    unknown,
    unclear,
  };
  const mixed =
    modes.length > 1
      ? [
          `The pictures have ${modes.length} colour modes (${modes.join(", ")}). Convert colour brings them to one.`,
        ]
      : [];
  return {
    classes: NUCLEUS,
    length: found.length,
    ...common,
    dtype: "uint8",
    remarks: [...remarks, ...mixed],
    details,
  };
}
