import { columnFormat } from "./columns";
import type { Drawing } from "./draw";
import type { TableFigure } from "./figure";
import { FONT, fitted, INK, RULE, SOFT } from "./paper";

const ROW = 24;
const PAD = 12;
const WIDEST = 260;
/** Rows on one sheet; the CSV has all. */
const SHOWN = 150;

/** Rows and columns, numbers to the right. */
export function drawTable(figure: TableFigure, measure: OffscreenCanvasRenderingContext2D): Drawing {
  const heads = figure.columns.map(({ name, unit }) => (unit ? `${name} (${unit})` : name));
  const formats = heads.map((_, column) => columnFormat(figure.rows, column));
  const text = (value: string | number, column: number) =>
    typeof value === "string" ? value : (formats[column] ?? String)(value);
  const rows = figure.rows.slice(0, SHOWN).map((row) => row.map(text));
  const footer = figure.footer?.map(text);
  measure.font = `600 12px ${FONT}`;
  const widths = heads.map((head, column) => {
    const cells = [head, ...rows.map((row) => row[column] ?? ""), footer?.[column] ?? ""];
    return Math.min(WIDEST, Math.max(...cells.map((cell) => measure.measureText(cell).width))) + 2 * PAD;
  });
  const width = widths.reduce((a, b) => a + b, 0);
  const rest = figure.rows.length - rows.length;
  const lines = 1 + rows.length + (footer ? 1 : 0);
  return {
    width,
    height: lines * ROW + (rest > 0 ? ROW : 0),
    draw(context) {
      const line = (cells: readonly string[], at: number, bold: boolean) => {
        context.font = `${bold ? 600 : 400} 12px ${FONT}`;
        context.fillStyle = INK;
        let x = 0;
        for (const [column, cell] of cells.entries()) {
          const span = widths[column] ?? 0;
          context.textAlign = formats[column] ? "right" : "left";
          const from = formats[column] ? x + span - PAD : x + PAD;
          context.fillText(fitted(context, cell, span - 2 * PAD + 1), from, at * ROW + 16);
          x += span;
        }
        context.fillStyle = RULE;
        context.fillRect(0, (at + 1) * ROW - 1, width, 1);
      };
      line(heads, 0, true);
      for (const [index, row] of rows.entries()) line(row, index + 1, false);
      if (footer) line(footer, rows.length + 1, true);
      if (rest <= 0) return;
      context.font = `12px ${FONT}`;
      context.textAlign = "left";
      context.fillStyle = SOFT;
      context.fillText(`and ${rest} more rows`, PAD, lines * ROW + 16);
    },
  };
}
