import type { Checked, CheckedNode } from "@/compile/checked";
import { endpoint } from "@/graph/document";
import { portsOf } from "@/graph/node";
import { edgeLabel } from "@/graph/types";
import { union } from "../canvas/bounds";
import { valueText } from "../inspector/setting-text";
import { categoryLook, PORTS } from "../state/categories";
import { titleOf } from "../state/titles";
import { drawLook, looksOf } from "./picture-looks";

/*
 * The whole graph drawn on a canvas of its own, card by card: nothing of the page is copied, so the picture is the same
 * whatever is in sight, and shows what stands in the graph and nothing else.
 */

const WIDTH = 208;
const HEAD = 32;
const ROW = 20;
const MARGIN = 40;
/** Twice as many px as the canvas has, as long as no side has more than this. */
const LONGEST = 8000;

interface Card {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly node: CheckedNode;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly settings: readonly (readonly [string, string])[];
}

/** A PNG in the colours that the page has now, with its notes where they are asked for. Throws in words where there is nothing to draw. */
export async function pictureOfGraph(checked: Checked, withNotes: boolean): Promise<Blob> {
  const cards = new Map([...checked.nodes.values()].map((node, at) => [node.id, cardOf(checked, node, at)]));
  if (cards.size === 0) throw new Error("there is no node in the graph.");
  const looks = looksOf(checked.graph, cards, withNotes);
  const all = [...cards.values()];
  const whole = union([...all, ...looks]) ?? { x: 0, y: 0, width: 0, height: 0 };
  const [left, top] = [whole.x - MARGIN, whole.y - MARGIN];
  const [width, height] = [whole.width + 2 * MARGIN, whole.height + 2 * MARGIN];
  const scale = Math.min(2, LONGEST / Math.max(width, height));
  const canvas = new OffscreenCanvas(Math.ceil(width * scale), Math.ceil(height * scale));
  const context = canvas.getContext("2d");
  if (!context) throw new Error("this browser has no canvas to draw on.");
  const colour = colours();
  context.fillStyle = colour("var(--bg)");
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.scale(scale, scale);
  context.translate(-left, -top);
  for (const look of looks) if (look.kind === "frame") drawLook(context, colour, look);
  for (const edge of checked.edges) drawEdge(context, colour, cards, edge);
  for (const card of all) drawCard(context, colour, checked, card);
  for (const look of looks) if (look.kind === "note") drawLook(context, colour, look);
  return canvas.convertToBlob({ type: "image/png" });
}

export type Context = OffscreenCanvasRenderingContext2D;
export type Colour = (css: string) => string;

/** What `var(--name)` is in the theme that the page has now. */
function colours(): Colour {
  const style = getComputedStyle(document.documentElement);
  return (css) => {
    const [, name] = /^var\((--[\w-]+)\)$/.exec(css) ?? [];
    return name ? style.getPropertyValue(name).trim() : css;
  };
}

function cardOf({ graph }: Checked, node: CheckedNode, at: number): Card {
  const [x, y] = graph.layout[node.id] ?? [(at % 5) * 300, Math.floor(at / 5) * 220];
  const inputs = Object.keys(portsOf(node.definition, "inputs"));
  const outputs = Object.keys(portsOf(node.definition, "outputs"));
  const specs = node.definition?.settings ?? {};
  const settings = (node.definition?.card ?? []).flatMap((name) => {
    const spec = specs[name];
    const value = node.node.settings[name] ?? spec?.default;
    return spec ? [[spec.label, valueText(spec, value)] as const] : [];
  });
  const rows = Math.max(1, inputs.length, outputs.length) + settings.length;
  return { x, y, width: WIDTH, height: HEAD + ROW * rows + 14, node, inputs, outputs, settings };
}

const portY = ({ y }: Card, row: number) => y + HEAD + ROW * (row + 0.5) + 4;

function drawEdge(
  context: Context,
  colour: Colour,
  cards: ReadonlyMap<string, Card>,
  { edge, type }: Checked["edges"][number],
): void {
  const [from, to] = [endpoint(edge.from), endpoint(edge.to)];
  const [source, target] = [cards.get(from.node), cards.get(to.node)];
  if (!source || !target) return;
  const [x0, y0] = [source.x + WIDTH, portY(source, Math.max(0, source.outputs.indexOf(from.port)))];
  const [x1, y1] = [target.x, portY(target, Math.max(0, target.inputs.indexOf(to.port)))];
  context.strokeStyle = colour(type ? PORTS[type.kind].colour : "var(--faint)");
  context.lineWidth = 1.8;
  context.beginPath();
  context.moveTo(x0, y0);
  if (x1 < x0) {
    // An edge that goes back runs between the lines, as on the canvas.
    const between =
      source.y + source.height < target.y ? (source.y + source.height + target.y) / 2 : (y0 + y1) / 2;
    const corners = [
      [x0 + 24, y0],
      [x0 + 24, between],
      [x1 - 24, between],
      [x1 - 24, y1],
      [x1, y1],
    ] as const;
    corners.forEach(([x, y], at) => {
      const [nextX, nextY] = corners[at + 1] ?? [x, y];
      context.arcTo(x, y, nextX, nextY, 12);
    });
    context.lineTo(x1, y1);
  } else {
    const bend = Math.max(40, (x1 - x0) / 2);
    context.bezierCurveTo(x0 + bend, y0, x1 - bend, y1, x1, y1);
  }
  context.stroke();
  if (type) drawLabel(context, colour, edgeLabel(type), (x0 + x1) / 2, (y0 + y1) / 2, x1 - x0);
}

