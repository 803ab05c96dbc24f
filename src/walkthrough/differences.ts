import type { Walkthrough } from "./document";
import { PATH_MARK } from "./numbers";
import { own } from "./own";

type Numbers = Readonly<Record<string, number>>;

/** How far a number may be off when a submission is run again where the walkthrough does not say: relative, of 1. */
export const USUAL_TOLERANCE = 0.05;

/** So many are told of one table: the rest of a table that was made up says nothing more. */
const MOST_OF_TABLE = 3;

/** Numbers of one node that a second run does not give again within the tolerances, a sentence each. */
export function differences(
  node: string,
  said: Numbers,
  again: Numbers,
  tolerances: Walkthrough["tolerances"] = {},
): readonly string[] {
  const sums = columnSums(again);
  const told = new Map<string, string[]>();
  for (const [name, number] of Object.entries(said)) {
    const found = own(again, name);
    const tolerance = toleranceOf(name, tolerances);
    const slack = tolerance * (sums.get(columnOf(name)) ?? Math.max(Math.abs(found ?? 0), Math.abs(number)));
    if (found !== undefined && Math.abs(found - number) <= slack) continue;
    const table = withoutPlace(name.split(PATH_MARK)[0] ?? name);
    told.set(table, [
      ...(told.get(table) ?? []),
      found === undefined
        ? `${node} gives no ${name} when it is run again; handed in was ${number}.`
        : `${name} of ${node} is ${short(found)} when it is run again, and ${short(number)} was handed in (tolerance ${Number((tolerance * 100).toPrecision(12))} %).`,
    ]);
  }
  return [...told].flatMap(([table, sentences]) =>
    sentences.length > MOST_OF_TABLE
      ? [
          ...sentences.slice(0, MOST_OF_TABLE),
          `And ${sentences.length - MOST_OF_TABLE} more numbers of ${table} of ${node} differ.`,
        ]
      : sentences,
  );
}

/**
 * As the walkthrough says for the very number, else for what it is called in its table, else for the table. What it says of
 * `loss` holds for the `trainLoss` of an epoch.
 */
function toleranceOf(name: string, tolerances: NonNullable<Walkthrough["tolerances"]>): number {
  const parts = name.split(PATH_MARK).map(withoutPlace).reverse();
  for (const each of [name, ...parts]) {
    const tolerance = own(tolerances, each);
    if (tolerance !== undefined) return tolerance;
  }
  const last = parts[0]?.toLowerCase();
  const kind = Object.keys(tolerances).find((each) => last?.endsWith(each.toLowerCase()));
  return (kind === undefined ? undefined : own(tolerances, kind)) ?? USUAL_TOLERANCE;
}

/**
 * Numbers over the same pictures stand in one column: all cells of a matrix, the recall of every class. A picture near the
 * border that falls to the other side on another device moves the accuracy by one picture of all, but two small cells by much
 * of themselves. So what they may be off is a share of their column's sum. The loss of an epoch stands by itself.
 */
function columnOf(name: string): string {
  const [head = "", ...rest] = name.split(PATH_MARK);
  const last = rest.at(-1);
  if (last !== undefined) return `${head}${PATH_MARK}${withoutPlace(last)}`;
  return head.endsWith("]") ? withoutPlace(head) : "";
}

/** By column the sum of its sizes, in the run that can be trusted: numbers that were made up do not widen what is let through. */
function columnSums(numbers: Numbers): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  const series = new Set<string>();
  for (const [name, number] of Object.entries(numbers)) {
    const column = columnOf(name);
    if (column === "") continue;
    sums.set(column, (sums.get(column) ?? 0) + Math.abs(number));
    // A list counts pictures in whole numbers; of other numbers it is a curve.
    if (name.endsWith("]") && !Number.isInteger(number)) series.add(column);
  }
  return new Map([...sums].filter(([column]) => !series.has(column)));
}

/** `matrix` of `matrix[0][5]`. */
function withoutPlace(part: string): string {
  return part.split("[", 1)[0] ?? part;
}

const short = (value: number) => (Number.isInteger(value) ? String(value) : value.toPrecision(4));
