import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, it } from "vitest";
import { clearFit, MINIMAP } from "@/editor/canvas/fit-clear";

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const around = (cards: readonly Box[]): Box => {
  const [x, y] = [Math.min(...cards.map((card) => card.x)), Math.min(...cards.map((card) => card.y))];
  return {
    x,
    y,
    width: Math.max(...cards.map((card) => card.x + card.width)) - x,
    height: Math.max(...cards.map((card) => card.y + card.height)) - y,
  };
};
const viewOf = (cards: readonly Box[], canvas: { width: number; height: number }) =>
  clearFit(cards, around(cards), canvas, 0.08);

/** The cards under the overview, and those out of sight. */
function hidden(cards: readonly Box[], canvas: { width: number; height: number }): readonly Box[] {
  const { x, y, zoom } = viewOf(cards, canvas);
  const left = canvas.width - 15 - MINIMAP.width;
  const top = canvas.height - 15 - MINIMAP.height;
  return cards.filter((card) => {
    const [right, bottom] = [(card.x + card.width) * zoom + x, (card.y + card.height) * zoom + y];
    const isOut =
      card.x * zoom + x < 0 || card.y * zoom + y < 0 || right > canvas.width || bottom > canvas.height;
    return isOut || (right > left && bottom > top);
  });
}

it("no card of any graph is under the overview or out of sight, on canvases of any usual size", () => {
  const card = fc.record({
    x: fc.integer({ min: -500, max: 2500 }),
    y: fc.integer({ min: -500, max: 1500 }),
    width: fc.constant(208),
    height: fc.integer({ min: 60, max: 260 }),
  });
  const canvas = fc.record({
    width: fc.integer({ min: 500, max: 2500 }),
    height: fc.integer({ min: 350, max: 1400 }),
  });
  fc.assert(
    fc.property(fc.array(card, { minLength: 1, maxLength: 30 }), canvas, (cards, canvas) => {
      expect(hidden(cards, canvas)).toEqual([]);
    }),
    { numRuns: 500 },
  );
});

it("takes the largest view that is clear, and all of the canvas where nothing lies in the corners", () => {
  const layout: Record<string, [number, number]> = JSON.parse(
    readFileSync("graphs/steel-features.json", "utf8"),
  ).layout;
  const cards = Object.values(layout).map(([x, y]) => ({ x, y, width: 208, height: 120 }));
  const canvas = { width: 900, height: 496 };
  expect(hidden(cards, canvas)).toEqual([]);
  // The whole strip left free would be smaller.
  const strip = (canvas.height * 0.95 - 116) / around(cards).height;
  expect(viewOf(cards, canvas).zoom).toBeGreaterThan(strip);
  const wide = [0, 500, 1000].map((x) => ({ x, y: 0, width: 208, height: 120 }));
  expect(viewOf(wide, canvas).zoom).toBeCloseTo((900 / 1208) * 0.95, 1);
});
