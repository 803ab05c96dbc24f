import { describe, expect, it } from "vitest";
import { canonicalText } from "@/graph/canonical";
import { emptyGraph, type Graph } from "@/graph/document";
import { applyEdit, cutOut, type Edit, pasteEdit } from "@/graph/edits";
import { changeGroupEdit, foldEdit, groupEdit, joinEdit, leaveEdit, ungroupEdit } from "@/graph/group-edits";
import { holderOf, membersOf } from "@/graph/groups";
import { parseGraph } from "@/graph/parse";

const node = (type: string) => ({ type, version: 1, settings: {} });
const line: Graph = {
  ...emptyGraph(),
  nodes: { a: node("sample-steel"), b: node("resize"), c: node("resize"), d: node("image-grid") },
  edges: [
    { from: "a.dataset", to: "b.dataset" },
    { from: "b.dataset", to: "c.dataset" },
    { from: "c.dataset", to: "d.dataset" },
  ],
  layout: { a: [0, 0], b: [200, 0], c: [400, 0], d: [600, 0] },
};
const made = (edit: Edit | undefined, graph: Graph) => (edit ? applyEdit(graph, edit) : graph);
const grouped = (graph: Graph, nodes: readonly string[], title?: string) =>
  made(groupEdit(graph, nodes, title)?.edit, graph);

describe("a group", () => {
  it("changes nothing but how nodes are looked at, and ungrouping gives the graph back", () => {
    const after = grouped(line, ["b", "c"]);
    expect(after.groups).toEqual({ group: { title: "Group", nodes: ["b", "c"] } });
    expect(after.nodes).toBe(line.nodes);
    expect(after.edges).toBe(line.edges);
    expect(canonicalText(made(ungroupEdit(after, "group"), after))).toBe(canonicalText(line));
  });

  it("takes groups that are wholly chosen in as they are, and is itself inside the one that holds all of it", () => {
    const inner = grouped(line, ["b", "c"], "Inner");
    const outer = grouped(inner, ["a", "b", "c"], "Outer");
    expect(outer.groups["group-2"]).toEqual({ title: "Outer", nodes: ["a"], groups: ["group"] });
    expect(membersOf(outer.groups, "group-2")).toEqual(["a", "b", "c"]);
    const innermost = grouped(outer, ["b"], "Innermost");
    expect(innermost.groups.group).toEqual({ title: "Inner", nodes: ["c"], groups: ["group-3"] });
    const without = made(ungroupEdit(innermost, "group"), innermost);
    expect(without.groups["group-2"]).toEqual({ title: "Outer", nodes: ["a", "c"], groups: ["group-3"] });
  });

  it("has a node to itself: joining one group is leaving another, and an empty group goes", () => {
    const two = grouped(grouped(line, ["a"], "One"), ["b", "c"], "Two");
    const joined = made(joinEdit(two, "group-2", ["a"]), two);
    expect(joined.groups).toEqual({ "group-2": { title: "Two", nodes: ["b", "c", "a"] } });
    expect(made(leaveEdit(joined, ["a", "b", "c"]), joined).groups).toEqual({});
  });

  it("that is folded hides its nodes and those of the groups in it, and opening an inner one opens what is around", () => {
    const nested = grouped(grouped(line, ["b", "c"]), ["a", "b", "c"]);
    const folded = made(foldEdit(nested, "group-2", true), made(foldEdit(nested, "group", true), nested));
    expect(["a", "b", "c", "d"].map((id) => holderOf(folded.groups, id))).toEqual([
      "group-2",
      "group-2",
      "group-2",
      undefined,
    ]);
    const open = made(foldEdit(folded, "group", false), folded);
    expect(holderOf(open.groups, "b")).toBeUndefined();
    expect(canonicalText(open)).toBe(canonicalText(nested));
  });

  it("goes with its last node, takes its chosen ports along, and leaves a group that was empty before alone", () => {
    const start = { ...line, groups: { empty: { title: "", nodes: [] } } };
    const nested = grouped(grouped(start, ["b", "c"]), ["a", "b", "c"]);
    const ported = made(changeGroupEdit(nested, "group-2", { inputs: ["b.dataset", "a.dataset"] }), nested);
    const after = applyEdit(ported, { kind: "remove", nodes: ["b", "c"] });
    expect(after.groups).toEqual({
      empty: { title: "", nodes: [] },
      "group-2": { title: "Group", nodes: ["a"], groups: [], inputs: ["a.dataset"] },
    });
    expect(applyEdit(after, { kind: "remove", nodes: ["a"] }).groups).toEqual({
      empty: { title: "", nodes: [] },
    });
  });

  it("is copied where all of it is, under a name and with nodes of its own", () => {
    const nested = grouped(grouped(line, ["b", "c"], "Inner"), ["a", "b", "c"], "Outer");
    const chosen = made(changeGroupEdit(nested, "group", { outputs: ["c.dataset"] }), nested);
    expect(Object.keys(cutOut(chosen, new Set(["b"])).groups)).toEqual([]);
    const piece = cutOut(chosen, new Set(["a", "b", "c"]));
    const after = applyEdit(chosen, pasteEdit(chosen, piece, [0, 300]));
    expect(after.groups["group-3"]).toEqual({
      title: "Inner",
      nodes: ["b-2", "c-2"],
      outputs: ["c-2.dataset"],
    });
    expect(after.groups["group-2-2"]).toEqual({ title: "Outer", nodes: ["a-2"], groups: ["group-3"] });
    expect(after.groups.group).toBe(chosen.groups.group);
  });
});

describe("groups in a file", () => {
  const file = (groups: unknown) => JSON.stringify({ ...line, groups });

  it("come back byte for byte, with fields of another version", () => {
    const groups = { g: { title: "G", nodes: ["b"], folded: true, colour: "puce", from: "the future" } };
    const text = canonicalText({ ...line, groups });
    const { graph } = parseGraph(text);
    expect(graph && canonicalText(graph)).toBe(text);
  });

  it("that lie in themselves are refused in words", () => {
    const groups = {
      a: { title: "", nodes: [], groups: ["b"] },
      b: { title: "", nodes: [], groups: ["c"] },
      c: { title: "", nodes: [], groups: ["a"] },
    };
    const { graph, problems } = parseGraph(file(groups));
    expect(graph).toBeUndefined();
    expect(problems[0]?.message).toMatch(/The group a lies in itself: a in c in b in a\./);
  });

  it("may be nested sixteen deep and no deeper", () => {
    const nest = (deep: number) =>
      Object.fromEntries(
        Array.from({ length: deep }, (_, i) => [
          `g${i}`,
          { title: "", nodes: i === 0 ? ["a"] : [], groups: i === 0 ? [] : [`g${i - 1}`] },
        ]),
      );
    expect(parseGraph(file(nest(16))).graph).toBeDefined();
    expect(parseGraph(file(nest(17))).problems[0]?.message).toMatch(/more than 16 groups deep/);
  });
});
