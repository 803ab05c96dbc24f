import { describe, expect, it } from "vitest";
import { looksOf, plainWords } from "@/editor/share/picture-looks";
import { emptyGraph, type Graph } from "@/graph/document";

const card = { x: 100, y: 100, width: 208, height: 120 };
const graph: Graph = {
  ...emptyGraph(),
  nodes: { a: { type: "split", version: 1, settings: {} } },
  groups: {
    inner: { title: "Inner", nodes: ["a"], folded: true },
    outer: { title: "Outer", nodes: [], groups: ["inner"] },
    empty: { title: "Empty", nodes: ["gone"] },
  },
  notes: [
    { text: "# Why\n**so** and [there](https://x.example)", position: [0, 0] },
    { text: "Part one", position: [10, 10], kind: "frame" },
  ],
};

describe("what a picture of a graph shows beside its cards", () => {
  it("draws groups around what they hold, the outer before the inner, and none around nothing", () => {
    const looks = looksOf(graph, new Map([["a", card]]), false);
    expect(looks.map(({ text }) => text)).toEqual(["Outer", "Inner"]);
    expect(looks[1]).toMatchObject({ x: 80, y: 44, width: 248, height: 196 });
    expect(looks[0]?.width).toBe(288);
  });

  it("shows notes only where they are asked for, frames behind and notes in front", () => {
    const looks = looksOf(graph, new Map([["a", card]]), true);
    expect(looks.map(({ kind, text }) => `${kind} ${text}`)).toEqual([
      "frame Part one",
      "frame Outer",
      "frame Inner",
      "note Why\nso and there",
    ]);
  });

  it("reads Markdown without its marks and leaves other stars and dashes alone", () => {
    expect(plainWords("## A\n- one\n* two `code` _em_ 2 * 3 * 4 snake_case")).toBe(
      "A\n• one\n• two code em 2 * 3 * 4 snake_case",
    );
  });
});
