import type { Column, Figure } from "./figure";

type Cell = string | number | null;

/** A figure's numbers as CSV (RFC 4180): commas, CRLF, quotes where needed, numbers with all their digits. */
export function figureCsv(figure: Figure): string {
  return rowsOf(figure)
    .map((row) => `${row.map(cellText).join(",")}\r\n`)
    .join("");
}

function rowsOf(figure: Figure): readonly (readonly Cell[])[] {
  switch (figure.kind) {
    case "matrix":
      return [
        ["true \\ predicted", ...figure.classes],
        ...figure.counts.map((row, index) => [figure.classes[index] ?? "", ...row]),
      ];
    case "lines": {
      const several = figure.panels.length > 1;
      const series = figure.panels.flatMap((panel) =>
        panel.series.map((line) => ({
          name: several ? `${panel.yLabel}: ${line.name}` : line.name,
          values: line.values,
        })),
      );
      return [
        [figure.xLabel, ...series.map((line) => line.name)],
        ...figure.x.map((x, index) => [x, ...series.map((line) => line.values[index] ?? null)]),
      ];
    }
    case "images":
      return [
        ["name", "caption", "width", "height"],
        ...figure.images.map(({ name, caption, width, height }) => [name, caption, width, height]),
      ];
    case "maps":
      return [
        ["name", "caption", ...figure.numbers.map(heading)],
        ...figure.rows.map(({ name, caption, values }) => [name, caption, ...values]),
        ...(figure.overall ? [[figure.overall.name, "", ...figure.overall.values]] : []),
      ];
    case "table":
      return [figure.columns.map(heading), ...figure.rows, ...(figure.footer ? [figure.footer] : [])];
  }
}

function heading({ name, unit }: Column): string {
  return unit ? `${name} (${unit})` : name;
}

function cellText(cell: Cell): string {
  if (cell === null) return "";
  const text = String(cell);
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
