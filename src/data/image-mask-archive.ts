import type { DataFacts } from "../graph/node";
import { NodeError } from "../graph/problem";
import type { FileSet, Pictures, RunContext } from "../graph/run";
import type { Dataset } from "../graph/values";
import { convert } from "../pixels/colour";
import { makePicture, type Picture } from "../pixels/picture";
import { NUCLEUS } from "./cell-samples";
import { count, inCommon, listed, type Sized, some, withoutStop } from "./found";
import { findLayout, type MaskLayout, type PairOfPaths } from "./mask-layout";
import { packMask, unpackMask } from "./packed-mask";
import { exactPrint } from "./picture-print";

export interface MaskArchiveSettings {
  /** Grey levels above this are the object. */
  readonly threshold: number;
  readonly broken: "skip" | "stop";
}

/** What a run wants to know again. Masks are kept, packed: a Kaggle picture's is in dozens of files. */
interface Details {
  readonly paths: readonly string[];
  readonly masks: readonly Uint8Array[];
  readonly prints: readonly string[];
}

interface Found extends Sized {
  readonly path: string;
  readonly mask: Uint8Array;
  readonly isEmpty: boolean;
  readonly brightest: number;
  readonly print: string;
  /** How many files of the mask have so many values, by the number of values; those of more than two by name. */
  readonly odd: readonly string[];
  readonly values: ReadonlySet<number>;
}

type LookContext = Pick<
  RunContext<MaskArchiveSettings, never>,
  "settings" | "files" | "pictures" | "report" | "signal"
>;

const LAYOUTS: Readonly<Record<MaskLayout["kind"], string>> = {
  kaggle: "one folder a picture, one object a mask (Kaggle)",
  folders: "images and masks in two folders, the same name for both",
  suffix: "pictures and masks side by side, told apart by the end of the name",
};

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
  const { found, broken } = await decodeAll(context, files, layout.pairs);
  if (found.length === 0) {
    throw new NodeError(
      `No picture in ${files.name} can be used with its mask; ${count(layout.pairs.length, "pair")} tried. The first: ${broken[0] ?? ""}`,
      { expected: "pictures with masks that can be read", got: count(broken.length, "broken pair") },
    );
  }
  if (found.every(({ isEmpty }) => isEmpty)) throw allEmpty(found, settings);
  return factsOf(found, [
    layoutRemark(layout, found, settings),
    ...(others.length > 0 ? [`Left out what is no picture: ${some(others, "file")}.`] : []),
    ...(layout.withoutMask.length > 0
      ? [`Left out what has no mask: ${some(layout.withoutMask, "picture")}.`]
      : []),
    ...(layout.withoutPicture.length > 0
      ? [`Left out what has no picture: ${some(layout.withoutPicture, "mask")}.`]
      : []),
    ...(broken.length > 0
      ? [`Left out ${count(broken.length, "pair")}: ${listed(broken.map(withoutStop), "; ", 10)}.`]
      : []),
    ...oddities(found, settings),
  ]);
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
      return { name: path, label: 0, image, mask: unpackMask(packed, image) };
    },
  };
}

