import { endpoint, type Graph } from "@/graph/document";
import type { Category, NodeDefinition } from "@/graph/node";

/** A graph as a small picture: cards as boxes, edges as lines, in units of a 240 × 135 sheet. */
export interface Picture {
  /** x, y, width and height of each card, and its category; `none` is a type that this page does not know. */
  readonly cards: readonly (readonly [number, number, number, number, Category | "none"])[];
  /** From and to, by place in the list of cards. */
  readonly edges: readonly (readonly [number, number])[];
}

export const SHEET = { width: 240, height: 135, margin: 10 } as const;

/** Roughly a card on the canvas, px. */
const CARD = { width: 208, height: 128 };
/** More cards than this are specks: the rest is left out. */
const MOST = 240;

/** Draws a graph from its layout alone: nothing has to be on the page for it. */
export function pictureOf(graph: Graph, registry: ReadonlyMap<string, NodeDefinition>): Picture {
  const ids = Object.keys(graph.nodes).slice(0, MOST);
  const places = ids.map((id, index): readonly [number, number] => {
    const [x, y] = graph.layout[id] ?? [(index % 5) * 300, Math.floor(index / 5) * 220];
    return [x, y];
  });
  if (places.length === 0) return { cards: [], edges: [] };
  const left = least(places.map(([x]) => x));
  const top = least(places.map(([, y]) => y));
  const right = -least(places.map(([x]) => -x)) + CARD.width;
  const bottom = -least(places.map(([, y]) => -y)) + CARD.height;
  const room = { width: SHEET.width - 2 * SHEET.margin, height: SHEET.height - 2 * SHEET.margin };
  // A graph of one card is not blown up to the whole sheet.
  const scale = Math.min(0.2, room.width / (right - left), room.height / (bottom - top));
  const across = (SHEET.width - (right - left) * scale) / 2;
  const down = (SHEET.height - (bottom - top) * scale) / 2;
  const number = new Map(ids.map((id, index) => [id, index]));
  return {
    cards: ids.map((id, index) => {
      const [x, y] = places[index] ?? [0, 0];
      return [
        tenth(across + (x - left) * scale),
        tenth(down + (y - top) * scale),
        Math.max(2, tenth(CARD.width * scale)),
        Math.max(1.5, tenth(CARD.height * scale)),
        registry.get(graph.nodes[id]?.type ?? "")?.category ?? "none",
      ];
    }),
    edges: graph.edges
      .flatMap(({ from, to }) => {
        const [a, b] = [number.get(endpoint(from).node), number.get(endpoint(to).node)];
        return a === undefined || b === undefined ? [] : [[a, b] as const];
      })
      .slice(0, 2 * MOST),
  };
}

function least(values: readonly number[]): number {
  return values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
}

function tenth(value: number): number {
  return Math.round(value * 10) / 10;
}
