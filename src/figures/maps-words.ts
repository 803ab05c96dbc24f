import { columnFormat } from "./columns";
import type { MapsFigure } from "./figure";

/** The numbers of one row, each column with digits of its own: `Dice 0.871 · IoU 0.772`. */
export function rowNumbers(figure: MapsFigure, row: number): string {
  return numbersText(figure, figure.rows[row]?.values ?? []);
}

/** `All shown: Dice 0.871 · IoU 0.772`; nothing where nothing is said of all. */
export function overallNumbers(figure: MapsFigure): string {
  const { overall } = figure;
  return overall ? `${overall.name}: ${numbersText(figure, overall.values)}` : "";
}

function numbersText(figure: MapsFigure, own: readonly number[]): string {
  const all = figure.rows.map(({ values }) => values);
  return figure.numbers
    .map(({ name, unit, share }, column) => {
      // A share that happens to be 0 or 1 has as many digits as before and after: a slider may move it.
      const format = share ? (value: number) => value.toFixed(3) : (columnFormat(all, column) ?? String);
      return `${name} ${format(own[column] ?? Number.NaN)}${unit ? ` ${unit}` : ""}`;
    })
    .join(" · ");
}
