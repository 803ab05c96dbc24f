import { drawImages } from "./draw-images";
import { drawLines } from "./draw-lines";
import { drawMaps } from "./draw-maps";
import { drawMatrix } from "./draw-matrix";
import { drawTable } from "./draw-table";
import type { Figure } from "./figure";
import { FONT, INK, MARGIN, PAPER, TITLE } from "./paper";

/** What a figure needs to be drawn: its size below the title, in px, and the drawing itself. */
export interface Drawing {
  readonly width: number;
  readonly height: number;
  draw(context: OffscreenCanvasRenderingContext2D): void;
}

/** Pixels of the picture for each px of the drawing: crisp in print and on dense screens. */
const SCALE = 2;
/** No side is longer than this, in pixels: browsers refuse larger canvases. */
const LONGEST = 8192;

/** Any figure as a picture on white. The same on the page and from the command line. */
export function drawFigure(
  figure: Figure,
  createCanvas: (width: number, height: number) => OffscreenCanvas,
): OffscreenCanvas {
  const measure = contextOf(createCanvas(1, 1));
  const drawing = plan(figure, measure);
  measure.font = `600 15px ${FONT}`;
  const titleWidth = figure.title === "" ? 0 : measure.measureText(figure.title).width;
  const top = figure.title === "" ? MARGIN : MARGIN + TITLE;
  const width = Math.ceil(Math.max(drawing.width, titleWidth) + 2 * MARGIN);
  const height = Math.ceil(top + drawing.height + MARGIN);
  const scale = Math.min(SCALE, LONGEST / Math.max(width, height));
  const canvas = createCanvas(Math.floor(width * scale), Math.floor(height * scale));
  const context = contextOf(canvas);
  context.scale(scale, scale);
  context.fillStyle = PAPER;
  context.fillRect(0, 0, width, height);
  context.fillStyle = INK;
  context.font = `600 15px ${FONT}`;
  context.textBaseline = "alphabetic";
  if (figure.title !== "") context.fillText(figure.title, MARGIN, MARGIN + 14);
  context.translate(MARGIN, top);
  drawing.draw(context);
  return canvas;
}

function plan(figure: Figure, measure: OffscreenCanvasRenderingContext2D): Drawing {
  switch (figure.kind) {
    case "matrix":
      return drawMatrix(figure, measure);
    case "lines":
      return drawLines(figure);
    case "images":
      return drawImages(figure);
    case "maps":
      return drawMaps(figure);
    case "table":
      return drawTable(figure, measure);
  }
}

function contextOf(canvas: OffscreenCanvas): OffscreenCanvasRenderingContext2D {
  const context = canvas.getContext("2d");
  if (!context) throw new Error("This browser gives no 2D canvas to draw figures on.");
  return context;
}
