import type { MetricValue } from "../graph/values";

type Fields = Readonly<Record<string, MetricValue>>;

/** So many of one node are handed in at most: a file of numbers alone stays one that can be read. */
const MOST = 2000;

/** Parts a name into the table's and what it is called in there. */
export const PATH_MARK = "/";

/** Of what a node's result says, the numbers that stand by themselves. What is not finite cannot be written down as one. */
export function numbersOf(fields: Fields): Record<string, number> {
  return Object.fromEntries(
    Object.entries(fields).filter((field): field is [string, number] => Number.isFinite(field[1])),
  );
}

/**
 * All numbers of a result: what goals ask for, what is handed in, and what a second run is held against. Those in a table
 * are called by their path: `matrix[0][5]`, `perClass/Sc/recall`, `epochs[4]/trainLoss`. Those of each picture, by the names of files, are left out.
 */
export function allNumbersOf(fields: Fields): Record<string, number> {
  const tables = Object.entries(fields).filter(
    ([name, value]) => typeof value === "object" && name !== "pictures",
  );
  const within = tables.flatMap(([name, table]) => numbersWithin(table, clean(name)));
  return Object.fromEntries([...Object.entries(numbersOf(fields)), ...within].slice(0, MOST));
}

function numbersWithin(value: MetricValue, path: string): readonly (readonly [string, number])[] {
  if (typeof value === "number") return Number.isFinite(value) ? [[path, value]] : [];
  if (typeof value === "string") return [];
  const isList = Array.isArray(value);
  return Object.entries(value).flatMap(([name, inner]) =>
    numbersWithin(inner, isList ? `${path}[${name}]` : `${path}${PATH_MARK}${clean(name)}`),
  );
}

/** A class may have the mark in its name. */
function clean(name: string): string {
  return name.replaceAll(PATH_MARK, "_");
}
