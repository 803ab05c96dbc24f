export interface Options {
  readonly parts: readonly string[];
  /** For all parts together. */
  readonly minutes: number;
  readonly seed: number;
  readonly json: string | undefined;
}

/** One figure of the campaign. */
export interface Row {
  readonly part: string;
  readonly what: string;
  readonly must: string;
  readonly measured: string;
  readonly reached: boolean;
  /** How each failure can be seen once more. */
  readonly again?: readonly string[];
}

export function readOptions(words: readonly string[], parts: readonly string[]): Options;
export function textTable(rows: readonly Row[]): string;
export function doneOf(done: number, asked: number): string;
