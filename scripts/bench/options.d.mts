export interface Options {
  readonly parts: readonly string[];
  /** How often each side is measured; each part has a number of its own. */
  readonly rounds: number | undefined;
  /** Sizes with which the suite can be tried: the figures mean nothing. */
  readonly small: boolean;
  /** Of `kernels`: tfjs's own beside ours. */
  readonly stock: boolean;
  /** Of `kernels`. */
  readonly cases: readonly string[] | undefined;
  readonly json: string | undefined;
  readonly markdown: string | undefined;
}
export function readOptions(words: readonly string[], parts: readonly string[]): Options;
export function usage(parts: readonly string[]): string;
