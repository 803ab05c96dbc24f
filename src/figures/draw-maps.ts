import type { Drawing } from "./draw";
import { drawThumbnail } from "./draw-images";
import type { MapsFigure } from "./figure";
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
  const foot = (figure.scale ? 20 : 0) + (rest > 0 ? 20 : 0);
  const width = figure.columns.length * (CELL + GAP) - GAP;
  return {
    width,
    height: HEAD + rows.length * step + foot,
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
        const text = row.caption === "" ? row.name : `${row.name}: ${row.caption}`;
        context.fillText(fitted(context, text, width), 0, y + 13);
        for (const [column, cell] of row.cells.entries())
          drawThumbnail(context, cell, column * (CELL + GAP), y + CAPTION, CELL);
      }
      context.fillStyle = SOFT;
      let y = HEAD + rows.length * step + 12;
      if (figure.scale) context.fillText(figure.scale.text, 0, y);
      if (figure.scale) y += 20;
      if (rest > 0) context.fillText(`and ${rest} more rows`, 0, y);
    },
  };
}
