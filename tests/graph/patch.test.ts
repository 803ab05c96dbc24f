import { expect, it } from "vitest";
import { canonicalText } from "@/graph/canonical";
import { emptyGraph, type Graph } from "@/graph/document";
import { applyEdit, type Edit } from "@/graph/edits";
import { applyPatch, difference } from "@/graph/patch";

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

const EDITS: readonly Edit[] = [
  { kind: "add", id: "d", node: node("resize"), position: [1, 2] },
  { kind: "remove", nodes: ["b"] },
  { kind: "connect", from: "a.dataset", to: "c.dataset" },
  { kind: "disconnect", from: "a.dataset", to: "b.dataset" },
  { kind: "set", node: "b", setting: "height", value: 8 },
  { kind: "retitle", title: "Other" },
  { kind: "notes", notes: [{ text: "A note", position: [0, 0] }] },
];

it("leads from one state to the other, forward and back, through its text", () => {
  for (const edit of EDITS) {
    const after = applyEdit(line, edit);
    const there = JSON.parse(JSON.stringify(difference(line, after)));
    const back = JSON.parse(JSON.stringify(difference(after, line)));
    expect(canonicalText(applyPatch(line, there)), edit.kind).toBe(canonicalText(after));
    expect(canonicalText(applyPatch(after, back)), edit.kind).toBe(canonicalText(line));
  }
});

it("keeps the order of edges, wherever one went or came back", () => {
  const after = applyEdit(line, { kind: "disconnect", from: "a.dataset", to: "b.dataset" });
  expect(applyPatch(after, difference(after, line)).edges).toEqual(line.edges);
  const turned = { ...line, edges: [...line.edges].reverse() };
  expect(applyPatch(line, difference(line, turned)).edges).toEqual(turned.edges);
});

it("keeps fields that this version does not know, and takes them away again", () => {
  const odd = { ...line, future: { deep: [1] } } as Graph;
  expect(applyPatch(line, difference(line, odd))).toEqual(odd);
  expect(applyPatch(odd, difference(odd, line))).toEqual(line);
});

it("is as small as the change, in a graph of any size", () => {
  const nodes = Object.fromEntries(Array.from({ length: 1000 }, (_, at) => [`n${at}`, node("resize")]));
  const edges = Array.from({ length: 999 }, (_, at) => ({
    from: `n${at}.dataset`,
    to: `n${at + 1}.dataset`,
  }));
  const large: Graph = { ...line, nodes, edges };
  for (const edit of [
    { kind: "set", node: "n5", setting: "height", value: 3 },
    { kind: "connect", from: "n9.dataset", to: "n4.dataset" },
    { kind: "remove", nodes: ["n500"] },
  ] as const) {
    const after = applyEdit(large, edit);
    expect(JSON.stringify(difference(large, after)).length, edit.kind).toBeLessThan(250);
    expect(JSON.stringify(difference(after, large)).length, edit.kind).toBeLessThan(400);
  }
});
