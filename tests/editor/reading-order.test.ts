import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { inReadingOrder } from "@/editor/state/reading-order";
import { emptyGraph, type Graph } from "@/graph/document";
import { parseGraph } from "@/graph/parse";

function wired(ids: readonly string[], edges: readonly (readonly [string, string])[]): Graph {
  return {
    ...emptyGraph(),
    nodes: Object.fromEntries(ids.map((id) => [id, { type: "resize", version: 1, settings: {} }])),
    edges: edges.map(([from, to]) => ({ from: `${from}.dataset`, to: `${to}.dataset` })),
    layout: Object.fromEntries(ids.map((id, at) => [id, [at * 100, 0]])),
  };
}

test("a node comes after those that feed it, wherever it lies", () => {
  expect(
    inReadingOrder(
      wired(
        ["c", "a", "b"],
        [
          ["a", "b"],
          ["b", "c"],
        ],
      ),
    ),
  ).toEqual(["a", "b", "c"]);
});

test("what is not wired is read from left to right", () => {
  expect(inReadingOrder(wired(["b", "a", "c"], []))).toEqual(["b", "a", "c"]);
});

test("a cycle is entered once, at its leftmost node, and nothing is lost", () => {
  const order = inReadingOrder(
    wired(
      ["a", "b", "c"],
      [
        ["a", "b"],
        ["b", "c"],
        ["c", "a"],
      ],
    ),
  );
  expect([...order].sort()).toEqual(["a", "b", "c"]);
});

test("the steel graph begins with the pictures and their transforms", async () => {
  const parsed = parseGraph(await readFile("graphs/steel-defects.json", "utf8"));
  if (!parsed.graph) throw new Error("The steel graph does not open.");
  expect(inReadingOrder(parsed.graph).slice(0, 5)).toEqual([
    "images",
    "convert",
    "resize",
    "tensor",
    "normalize",
  ]);
});

test("a chain of 20,000 nodes does not run out of stack", () => {
  const ids = Array.from({ length: 20_000 }, (_, at) => `n${at}`);
  const edges = ids.slice(1).map((id, at) => [ids[at] as string, id] as const);
  expect(inReadingOrder(wired([...ids].reverse(), edges))).toEqual(ids);
});
