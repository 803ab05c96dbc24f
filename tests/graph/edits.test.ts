import { expect, it } from "vitest";
import { emptyGraph, type Graph } from "@/graph/document";
import { applyEdit, cutOut, freshId, pasteEdit } from "@/graph/edits";

const node = (type: string) => ({ type, version: 1, settings: {} });
const line: Graph = {
  ...emptyGraph(),
  nodes: { a: node("sample-steel"), b: node("resize"), c: node("image-grid") },
  edges: [
    { from: "a.dataset", to: "b.dataset" },
    { from: "b.dataset", to: "c.dataset" },
  ],
  layout: { a: [0, 0], b: [200, 0], c: [400, 0] },
};

it("removing a node takes its edges, place and files along and leaves the rest", () => {
  const after = applyEdit(line, { kind: "remove", nodes: ["b"] });
  expect(Object.keys(after.nodes)).toEqual(["a", "c"]);
  expect(after.edges).toEqual([]);
  expect(after.layout).toEqual({ a: [0, 0], c: [400, 0] });
  expect(Object.keys(line.nodes)).toEqual(["a", "b", "c"]);
});

it("an input takes one edge: a new one replaces it", () => {
  const after = applyEdit(line, { kind: "connect", from: "a.dataset", to: "c.dataset" });
  expect(after.edges).toContainEqual({ from: "a.dataset", to: "c.dataset" });
  expect(after.edges).not.toContainEqual({ from: "b.dataset", to: "c.dataset" });
});

it("a copied piece comes in under fresh names with the edges between its nodes", () => {
  const piece = cutOut(line, new Set(["a", "b"]));
  const after = applyEdit(line, pasteEdit(line, piece, [40, 40]));
  expect(Object.keys(after.nodes)).toEqual(["a", "b", "c", "a-2", "b-2"]);
  expect(after.edges).toContainEqual({ from: "a-2.dataset", to: "b-2.dataset" });
  expect(after.layout["b-2"]).toEqual([240, 40]);
});

it("fresh ids never meet names that objects carry by themselves", () => {
  expect(freshId(emptyGraph(), "toString")).toBe("toString");
  expect(freshId(line, "a")).toBe("a-2");
});

it("fresh ids of long ids are no longer than a file allows", () => {
  const long = "a".repeat(64);
  const graph = { ...line, nodes: { [long]: node("resize") } };
  expect(freshId(graph, long)).toBe(`${"a".repeat(56)}-2`);
});

it("parts that an edit does not touch are the same objects", () => {
  const after = applyEdit(line, { kind: "set", node: "b", setting: "height", value: 32 });
  expect(after.nodes.a).toBe(line.nodes.a);
  expect(after.edges).toBe(line.edges);
});