async function decodeAll(
  { settings, pictures, report, signal }: LookContext,
  files: FileSet,
  pairs: readonly PairOfPaths[],
): Promise<{ found: readonly Found[]; broken: readonly string[] }> {
  const found: Found[] = [];
  const broken: string[] = [];
  for (const [index, pair] of pairs.entries()) {
    signal.throwIfAborted();
    report.progress(index, pairs.length, `picture ${index + 1} of ${pairs.length}`);
    try {
      found.push(await decodePair(pair, files, pictures, settings.threshold));
    } catch (error) {
      if (!(error instanceof NodeError)) throw error;
      if (settings.broken === "stop") throw stopAt(error.message);
      broken.push(error.message);
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
  const decode = async (file: string, sixteen: "upper" | "clipped") => {
    try {
      return await pictures.decode(await files.read(file), file, sixteen);
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
    const own = new Set(grey.data);
    for (const value of own) values.add(value);
    if (own.size > 2)
      odd.push(`${file} has ${own.size} values (${listed([...own].sort(bySize).map(String))})`);
    grey.data.forEach((value, at) => {
      if (value > threshold) joined[at] = 1;
    });
  }
  return {
    path,
    height,
    width,
    channels,
    mode,
    mask: packMask(makePicture("L", height, width, joined)),
    isEmpty: !joined.includes(1),
    brightest: brightestOf(picture),
    print: exactPrint(picture),
    odd,
    values,
  };
}

function factsOf(found: readonly Found[], remarks: readonly string[]): DataFacts {
  const { modes, ...common } = inCommon(found);
  const details: Details = {
    paths: found.map((pair) => pair.path),
    masks: found.map((pair) => pair.mask),
    prints: found.map((pair) => pair.print),
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

function layoutRemark(
  layout: MaskLayout,
  found: readonly Found[],
  { threshold }: MaskArchiveSettings,
): string {
  const masks = layout.pairs.reduce((sum, pair) => sum + pair.masks.length, 0);
  const values = [...new Set(found.flatMap((pair) => [...pair.values]))].sort(bySize);
  return `Found ${LAYOUTS[layout.kind]}: ${count(layout.pairs.length, "picture")}, ${count(masks, "mask")} with the values ${listed(values.map(String), ", ", 5)}; above ${threshold} is the object.`;
}

/** What is allowed and yet looks odd. */
function oddities(found: readonly Found[], { threshold }: MaskArchiveSettings): readonly string[] {
  const odd = found.flatMap((pair) => pair.odd);
  const empty = found.filter((pair) => pair.isEmpty).map((pair) => pair.path);
  const dark = found.filter((pair) => pair.brightest < 32).map((pair) => pair.path);
  return [
    ...(odd.length > 0
      ? [
          `${count(odd.length, "mask")} with more than 2 values: ${listed(odd, "; ")}. Everything above ${threshold} was taken as the object; change Threshold where that is wrong.`,
        ]
      : []),
    ...(empty.length > 0 ? [`Nothing is marked in ${some(empty, "mask")}.`] : []),
    ...(dark.length > 0
      ? [
          `Nearly black, no value above 31 of 255: ${some(dark, "picture")}. 12 bits saved as 16 look like that: stretch them first.`,
        ]
      : []),
  ];
}

function brightestOf({ data, mode }: Picture): number {
  if (mode === "P" || mode === "CMYK") return 255;
  const step = mode === "RGBA" ? 4 : 1;
  let brightest = 0;
  for (let i = 0; i < data.length; i += step)
    for (let c = 0; c < (step === 4 ? 3 : 1); c++) brightest = Math.max(brightest, data[i + c] as number);
  return brightest;
}

function noFiles(files: FileSet | undefined): NodeError {
  const where = files
    ? `${files.name} is empty: there is no file in it`
    : "There are no files to look through";
  return new NodeError(`${where}. Give a zip or a folder with pictures and their masks.`, {
    expected: "pictures and masks",
    got: "no files",
  });
}

function noPairs(files: FileSet, candidates: readonly string[]): NodeError {
  const has =
    candidates.length === 0
      ? `There is no picture in ${files.name}: it has ${some(files.paths, "file")}.`
      : `No picture in ${files.name} has a mask: it has ${some(candidates, "picture")}.`;
  return new NodeError(
    `${has} Put pictures into a folder images and masks of the same names into a folder masks beside it, or call them x.png and x_mask.png.`,
    { expected: "pictures with masks", got: some(candidates, "picture") },
  );
}

function allEmpty(found: readonly Found[], { threshold }: MaskArchiveSettings): NodeError {
  const values = [...new Set(found.flatMap((pair) => [...pair.values]))].sort(bySize);
  const highest = values.at(-1) ?? 0;
  const [message, details] = [
    `All ${count(found.length, "mask")} are empty: no value is above ${threshold}, the highest is ${highest}.`,
    { setting: "threshold", expected: `a value above ${threshold}`, got: `at most ${highest}` },
  ];
  if (highest === 0)
    return new NodeError(`${message} There is nothing to learn: are these the right files?`, details);
  return new NodeError(`${message} Lower Threshold.`, details, (node) => ({
    title: "Set Threshold to 0",
    edit: { kind: "set", node, setting: "threshold", value: 0 },
  }));
}

function stopAt(message: string): NodeError {
  return new NodeError(
    `A picture or its mask cannot be used. ${message} Take it out, or let such pairs be skipped.`,
    { setting: "broken", expected: "pairs that can be read", got: message },
    (node) => ({
      title: "Skip broken pairs",
      edit: { kind: "set", node, setting: "broken", value: "skip" },
    }),
  );
}

function bySize(a: number, b: number): number {
  return a - b;
}
