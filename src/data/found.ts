import type { Dim } from "../module/shape";

/*
 * Words on files that were looked through, shared by the archives.
 */

/** `3 files (a.txt, b.txt and 1 more)`. */
export function some(names: readonly string[], noun: string): string {
  return `${count(names.length, noun)} (${listed(names)})`;
}

export function listed(names: readonly string[], between = ", ", most = 3): string {
  const shown = names.slice(0, most).map(short).join(between);
  return names.length > most ? `${shown} and ${names.length - most} more` : shown;
}

/** What is broken: the first with what is wrong with them, the others by name. Each sentence names its file. */
export function brokenOnes(broken: readonly Broken[]): string {
  const first = listed(
    broken.slice(0, EXPLAINED).map(({ message }) => withoutStop(message)),
    "; ",
    EXPLAINED,
  );
  const others = broken.slice(EXPLAINED).map(({ path }) => path);
  return others.length === 0 ? first : `${first}; and ${others.length} more: ${listed(others, ", ", NAMED)}`;
}

export interface Broken {
  readonly path: string;
  readonly message: string;
}

/** So many are told with what is wrong; and so many more by name. */
const EXPLAINED = 10;
const NAMED = 200;

/** A name or a sentence as part of a longer one. */
function short(text: string): string {
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 1)}…`;
}

/** Letters. */
const LONGEST = 400;

export function count(amount: number, noun: string): string {
  return `${amount.toLocaleString("en-US")} ${noun}${amount === 1 ? "" : "s"}`;
}

/** A file that holds several pictures, of which the first was taken. */
export interface Stack {
  readonly path: string;
  readonly pages: number;
}

/** Nothing, or one sentence on the files of which only the first picture was taken. */
export function stackRemarks(stacks: readonly Stack[]): readonly string[] {
  if (stacks.length === 0) return [];
  const each = stacks.map(({ path, pages }) => `${path} holds ${pages.toLocaleString("en-US")}`);
  return [
    `Only the first picture was taken of ${count(stacks.length, "file")}: ${listed(each)}. Save each page or frame as a file of its own to use them all.`,
  ];
}

export function withoutStop(sentence: string): string {
  return sentence.replace(/\.$/, "");
}

/** As Python sorts: by code unit, whatever the reader's language. */
export function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

export interface Sized {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly mode: string;
}

/** What pictures have in common: numbers where all have the same, else symbols. */
export function inCommon(found: readonly Sized[]): {
  readonly height: Dim;
  readonly width: Dim;
  readonly channels: Dim;
  readonly mode?: string;
  /** All colour modes, sorted. */
  readonly modes: readonly string[];
} {
  const modes = [...new Set(found.map((picture) => picture.mode))].sort(byCodeUnit);
  const [mode] = modes;
  const common = (side: "height" | "width" | "channels", symbol: string): Dim => {
    const first = found[0]?.[side] ?? symbol;
    return found.every((picture) => picture[side] === first) ? first : symbol;
  };
  return {
    height: common("height", "H"),
    width: common("width", "W"),
    channels: modes.length === 1 ? common("channels", "C") : "C",
    ...(modes.length === 1 && mode !== undefined ? { mode } : {}),
    modes,
  };
}
