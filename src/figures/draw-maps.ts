import type { Drawing } from "./draw";
import { drawThumbnail } from "./draw-images";
import type { MapsFigure } from "./figure";
import { overallNumbers, rowNumbers } from "./maps-words";
import { FONT, fitted, INK, SOFT } from "./paper";

const CELL = 128;
const GAP = 8;
const HEAD = 20;
const CAPTION = 20;
/** Rows on one sheet; the CSV has all. */
const SHOWN = 60;

/** A row of cells a picture, its caption above it. */
export function drawMaps(figure: MapsFigure): Drawing {
  const rows = figure.rows.slice(0, SHOWN);
  const step = CAPTION + CELL + GAP;
  const rest = figure.rows.length - rows.length;
  const feet = [
    overallNumbers(figure),
    figure.scale?.text ?? "",
    rest > 0 ? `and ${rest} more rows` : "",
  ].filter((text) => text !== "");
  const width = figure.columns.length * (CELL + GAP) - GAP;
  return {
    width,
    height: HEAD + rows.length * step + 20 * feet.length,
    draw(context) {
      context.font = `600 12px ${FONT}`;
      context.fillStyle = SOFT;
      for (const [column, name] of figure.columns.entries())
        context.fillText(fitted(context, name, CELL), column * (CELL + GAP), 12);
      context.imageSmoothingEnabled = false;
      for (const [index, row] of rows.entries()) {
        const y = HEAD + index * step;
        context.font = `12px ${FONT}`;
        context.fillStyle = INK;
        const said = row.caption === "" ? rowNumbers(figure, index) : row.caption;
        const text = said === "" ? row.name : `${row.name}: ${said}`;
        context.fillText(fitted(context, text, width), 0, y + 13);
        for (const [column, cell] of row.cells.entries())
          drawThumbnail(context, cell, column * (CELL + GAP), y + CAPTION, CELL);
      }
      context.fillStyle = SOFT;
      for (const [line, text] of feet.entries())
        context.fillText(fitted(context, text, width), 0, HEAD + rows.length * step + 12 + 20 * line);
    },
  };
}
