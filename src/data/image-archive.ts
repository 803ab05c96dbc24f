import type { DataFacts } from "../graph/node";
import { NodeError } from "../graph/problem";
import type { FileSet, Pictures, RunContext } from "../graph/run";
import type { Dataset } from "../graph/values";
import { giveBack } from "../pixels/memory";
import { type Broken, brokenOnes, byCodeUnit, count, inCommon, listed, some, stackRemarks } from "./found";
import { type Labeller, makeLabeller, PatternError } from "./label";
import { allLeftOut, type LeftOut, leftOut, leftOutWarnings } from "./leave-out";
import { exactPrint } from "./picture-print";

export interface ArchiveSettings {
  readonly label: "name" | "folder" | "pattern";
  readonly pattern: string;
  readonly broken: "skip" | "stop";
  readonly untilFiles: "sample-steel" | "nothing";
  readonly exclude: readonly string[];
}

/** What a run wants to know again: which files are pictures, and the class of each. */
interface Details {
  readonly paths: readonly string[];
  readonly labels: readonly number[];
  readonly prints: readonly string[];
  /** Names to leave out that cannot be followed. */
  readonly unknown: readonly string[];
  readonly unclear: readonly string[];
}

/** What a picture is, whatever the settings say of it. */
interface Look {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly mode: string;
  readonly print: string;
  /** Pictures in the file, of which this is the first. */
  readonly pages: number;
}

interface Found extends Look {
  readonly path: string;
  readonly label: string;
}

type LookContext = Pick<
  RunContext<ArchiveSettings, never>,
  "settings" | "files" | "pictures" | "report" | "signal"
>;

/**
 * Walks through the files and decodes every picture once, one at a time: what they are, and what is wrong with them.
 * Throws NodeError where nothing is left to work with.
 */
export async function lookThrough(context: LookContext): Promise<DataFacts> {
  const { settings, files, pictures } = context;
  if (!files || files.paths.length === 0) throw noFiles(files);
  const labelOf = labeller(settings);
  const candidates = files.paths.filter((path) => pictures.looksLikePicture(path));
  const others = files.paths.filter((path) => !pictures.looksLikePicture(path));
  if (candidates.length === 0) {
    throw new NodeError(
      `There is no picture in ${files.name}: it has ${some(files.paths, "file")}. Give pictures as JPEG, PNG, TIFF, BMP, WebP or GIF.`,
      { expected: "pictures", got: some(files.paths, "file") },
    );
  }
  const named = candidates.filter((path) => labelOf(path) !== undefined);
  const unnamed = candidates.filter((path) => labelOf(path) === undefined);
  if (named.length === 0) throw noClass(settings, candidates);
  const out = leftOut(candidates, settings.exclude);
  const wanted = named.filter((path) => !out.names.has(path));
  if (wanted.length === 0) throw allLeftOut(named.length);
  const { found, broken } = await decodeAll(context, files, wanted, labelOf);
  if (found.length === 0) {
    throw new NodeError(
      `No picture in ${files.name} can be read; ${count(wanted.length, "picture")} tried. The first: ${broken[0]?.message ?? ""}`,
      {
        expected: "pictures that can be read",
        got: count(broken.length, "broken picture"),
      },
    );
  }
  return factsOf(found, out, [
    ...(others.length > 0 ? [`Left out what is no picture: ${some(others, "file")}.`] : []),
    ...(unnamed.length > 0 ? [`Left out pictures without a class: ${some(unnamed, "picture")}.`] : []),
    ...(broken.length > 0
      ? [`Left out ${count(broken.length, "broken picture")}: ${brokenOnes(broken)}.`]
      : []),
    ...stackRemarks(found.filter(({ pages }) => pages > 1)),
  ]);
}

/** What is odd about the user's wishes, as the files are. */
export function archiveWarnings(facts: DataFacts) {
  const details = facts.details as Details | undefined;
  return details ? leftOutWarnings(details) : [];
}

/** The pictures that were found, decoded when they are asked for. */
export function archiveDataset(files: FileSet, pictures: Pictures, facts: DataFacts): Dataset {
  const { paths, labels, prints } = facts.details as Details;
  return {
    kind: "Dataset",
    classes: facts.classes,
    names: paths,
    labels: Int32Array.from(labels),
    prints,
    async sample(index) {
      const path = paths[index];
      if (path === undefined)
        throw new RangeError(`There are ${paths.length} pictures; number ${index} was asked for.`);
      const image = await pictures.decode(await files.read(path), path);
      return { name: path, label: labels[index] ?? 0, image, fresh: true };
    },
  };
}

/** A set of files never changes: each picture is decoded once for this, however often the settings change. */
const looksOf = new WeakMap<FileSet, Map<string, Look>>();

async function lookAt(pictures: Pictures, files: FileSet, path: string): Promise<Look> {
  const bytes = await files.read(path);
  const picture = await pictures.decode(bytes, path);
  const { height, width, channels, mode } = picture;
  const look = { height, width, channels, mode, print: exactPrint(picture), pages: pictures.pages(bytes) };
  giveBack(picture.data);
  return look;
}

