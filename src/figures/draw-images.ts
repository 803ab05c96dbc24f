import type { Drawing } from "./draw";
import type { ImagesFigure } from "./figure";
import { FONT, fitted, INK, SOFT } from "./paper";

const CELL = 96;
const GAP = 10;
const CAPTION = 18;
/** Pictures on one sheet. */
const SHOWN = 400;

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
        const sheet = new OffscreenCanvas(image.width, image.height);
        sheet.getContext("2d")?.putImageData(new ImageData(image.rgba, image.width, image.height), 0, 0);
        const scale = CELL / Math.max(image.width, image.height);
        const [width, height] = [image.width * scale, image.height * scale];
        context.drawImage(sheet, x + (CELL - width) / 2, y + (CELL - height) / 2, width, height);
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
