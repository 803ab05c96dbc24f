import { inkOn, sequential } from "./colours";
import type { Drawing } from "./draw";
import type { MatrixFigure } from "./figure";
import { FONT, fitted, INK, SOFT } from "./paper";

const CELL = 52;
const GAP = 2;
const LONGEST_NAME = 140;

/** Counts in cells that are coloured by their share of the row. */
export function drawMatrix(figure: MatrixFigure, measure: OffscreenCanvasRenderingContext2D): Drawing {
  const { classes, counts } = figure;
  measure.font = `12px ${FONT}`;
  const names = classes.map((name) => Math.min(LONGEST_NAME, measure.measureText(name).width));
  const left = 26 + Math.max(0, ...names);
  const step = CELL + GAP;
  const top = 40;
  return {
    width: left + classes.length * step,
    height: top + classes.length * step,
    draw(context) {
      context.font = `12px ${FONT}`;
      context.fillStyle = SOFT;
      context.textAlign = "center";
      context.fillText("predicted", left + (classes.length * step) / 2, 10);
      context.save();
      context.translate(10, top + (classes.length * step) / 2);
      context.rotate(-Math.PI / 2);
      context.fillText("true", 0, 0);
      context.restore();
      context.fillStyle = INK;
      for (const [index, name] of classes.entries()) {
        context.textAlign = "center";
        context.fillText(fitted(context, name, CELL), left + (index + 0.5) * step, top - 9);
        context.textAlign = "right";
        context.fillText(fitted(context, name, LONGEST_NAME), left - 8, top + (index + 0.5) * step + 3);
      }
      context.textAlign = "center";
      for (const [y, row] of counts.entries()) {
        const sum = row.reduce((a, b) => a + b, 0);
        for (const [x, value] of row.entries()) {
          const share = sum === 0 ? 0 : value / sum;
          context.fillStyle = sequential(share);
          context.beginPath();
          context.roundRect(left + x * step, top + y * step, CELL, CELL, 5);
          context.fill();
          context.fillStyle = value === 0 ? SOFT : inkOn(share);
          const text = figure.normalized ? share.toFixed(2) : String(value);
          context.fillText(text, left + x * step + CELL / 2, top + y * step + CELL / 2 + 4);
        }
      }
    },
  };
}
