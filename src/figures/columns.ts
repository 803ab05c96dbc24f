import type { TableFigure } from "./figure";

export type Format = (value: number) => string;

/** One way of writing for a whole column of numbers, so that digits stand under each other; `undefined`: words. */
export function columnFormat(rows: TableFigure["rows"], column: number): Format | undefined {
  const values = rows.map((row) => row[column]);
  if (!values.every((value) => typeof value === "number")) return undefined;
  if (values.every(Number.isInteger)) return grouped;
  if (values.every((value) => value >= 0 && value <= 1)) return (value) => value.toFixed(3);
  return sensible;
}

/** Whole numbers in groups of three. */
function grouped(value: number): string {
  return value.toLocaleString("en").replaceAll(",", "\u202f");
}

/** A measured number with as many digits as mean something. */
export function sensible(value: number): string {
  if (Number.isInteger(value)) return String(value);
  const size = Math.abs(value);
  if (size >= 1000) return value.toFixed(0);
  if (size >= 100) return value.toFixed(1);
  if (size >= 0.01) return value.toPrecision(3);
  return value.toExponential(2);
}
