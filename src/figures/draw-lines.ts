import { SERIES } from "./colours";
import type { Drawing } from "./draw";
import type { LinesFigure } from "./figure";
import { FONT, INK, RULE, SOFT } from "./paper";
import { rangeOf, ticks, tickText } from "./ticks";

const WIDTH = 640;
const PANEL = 260;
const LEFT = 58;
const TOP = 30;
const BOTTOM = 42;

/** One chart under the other, over a common x, each with its legend. */
export function drawLines(figure: LinesFigure): Drawing {
  return {
    width: WIDTH,
    height: figure.panels.length * PANEL,
    draw(context) {
      for (const [index, panel] of figure.panels.entries()) {
        context.save();
        context.translate(0, index * PANEL);
        drawPanel(context, figure, panel);
        context.restore();
      }
    },
  };
}

function drawPanel(
  context: OffscreenCanvasRenderingContext2D,
  { x, xLabel }: LinesFigure,
  panel: LinesFigure["panels"][number],
): void {
  const [low, high] = rangeOf(panel.series.flatMap((line) => line.values));
  const [first, last] = [x[0] ?? 0, x.at(-1) ?? 1];
  const bottom = PANEL - BOTTOM;
  const px = (value: number) =>
    first === last ? (LEFT + WIDTH) / 2 : LEFT + 8 + ((value - first) / (last - first)) * (WIDTH - LEFT - 16);
  const py = (value: number) => bottom - ((value - low) / (high - low)) * (bottom - TOP);

  context.font = `600 12px ${FONT}`;
  context.fillStyle = INK;
  context.textAlign = "left";
  context.fillText(panel.yLabel, 0, 12);
  context.font = `12px ${FONT}`;
  context.lineWidth = 1;
  for (const tick of ticks(low, high, 5)) {
    context.strokeStyle = RULE;
    stroke(context, [LEFT, py(tick)], [WIDTH, py(tick)]);
    context.fillStyle = SOFT;
    context.textAlign = "right";
    context.fillText(tickText(tick), LEFT - 8, py(tick) + 4);
  }
  context.textAlign = "center";
  const counted = x.every(Number.isInteger);
  for (const tick of ticks(first, last, 8)) {
    if (!counted || Number.isInteger(tick)) context.fillText(tickText(tick), px(tick), bottom + 17);
  }
  context.textAlign = "right";
  context.fillText(xLabel, WIDTH, bottom + 34);

  let legend = WIDTH;
  for (const [index, line] of [...panel.series.entries()].reverse()) {
    const colour = SERIES[index % SERIES.length] ?? INK;
    context.fillStyle = SOFT;
    context.textAlign = "right";
    context.fillText(line.name, legend, 12);
    legend -= context.measureText(line.name).width + 28;
    context.strokeStyle = colour;
    context.lineWidth = 2;
    context.setLineDash(line.dashed ? [5, 4] : []);
    stroke(context, [legend + 4, 8], [legend + 22, 8]);
    legend -= 8;
    context.beginPath();
    let pen = false;
    for (const [at, value] of line.values.entries()) {
      if (value === null || !Number.isFinite(value)) pen = false;
      else if (pen) context.lineTo(px(x[at] ?? 0), py(value));
      else {
        context.moveTo(px(x[at] ?? 0), py(value));
        pen = true;
      }
    }
    context.stroke();
    context.setLineDash([]);
    if (x.length > 30) continue;
    context.fillStyle = colour;
    for (const [at, value] of line.values.entries()) {
      if (value === null || !Number.isFinite(value)) continue;
      context.beginPath();
      context.arc(px(x[at] ?? 0), py(value), 3, 0, 2 * Math.PI);
      context.fill();
    }
  }
}

function stroke(
  context: OffscreenCanvasRenderingContext2D,
  from: readonly [number, number],
  to: readonly [number, number],
): void {
  context.beginPath();
  context.moveTo(...from);
  context.lineTo(...to);
  context.stroke();
}
