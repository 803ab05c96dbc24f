import { isTooDeep } from "@/graph/parse";
import type { MetricValue } from "@/graph/values";
import { metricRows, metricText } from "../results/words";

/** More than anybody reads: what a stranger's file lists is not to slow the page down. */
const MOST = { nodes: 100, rows: 40, letters: 120, side: 30 } as const;

/** What a run left of one node, as words and numbers. */
export interface ReadResult {
  readonly node: string;
  readonly rows: readonly (readonly [string, string])[];
  /** A square of counts, true classes down and predicted ones across. */
  readonly matrix?: { readonly classes: readonly string[]; readonly counts: readonly (readonly number[])[] };
}

/** Reads a `results.json`, which may be anybody's: what a graph comes to first, what it begins with last. Undefined where it is none. */
export function readResults(text: string): readonly ReadResult[] | undefined {
  let value: unknown;
  try {
    if (!isTooDeep(text)) value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const outputs = isRecord(value) ? value.outputs : undefined;
  if (!isRecord(outputs)) return undefined;
  return Object.entries(outputs)
    .slice(0, MOST.nodes)
    .flatMap(([node, report]) => (isRecord(report) ? [resultOf(node, report)] : []))
    .filter(({ rows, matrix }) => rows.length > 0 || matrix)
    .reverse();
}

function resultOf(node: string, report: Readonly<Record<string, unknown>>): ReadResult {
  const { epochs, matrix, classes, ...rest } = report;
  const known = Object.entries(rest).filter(([, value]) => value !== null);
  const values = Object.fromEntries(known) as Readonly<Record<string, MetricValue>>;
  const rows = [...metricRows(values), ...lastEpoch(epochs)].slice(0, MOST.rows);
  const square = squareOf(matrix, classes);
  return {
    node,
    rows: rows.map(([name, words]) => [name.slice(0, MOST.letters), words.slice(0, MOST.letters)]),
    ...(square ? { matrix: square } : {}),
  };
}

/** Of a training its length and what its last epoch came to. */
function lastEpoch(epochs: unknown): readonly (readonly [string, string])[] {
  if (!Array.isArray(epochs) || epochs.length === 0) return [];
  const last: unknown = epochs.at(-1);
  const numbers = isRecord(last) ? Object.entries(last) : [];
  return [
    ["epochs", metricText("epochs", epochs.length)],
    ...numbers.flatMap(([name, value]) => {
      if (typeof value !== "number" || name === "epoch") return [];
      return metricRows({ [name]: value }, "last ");
    }),
  ];
}

function squareOf(matrix: unknown, classes: unknown): ReadResult["matrix"] {
  if (!Array.isArray(matrix) || !Array.isArray(classes)) return undefined;
  const { length } = classes;
  const isSquare =
    length > 0 &&
    length <= MOST.side &&
    matrix.length === length &&
    matrix.every(
      (row) => Array.isArray(row) && row.length === length && row.every((count) => typeof count === "number"),
    );
  if (!isSquare) return undefined;
  return { classes: classes.map((name) => String(name).slice(0, 40)), counts: matrix };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
