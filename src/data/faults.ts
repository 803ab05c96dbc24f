import { distance, likeness, type PicturePrint } from "./picture-print";

/** One picture with its place: which part of the data it is in, and its class. */
export interface Looked {
  readonly name: string;
  readonly part: string;
  readonly label: number;
  readonly print: PicturePrint;
}

/** Two pictures that are one, or nearly one. */
export interface Pair {
  readonly first: Looked;
  readonly second: Looked;
  readonly isExact: boolean;
  /** Correlation of their coarse brightness, at most 1. */
  readonly likeness: number;
}

export interface Faults {
  readonly pairs: readonly Pair[];
  readonly constant: readonly Looked[];
  /** Pictures of another size than most have. */
  readonly odd: readonly Looked[];
  /** The size that most have, px. */
  readonly usual: { readonly height: number; readonly width: number } | undefined;
}

/** Near duplicates differ in at most this many of 256 bits: unrelated pictures differ in about 128, ± 8. */
const NEAR_BITS = 40;
/** And correlate at least so much on a grid of 32 × 32. */
const NEAR_LIKENESS = 0.97;

/** What is wrong with pictures as data. Every pair is compared: n² / 2 comparisons of 256 bits. */
export function findFaults(looked: readonly Looked[]): Faults {
  const usual = mostCommonSize(looked);
  return {
    pairs: [...exactPairs(looked), ...nearPairs(looked)],
    constant: looked.filter(({ print }) => print.isConstant),
    odd: looked.filter(({ print }) => print.height !== usual?.height || print.width !== usual.width),
    usual,
  };
}

/** Each picture with the first that is the same, so that three of a kind are two pairs. */
function exactPairs(looked: readonly Looked[]): Pair[] {
  const seen = new Map<string, Looked>();
  return looked.flatMap((second) => {
    const first = seen.get(second.print.exact);
    if (!first) seen.set(second.print.exact, second);
    return first ? [{ first, second, isExact: true, likeness: 1 }] : [];
  });
}

function nearPairs(looked: readonly Looked[]): Pair[] {
  const varied = looked.filter(({ print }) => print.coarse.some((value) => value !== 0));
  const pairs: Pair[] = [];
  for (const [at, first] of varied.entries()) {
    for (let other = at + 1; other < varied.length; other++) {
      const second = varied[other] as Looked;
      if (distance(first.print, second.print) > NEAR_BITS || first.print.exact === second.print.exact)
        continue;
      const alike = likeness(first.print, second.print);
      if (alike >= NEAR_LIKENESS) pairs.push({ first, second, isExact: false, likeness: alike });
    }
  }
  return pairs.sort((a, b) => b.likeness - a.likeness);
}

function mostCommonSize(looked: readonly Looked[]): Faults["usual"] {
  const counts = new Map<string, { size: { height: number; width: number }; count: number }>();
  for (const { print } of looked) {
    const key = `${print.height}x${print.width}`;
    const known = counts.get(key) ?? { size: { height: print.height, width: print.width }, count: 0 };
    known.count++;
    counts.set(key, known);
  }
  return [...counts.values()].sort((a, b) => b.count - a.count)[0]?.size;
}