async function decodeAll(
  { settings, pictures, report, signal }: LookContext,
  files: FileSet,
  paths: readonly string[],
  labelOf: Labeller,
): Promise<{ found: readonly Found[]; broken: readonly Broken[] }> {
  const looks = looksOf.get(files) ?? new Map<string, Look>();
  looksOf.set(files, looks);
  const found: Found[] = [];
  const broken: Broken[] = [];
  for (const [index, path] of paths.entries()) {
    signal.throwIfAborted();
    report.progress(index, paths.length, `picture ${index + 1} of ${paths.length}`);
    try {
      const look = looks.get(path) ?? (await lookAt(pictures, files, path));
      looks.set(path, look);
      found.push({ path, label: labelOf(path) ?? "", ...look });
    } catch (error) {
      if (!(error instanceof NodeError)) throw error;
      const message = error.message.includes(path) ? error.message : `${path}: ${error.message}`;
      if (settings.broken === "stop") throw stopAt(message);
      broken.push({ path, message });
    }
  }
  report.progress(paths.length, paths.length);
  return { found, broken };
}

function factsOf(
  found: readonly Found[],
  { unknown, unclear }: LeftOut,
  notUsed: readonly string[],
): DataFacts {
  const classes = [...new Set(found.map((picture) => picture.label))].sort(byCodeUnit);
  const number = new Map(classes.map((name, index) => [name, index]));
  const labels = found.map((picture) => number.get(picture.label) ?? 0);
  const perClass = new Uint32Array(classes.length);
  for (const label of labels) perClass[label] = (perClass[label] ?? 0) + 1;
  const lonely = classes.filter((_, index) => perClass[index] === 1);
  const { modes, ...common } = inCommon(found);
  const details: Details = {
    paths: found.map((picture) => picture.path),
    labels,
    prints: found.map((picture) => picture.print),
    unknown,
    unclear,
  };
  const remarks = [...notUsed];
  if (classes.length === 1) {
    remarks.push(
      `All ${found.length} pictures have the class ${classes[0]}: there is nothing to tell apart. Is the class taken from the right place?`,
    );
  } else if (lonely.length > 0) {
    const subject = lonely.length === 1 ? `The class ${lonely[0]} has` : `The classes ${listed(lonely)} have`;
    remarks.push(`${subject} a single picture: it can be learned from or judged by, not both.`);
  }
  if (modes.length > 1) {
    remarks.push(
      `The pictures have ${modes.length} colour modes (${modes.join(", ")}). Convert colour brings them to one.`,
    );
  }
  return {
    classes,
    length: found.length,
    ...common,
    dtype: "uint8",
    remarks,
    details,
  };
}

function labeller(settings: ArchiveSettings): Labeller {
  const rule =
    settings.label === "pattern"
      ? ({ kind: "pattern", pattern: settings.pattern } as const)
      : ({ kind: settings.label } as const);
  try {
    return makeLabeller(rule);
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    throw new NodeError(error.message, {
      setting: "pattern",
      expected: "a pattern with {class} once",
      got: settings.pattern,
    });
  }
}

function noFiles(files: FileSet | undefined): NodeError {
  return files
    ? new NodeError(`${files.name} is empty: there is no file in it. Give a zip or a folder with pictures.`, {
        expected: "pictures",
        got: "no files",
      })
    : new NodeError("There are no files to look through. Drop a zip, a folder or pictures on this node.", {
        expected: "a zip, a folder or pictures",
        got: "no files",
      });
}

function noClass(settings: ArchiveSettings, paths: readonly string[]): NodeError {
  const first = paths[0] ?? "";
  const where = { name: "its name", folder: "its folder", pattern: `the pattern ${settings.pattern}` };
  const advice = { name: "Take the class from the file's name", folder: "Take the class from the folder" };
  const other = (["folder", "name"] as const).find(
    (kind) => kind !== settings.label && paths.some(makeLabeller({ kind })),
  );
  const todo = other
    ? `${advice[other]}, or give a pattern.`
    : "Put the pictures of each class into a folder of their own, or begin their names with the class, as in Cr_1.jpg.";
  return new NodeError(
    `No picture says its class by ${where[settings.label]}: the first is ${first}. ${todo}`,
    { setting: "label", expected: "a class for each picture", got: first },
    other &&
      ((node) => ({
        title: advice[other],
        edit: { kind: "set", node, setting: "label", value: other },
      })),
  );
}

function stopAt(message: string): NodeError {
  return new NodeError(
    `A picture is broken. ${message} Take it out, or let broken pictures be skipped.`,
    { setting: "broken", expected: "pictures that can be read", got: message },
    (node) => ({
      title: "Skip broken pictures",
      edit: { kind: "set", node, setting: "broken", value: "skip" },
    }),
  );
}
