import type { Drawing } from "./draw";
import type { ImagesFigure, Thumbnail } from "./figure";
import { FONT, fitted, INK, SOFT } from "./paper";

const CELL = 96;
const GAP = 10;
const CAPTION = 18;
/** Pictures on one sheet. */
const SHOWN = 400;

/** A picture in the middle of a square. */
export function drawThumbnail(
  context: OffscreenCanvasRenderingContext2D,
  { rgba, width, height }: Thumbnail,
  x: number,
  y: number,
  side: number,
): void {
  const sheet = new OffscreenCanvas(width, height);
  sheet.getContext("2d")?.putImageData(new ImageData(rgba, width, height), 0, 0);
  const scale = side / Math.max(width, height);
  const [wide, high] = [width * scale, height * scale];
  context.drawImage(sheet, x + (side - wide) / 2, y + (side - high) / 2, wide, high);
}

/** Pictures in rows, each with its caption; small ones keep hard pixels. */
export function drawImages(figure: ImagesFigure): Drawing {
  const images = figure.images.slice(0, SHOWN);
  const columns = Math.max(1, Math.min(10, Math.ceil(Math.sqrt(images.length))));
  const rows = Math.ceil(images.length / columns);
  const rest = (figure.total ?? figure.images.length) - images.length;
  return {
    width: columns * (CELL + GAP) - GAP,
    height: rows * (CELL + CAPTION + GAP) + (rest > 0 ? 20 : 0),
    draw(context) {
      context.font = `11px ${FONT}`;
      context.textAlign = "center";
      context.imageSmoothingEnabled = false;
      for (const [index, image] of images.entries()) {
        const x = (index % columns) * (CELL + GAP);
        const y = Math.floor(index / columns) * (CELL + CAPTION + GAP);
        drawThumbnail(context, image, x, y, CELL);
        context.fillStyle = INK;
        context.fillText(fitted(context, image.caption || image.name, CELL), x + CELL / 2, y + CELL + 13);
      }
      if (rest <= 0) return;
      context.textAlign = "left";
      context.fillStyle = SOFT;
      context.fillText(`and ${rest} more`, 0, rows * (CELL + CAPTION + GAP) + 12);
    },
  };
}
