import { NodeError } from "../graph/problem";
import type { FileSet } from "../graph/run";
import type { Picture } from "../pixels/picture";
import { count, listed, type Sized, type Stack, some, stackRemarks } from "./found";
import type { MaskLayout } from "./mask-layout";

export interface MaskArchiveSettings {
  /** Grey levels above this are the object. */
  readonly threshold: number;
  readonly broken: "skip" | "stop";
  readonly exclude: readonly string[];
}

/** A picture with its mask, as it was found. */
export interface Found extends Sized {
  readonly path: string;
  readonly mask: Uint8Array;
  readonly isEmpty: boolean;
  /** Every pixel is marked. */
  readonly isFull: boolean;
  readonly brightest: number;
  readonly print: string;
  /** Of the picture's and the mask's files those that hold more than what was taken. */
  readonly stacks: readonly Stack[];
  /** How many files of the mask have so many values, by the number of values; those of more than two by name. */
  readonly odd: readonly string[];
  readonly values: ReadonlySet<number>;
}

const LAYOUTS: Readonly<Record<MaskLayout["kind"], string>> = {
  kaggle: "one folder a picture, one object a mask (Kaggle)",
  folders: "images and masks in two folders, the same name for both",
  suffix: "pictures and masks side by side, told apart by the end of the name",
};

export function layoutRemark(
  layout: MaskLayout,
  found: readonly Found[],
  { threshold }: MaskArchiveSettings,
): string {
  const masks = layout.pairs.reduce((sum, pair) => sum + pair.masks.length, 0);
  const values = [...new Set(found.flatMap((pair) => [...pair.values]))].sort(bySize);
  const also = layout.alsoSuffix ? `, and ${LAYOUTS.suffix}` : "";
  return `Found ${LAYOUTS[layout.kind]}${also}: ${count(layout.pairs.length, "picture")}, ${count(masks, "mask")} with the values ${listed(values.map(String), ", ", 5)}; above ${threshold} is the object.`;
}

/** What is allowed and yet looks odd. */
export function oddities(found: readonly Found[], { threshold }: MaskArchiveSettings): readonly string[] {
  const odd = found.flatMap((pair) => pair.odd);
  const empty = found.filter((pair) => pair.isEmpty).map((pair) => pair.path);
  const full = found.filter((pair) => pair.isFull).map((pair) => pair.path);
  const dark = found.filter((pair) => pair.brightest < 32).map((pair) => pair.path);
  return [
    ...stackRemarks(found.flatMap(({ stacks }) => stacks)),
    ...(odd.length > 0
      ? [
          `${count(odd.length, "mask")} with more than 2 values: ${listed(odd, "; ")}. Everything above ${threshold} was taken as the object; change Threshold where that is wrong.`,
        ]
      : []),
    ...(empty.length > 0 ? [`Nothing is marked in ${some(empty, "mask")}.`] : []),
    ...(full.length > 0
      ? [
          `All is marked in ${some(full, "mask")}: no value is as low as ${threshold}. What is not the object has to be black, and not transparent alone; or change Threshold.`,
        ]
      : []),
    ...(dark.length > 0
      ? [
          `Nearly black, no value above 31 of 255: ${some(dark, "picture")}. 12 bits saved as 16 look like that: stretch them first.`,
        ]
      : []),
  ];
}

export function brightestOf({ data, mode }: Picture): number {
  if (mode === "P" || mode === "CMYK") return 255;
  const step = mode === "RGBA" ? 4 : 1;
  let brightest = 0;
  for (let i = 0; i < data.length; i += step)
    for (let c = 0; c < (step === 4 ? 3 : 1); c++) brightest = Math.max(brightest, data[i + c] as number);
  return brightest;
}

export function noFiles(files: FileSet | undefined): NodeError {
  const where = files
    ? `${files.name} is empty: there is no file in it`
    : "There are no files to look through";
  return new NodeError(`${where}. Give a zip or a folder with pictures and their masks.`, {
    expected: "pictures and masks",
    got: "no files",
  });
}

export function noPairs(files: FileSet, candidates: readonly string[]): NodeError {
  const has =
    candidates.length === 0
      ? `There is no picture in ${files.name}: it has ${some(files.paths, "file")}.`
      : `No picture in ${files.name} has a mask: it has ${some(candidates, "picture")}.`;
  return new NodeError(
    `${has} Put pictures into a folder images and masks of the same names into a folder masks beside it, or call them x.png and x_mask.png.`,
    {
      expected: "pictures with masks",
      got: candidates.length === 0 ? some(files.paths, "file") : some(candidates, "picture"),
    },
  );
}

export function allEmpty(found: readonly Found[], { threshold }: MaskArchiveSettings): NodeError {
  const values = [...new Set(found.flatMap((pair) => [...pair.values]))].sort(bySize);
  const highest = values.at(-1) ?? 0;
  const [message, details] = [
    `${found.length === 1 ? "The only mask is" : `All ${count(found.length, "mask")} are`} empty: no value is above ${threshold}, the highest is ${highest}.`,
    { setting: "threshold", expected: `a value above ${threshold}`, got: `at most ${highest}` },
  ];
  if (highest === 0)
    return new NodeError(`${message} There is nothing to learn: are these the right files?`, details);
  return new NodeError(`${message} Lower Threshold.`, details, (node) => ({
    title: "Set Threshold to 0",
    edit: { kind: "set", node, setting: "threshold", value: 0 },
  }));
}

export function stopAt(message: string): NodeError {
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