/** In the middle of an edge; in two lines around it where the gap is narrow. */
function drawLabel(
  context: Context,
  colour: Colour,
  label: string,
  x: number,
  y: number,
  room: number,
): void {
  if (label === "" || room < 40) return;
  const cut = room < 130 ? label.indexOf(" × ") : -1;
  const lines = cut > 0 ? [label.slice(0, cut + 2), label.slice(cut + 3).replaceAll(", ", ",")] : [label];
  context.font = `${cut > 0 ? 9 : 11}px system-ui, sans-serif`;
  context.textAlign = "center";
  for (const [at, line] of lines.entries()) {
    const base = cut > 0 ? y + (at === 0 ? -5 : 13) : y - 5;
    const half = context.measureText(line).width / 2 + 2;
    context.fillStyle = colour("var(--bg)");
    if (cut <= 0) context.fillRect(x - half, base - 10, 2 * half, 14);
    context.fillStyle = colour("var(--soft)");
    context.fillText(line, x, base);
  }
}

function drawCard(context: Context, colour: Colour, checked: Checked, card: Card): void {
  const { x, y, height, node, inputs, outputs, settings } = card;
  const look = colour(categoryLook(node.definition?.category).colour);
  context.fillStyle = colour("var(--panel)");
  context.strokeStyle = look;
  context.lineWidth = 1.4;
  context.beginPath();
  context.roundRect(x, y, WIDTH, height, 10);
  context.fill();
  context.save();
  context.clip();
  context.globalAlpha = 0.14;
  context.fillStyle = look;
  context.fillRect(x, y, WIDTH, HEAD);
  context.restore();
  context.stroke();
  context.textAlign = "left";
  context.font = "600 13px system-ui, sans-serif";
  context.fillStyle = colour("var(--ink)");
  context.fillText(fitted(context, titleOf(checked.graph, node.id), WIDTH - 24), x + 12, y + 21);
  context.font = "11px system-ui, sans-serif";
  for (const [row, port] of inputs.entries()) drawPort(context, colour, card, "inputs", port, row);
  for (const [row, port] of outputs.entries()) drawPort(context, colour, card, "outputs", port, row);
  const first = Math.max(1, inputs.length, outputs.length);
  for (const [row, [label, value]] of settings.entries()) {
    const at = portY(card, first + row) + 4;
    context.textAlign = "left";
    context.fillStyle = colour("var(--soft)");
    context.fillText(fitted(context, label, WIDTH / 2 - 16), x + 12, at);
    context.textAlign = "right";
    context.fillStyle = colour("var(--ink)");
    context.fillText(fitted(context, value, WIDTH / 2 - 16), x + WIDTH - 12, at);
  }
}

function drawPort(
  context: Context,
  colour: Colour,
  card: Card,
  side: "inputs" | "outputs",
  port: string,
  row: number,
): void {
  const isInput = side === "inputs";
  const [x, y] = [isInput ? card.x : card.x + WIDTH, portY(card, row)];
  const kind = portsOf(card.node.definition, side)[port]?.kind;
  context.save();
  context.translate(x - 6, y - 6);
  context.fillStyle = colour(kind ? PORTS[kind].colour : "var(--faint)");
  context.fill(new Path2D(kind ? PORTS[kind].path : "M3 3h6v6H3z"));
  context.restore();
  context.textAlign = isInput ? "left" : "right";
  context.fillStyle = colour("var(--soft)");
  context.fillText(fitted(context, port, WIDTH / 2 - 16), x + (isInput ? 12 : -12), y + 4);
}

/** As much of a text as there is room for. */
function fitted(context: Context, text: string, room: number): string {
  if (context.measureText(text).width <= room) return text;
  let length = text.length;
  while (length > 1 && context.measureText(`${text.slice(0, length)}…`).width > room) length--;
  return `${text.slice(0, length)}…`;
}
