import type { Span } from "./spans";

/** One array in a file that was opened: what it is is known, its numbers are read when asked for. */
export interface StoredArray {
  /** Its name in the file. */
  readonly name: string;
  readonly shape: readonly number[];
  /** Where in the file its numbers lie, where that can be told: who has these bytes can read it. */
  readonly spans?: readonly Span[];
  /** The numbers, row by row. Throws NodeError where the file is damaged. */
  read(): Promise<Float32Array>;
}

/** How many numbers an array of this shape has. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, dim) => product * dim, 1);
}

/** A name out of a file, short and printable enough for a sentence. */
export function shown(name: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is replaced.
  const printable = name.replace(/[\u0000-\u001f\u007f]/g, "�");
  return printable.length <= 100 ? printable : `${printable.slice(0, 97)}…`;
}

/** Up to four names out of a file, as an example of what is in it. */
export function shownList(names: readonly string[]): string {
  const some = names.slice(0, 4).map(shown).join(", ");
  return names.length > 4 ? `${some}, …` : some;
}
