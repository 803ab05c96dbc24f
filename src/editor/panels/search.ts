import type { NodeDefinition } from "@/graph/node";
import { categoryLook } from "../state/categories";
import { docOf } from "../state/docs";

/** What words are looked for in: a title, other names, and text that says more. */
export interface Searched {
  readonly title: string;
  readonly names: string;
  readonly doc: string;
}

export interface Found<T> {
  readonly item: T;
  readonly score: number;
  /** Places of the letters in the title that were typed. */
  readonly marks: readonly number[];
}

/** Of how good a match is; a word that is found nowhere leaves the item out. */
const SCORE = { begins: 12, word: 10, inside: 7, letters: 5, names: 3, doc: 1, typo: 2 } as const;

/** A word shorter than this is not forgiven a wrong letter: almost everything would match. */
const LONG_ENOUGH_FOR_TYPO = 4;

/**
 * The items that match all words, best first: the title's beginning, a word's beginning, anywhere in it, its letters in
 * order, then other names and the docs, then the title with one letter wrong. Equals stay in the order in which they came.
 */
export function search<T>(
  items: readonly T[],
  searched: (item: T) => Searched,
  text: string,
): readonly Found<T>[] {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  if (words.length === 0) return items.map((item) => ({ item, score: 0, marks: [] }));
  return items
    .flatMap((item) => {
      const match = matchAll(searched(item), words);
      return match ? [{ item, ...match }] : [];
    })
    .sort((a, b) => b.score - a.score);
}

interface Match {
  readonly score: number;
  readonly marks: readonly number[];
}

function matchAll({ title, names, doc }: Searched, words: readonly string[]): Match | undefined {
  const low = title.toLowerCase();
  const lowNames = names.toLowerCase();
  const lowDoc = doc.toLowerCase();
  let score = 0;
  const marks = new Set<number>();
  for (const word of words) {
    const match = matchTitle(low, word) ?? matchRest(low, lowNames, lowDoc, word);
    if (!match) return undefined;
    score += match.score;
    for (const at of match.marks) marks.add(at);
  }
  // Of two that match alike the one with less besides is meant.
  return { score: score - title.length / 1000, marks: [...marks].sort((a, b) => a - b) };
}

function matchTitle(title: string, word: string): Match | undefined {
  const run = (at: number, score: number) => ({ score, marks: Array.from(word, (_, i) => at + i) });
  if (title.startsWith(word)) return run(0, SCORE.begins);
  const starts = wordStarts(title);
  const start = starts.find((at) => title.startsWith(word, at));
  if (start !== undefined) return run(start, SCORE.word);
  const inside = title.indexOf(word);
  if (inside >= 0) return run(inside, SCORE.inside);
  const marks = lettersInOrder(title, word, new Set(starts));
  return marks && { score: SCORE.letters, marks };
}

function matchRest(title: string, names: string, doc: string, word: string): Match | undefined {
  if (names.includes(word)) return { score: SCORE.names, marks: [] };
  if (word.length >= LONG_ENOUGH_FOR_TYPO) {
    const words = `${title} ${names}`.split(/[^\p{L}\p{N}]+/u);
    // What is typed so far may be the beginning of the word.
    if (words.some((whole) => isOneOff(word, whole) || isOneOff(word, whole.slice(0, word.length)))) {
      return { score: SCORE.typo, marks: [] };
    }
  }
  return doc.includes(word) ? { score: SCORE.doc, marks: [] } : undefined;
}

function wordStarts(title: string): readonly number[] {
  return [...title.matchAll(/[\p{L}\p{N}]+/gu)].map((match) => match.index);
}

/** The letters one after another; each run of them begins a word, as in `cm` for confusion matrix. */
function lettersInOrder(
  title: string,
  word: string,
  starts: ReadonlySet<number>,
): readonly number[] | undefined {
  const marks: number[] = [];
  for (const letter of word) {
    const next = (marks.at(-1) ?? -1) + 1;
    if (marks.length > 0 && title[next] === letter) {
      marks.push(next);
      continue;
    }
    const at =
      [...starts].find((start) => start >= next && title[start] === letter) ?? title.indexOf(letter, next);
    if (at < 0 || (marks.length === 0 && !starts.has(at))) return undefined;
    marks.push(at);
  }
  return marks;
}

/** One letter too many, too few, wrong, or two exchanged. */
export function isOneOff(a: string, b: string): boolean {
  if (a === b) return true;
  if (Math.abs(a.length - b.length) > 1) return false;
  let at = 0;
  while (at < a.length && a[at] === b[at]) at++;
  const rest = (text: string, skip: number) => text.slice(at + skip);
  return (
    rest(a, 1) === rest(b, 1) ||
    rest(a, 1) === rest(b, 0) ||
    rest(a, 0) === rest(b, 1) ||
    (a[at] === b[at + 1] && a[at + 1] === b[at] && rest(a, 2) === rest(b, 2))
  );
}

/** How a node type is looked for. */
export function describeType(definition: NodeDefinition): Searched {
  return {
    title: definition.title,
    names: `${definition.type} ${categoryLook(definition.category).label}`,
    doc: docOf(definition),
  };
}

/** Nodes whose name, category or docs hold all the words; a match in the name stands first. */
export function findNodes(all: readonly NodeDefinition[], text: string): readonly NodeDefinition[] {
  return search(all, describeType, text).map(({ item }) => item);
}

/** What stands in lists: the docs' first sentence, without Markdown. */
export function firstSentence(doc: string): string {
  const plain = doc.replace(/\s+/g, " ").replace(/[*`_]/g, "").trim();
  return /^.*?[.](?=\s|$)/.exec(plain)?.[0] ?? plain.slice(0, 160);
}
