import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { pictureOf, SHEET } from "@/editor/saving/picture";
import type { Occasion, Version } from "@/editor/saving/place";
import { isNews, versionsToDrop } from "@/editor/saving/version-rules";
import { differenceInWords } from "@/editor/saving/version-words";
import { whenText } from "@/editor/start/when-text";
import { emptyGraph, type Graph } from "@/graph/document";
import { applyEdit, type Edit } from "@/graph/edits";
import { parseGraph } from "@/graph/parse";
import { registry } from "@/registry";

const steel = parseGraph(readFileSync("graphs/steel-defects.json", "utf8")).graph ?? emptyGraph();

const version = (at: number, why: Occasion = "run", text = "x".repeat(10)): Version => ({
  graph: "mine",
  at,
  why,
  text,
});

describe("versions", () => {
  it("are bounded in number: the oldest without a name goes first", () => {
    const all = [version(1, "named"), version(2), version(3, "original"), version(4), version(5)];
    expect(versionsToDrop(all, { count: 5, characters: 1000 })).toEqual([]);
    expect(versionsToDrop(all, { count: 3, characters: 1000 })).toEqual([2, 4]);
    expect(versionsToDrop(all, { count: 1, characters: 1000 })).toEqual([2, 4, 5, 1]);
  });

  it("are bounded in size, and the last one stays whatever its size", () => {
    const all = [version(1, "named"), version(2), version(3)];
    expect(versionsToDrop(all, { count: 9, characters: 25 })).toEqual([2]);
    expect(versionsToDrop([version(1, "run", "x".repeat(99))], { count: 9, characters: 25 })).toEqual([]);
  });

  it("are kept of a state once, and again where a person names it", () => {
    const all = [version(1, "run", "a"), version(2, "original", "{broken")];
    expect(isNews(all, "a", "opened")).toBe(false);
    expect(isNews(all, "b", "opened")).toBe(true);
    expect(isNews(all, "a", "named")).toBe(true);
    expect(isNews([], "a", "run")).toBe(true);
  });
});

describe("what has changed since a version", () => {
  const said = (...edits: Edit[]) => differenceInWords(steel, applyEdit(steel, { kind: "all", edits }));
  const resize = { type: "resize", version: 1, settings: {} };

  it("is nothing where nothing has", () => {
    expect(said()).toEqual([]);
    expect(said({ kind: "set", node: "adam", setting: "learningRate", value: 1e-4 })).toEqual([]);
  });

  it("names nodes and settings, and counts edges and what was moved", () => {
    expect(
      said(
        { kind: "add", id: "new", node: resize, position: [0, 0] },
        { kind: "remove", nodes: ["split"] },
        { kind: "set", node: "adam", setting: "learningRate", value: 0.001 },
        { kind: "rename", node: "head", title: "My head" },
        { kind: "move", positions: { loss: [1, 2] } },
        { kind: "retitle", title: "Mine" },
      ),
    ).toEqual([
      "title “Steel defects” → “Mine”",
      "Resize added",
      "Split removed",
      "Learning rate of Adam: 1e-4 → 0.001",
      "MLP head is called My head",
      "6 edges removed",
      "1 node moved",
    ]);
  });

  it("counts where there is too much to name", () => {
    const many: Edit[] = Array.from({ length: 12 }, (_, at) => ({
      kind: "add",
      id: `new-${at}`,
      node: resize,
      position: [0, 0],
    }));
    expect(said(...many)).toEqual(["12 nodes added"]);
  });
});

describe("the small picture of a graph", () => {
  it("has every card and edge, all of it on the sheet", () => {
    const { cards, edges } = pictureOf(steel, registry);
    expect(cards).toHaveLength(17);
    expect(edges).toHaveLength(steel.edges.length);
    for (const [x, y, width, height, category] of cards) {
      expect(Math.min(x, y)).toBeGreaterThanOrEqual(0);
      expect(x + width).toBeLessThanOrEqual(SHEET.width);
      expect(y + height).toBeLessThanOrEqual(SHEET.height);
      expect(category).not.toBe("none");
    }
  });

  it("is small for a graph of any size, and there for an empty one", () => {
    const nodes = Object.fromEntries(
      Array.from({ length: 20_000 }, (_, at) => [`n${at}`, { type: "what", version: 1, settings: {} }]),
    );
    const large: Graph = { ...emptyGraph(), nodes };
    expect(JSON.stringify(pictureOf(large, registry)).length).toBeLessThan(12_000);
    expect(pictureOf(emptyGraph(), registry)).toEqual({ cards: [], edges: [] });
  });
});

it("when something was is told as people tell it", () => {
  const now = Date.parse("2026-11-26T12:00:00");
  const minute = 60_000;
  expect(whenText(now - 20_000, now)).toBe("just now");
  expect(whenText(now - 12 * minute, now)).toBe("12 min ago");
  expect(whenText(now - 200 * minute, now)).toBe("3 h ago");
  expect(whenText(now - 30 * 60 * minute, now)).toBe("yesterday");
  expect(whenText(now - 300 * 60 * minute, now)).toMatch(/2026/);
});
