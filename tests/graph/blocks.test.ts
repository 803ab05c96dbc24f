import { expect, it } from "vitest";
import {
  blockGraph,
  instanceEdit,
  instanceOf,
  isChanged,
  makeBlock,
  updatedBlock,
  upToDateEdit,
  workDigest,
} from "@/graph/blocks";
import { emptyGraph, type Graph } from "@/graph/document";
import { applyEdit, type Edit } from "@/graph/edits";
import { changeGroupEdit, groupEdit } from "@/graph/group-edits";

const node = (type: string, settings: Record<string, unknown> = {}) => ({ type, version: 1, settings });
const source: Graph = {
  ...emptyGraph(),
  nodes: {
    a: node("sample-steel"),
    b: node("resize", { height: 64, width: 64 }),
    c: node("convert-colour"),
    d: node("image-grid"),
  },
  edges: [
    { from: "a.dataset", to: "b.dataset" },
    { from: "b.dataset", to: "c.dataset" },
    { from: "c.dataset", to: "d.dataset" },
  ],
  layout: { a: [0, 0], b: [200, 0], c: [400, 0], d: [600, 0] },
};
const made = (graph: Graph, edit: Edit | undefined) => (edit ? applyEdit(graph, edit) : graph);
const grouped = made(source, groupEdit(source, ["b", "c"], "Prepare")?.edit);
const block = makeBlock(grouped, "group", "one", 0);
const fits = () => true;
const set = (graph: Graph, id: string, setting: string, value: unknown) =>
  applyEdit(graph, { kind: "set", node: id, setting, value });

it("a block's digest is of what it does: a new title or place does not change it, a setting does", () => {
  const looks = applyEdit(applyEdit(grouped, { kind: "rename", node: "b", title: "Smaller" }), {
    kind: "move",
    positions: { b: [0, 900] },
  });
  expect(workDigest(blockGraph(looks, "group"))).toBe(block.digest);
  expect(workDigest(blockGraph(set(grouped, "b", "height", 65), "group"))).not.toBe(block.digest);
});

it("an instance has nodes of its own, is equal to its block until it is changed, and leaves the block alone", () => {
  const graph = applyEdit(grouped, instanceEdit(grouped, block, [0, 500]));
  expect(graph.groups.block).toMatchObject({
    title: "Prepare",
    nodes: ["b-2", "c-2"],
    definition: { id: "one" },
  });
  expect(graph.layout["b-2"]).toEqual([0, 500]);
  expect(graph.edges).toContainEqual({ from: "b-2.dataset", to: "c-2.dataset" });
  expect(isChanged(graph, "block")).toBe(false);
  const changed = set(graph, "b-2", "height", 32);
  expect(isChanged(changed, "block")).toBe(true);
  expect(block.graph.nodes.b?.settings.height).toBe(64);
});

it("bringing an instance up to date keeps its outer edges and its own settings and takes the block's new ones", () => {
  let graph = applyEdit(emptyGraph(), {
    kind: "add",
    id: "in",
    node: node("sample-steel"),
    position: [0, 0],
  });
  graph = applyEdit(graph, { kind: "add", id: "out", node: node("image-grid"), position: [900, 0] });
  graph = applyEdit(graph, instanceEdit(graph, block, [200, 0]));
  graph = applyEdit(graph, { kind: "connect", from: "in.dataset", to: "b.dataset" });
  graph = applyEdit(graph, { kind: "connect", from: "c.dataset", to: "out.dataset" });
  graph = set(graph, "b", "height", 32);
  // The block gets another width and a node in between.
  let newer = set(grouped, "b", "width", 96);
  newer = applyEdit(newer, { kind: "add", id: "crop", node: node("center-crop"), position: [300, 50] });
  newer = applyEdit(newer, { kind: "connect", from: "b.dataset", to: "crop.dataset" });
  newer = applyEdit(newer, { kind: "connect", from: "crop.dataset", to: "c.dataset" });
  newer = made(newer, changeGroupEdit(newer, "group", { title: "Prepare" }));
  newer = { ...newer, groups: { group: { title: "Prepare", nodes: ["b", "c", "crop"] } } };
  const written = updatedBlock(block, newer, "group", 1);
  const after = made(graph, upToDateEdit(graph, "block", written, fits));
  expect(after.nodes.b?.settings).toEqual({ height: 32, width: 96 });
  expect(after.nodes.crop?.type).toBe("center-crop");
  expect(after.layout.crop).toEqual([300, 50]);
  expect(new Set(after.edges.map(({ from, to }) => `${from} ${to}`))).toEqual(
    new Set([
      "in.dataset b.dataset",
      "b.dataset crop.dataset",
      "crop.dataset c.dataset",
      "c.dataset out.dataset",
    ]),
  );
  expect(after.groups.block).toMatchObject({
    nodes: ["b", "c", "crop"],
    definition: { digest: written.digest },
  });
  // Its own height is still a change of its own.
  expect(isChanged(after, "block")).toBe(true);
  expect(isChanged(set(after, "b", "height", 64), "block")).toBe(false);
});

it("a node that the block has no more goes from the instance with its edges", () => {
  const graph = applyEdit(emptyGraph(), instanceEdit(emptyGraph(), block, [0, 0]));
  const newer = applyEdit(grouped, { kind: "remove", nodes: ["c"] });
  const after = made(graph, upToDateEdit(graph, "block", updatedBlock(block, newer, "group", 1), fits));
  expect(Object.keys(after.nodes)).toEqual(["b"]);
  expect(after.edges).toEqual([]);
  expect(after.groups.block?.nodes).toEqual(["b"]);
  expect(isChanged(after, "block")).toBe(false);
});

it("a group that was saved as a block is its first instance", () => {
  const edit = changeGroupEdit(grouped, "group", { definition: instanceOf(grouped, "group", block) });
  const after = made(grouped, edit);
  expect(isChanged(after, "group")).toBe(false);
  expect(after.groups.group?.definition?.names).toEqual({ b: "b", c: "c" });
});

it("a group inside a block comes along and is there once after an update", () => {
  const inner = made(grouped, groupEdit(grouped, ["b"], "Inner")?.edit);
  const outer = makeBlock(inner, "group", "two", 0);
  const graph = applyEdit(emptyGraph(), instanceEdit(emptyGraph(), outer, [0, 0]));
  const newer = updatedBlock(outer, set(inner, "b", "width", 5), "group", 1);
  const after = made(graph, upToDateEdit(graph, "block", newer, fits));
  const titles = Object.values(after.groups).map(({ title }) => title);
  expect(titles.sort()).toEqual(["Inner", "Prepare"]);
  expect(after.groups.block?.groups).toHaveLength(1);
});
