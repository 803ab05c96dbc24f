import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { diffGraphs, isSameWork } from "@/graph/diff";
import { emptyGraph } from "@/graph/document";
import { applyEdit, type Edit } from "@/graph/edits";
import { parseGraph } from "@/graph/parse";

const steel = parseGraph(readFileSync("graphs/steel-defects.json", "utf8")).graph ?? emptyGraph();
const edited = (...edits: Edit[]) => applyEdit(steel, { kind: "all", edits });

describe("the way from one graph to another", () => {
  it("is nothing between equal graphs, also where every object is another", () => {
    const diff = diffGraphs(steel, structuredClone(steel));
    expect(isSameWork(diff)).toBe(true);
    expect(diff).toEqual({
      added: [],
      removed: [],
      changed: [],
      edges: { added: [], removed: [] },
      looks: { moved: [], notes: false, groups: false },
    });
  });

  it("names settings with both values", () => {
    const diff = diffGraphs(
      steel,
      edited(
        { kind: "set", node: "adam", setting: "learningRate", value: 0.01 },
        { kind: "set", node: "head", setting: "hidden", value: [64] },
      ),
    );
    expect(isSameWork(diff)).toBe(false);
    expect(diff.changed.map(({ id }) => id).sort()).toEqual(["adam", "head"]);
    const adam = diff.changed.find(({ id }) => id === "adam");
    expect(adam?.settings).toEqual([
      { setting: "learningRate", before: steel.nodes.adam?.settings.learningRate, after: 0.01 },
    ]);
  });

  it("counts a setting that is not set as its default", () => {
    const set = edited({ kind: "set", node: "trainer", setting: "seed", value: 0 });
    const bare = applyEdit(set, { kind: "unset", node: "trainer", setting: "seed" });
    const defaultOf = (type: string, setting: string) =>
      type === "trainer" && setting === "seed" ? 0 : undefined;
    expect(diffGraphs(bare, set, defaultOf).changed).toEqual([]);
    expect(diffGraphs(bare, set).changed[0]?.settings[0]?.before).toBe(undefined);
  });

  it("names nodes and edges that came and went", () => {
    const diff = diffGraphs(steel, edited({ kind: "remove", nodes: ["confusion"] }));
    expect(diff.removed).toEqual(["confusion"]);
    expect(diff.edges.removed.map(({ to }) => to)).toEqual(["confusion.predictions"]);
    const back = diffGraphs(edited({ kind: "remove", nodes: ["confusion"] }), steel);
    expect(back.added).toEqual(["confusion"]);
    expect(back.edges.added).toHaveLength(1);
  });

  it("keeps looks, titles and work apart", () => {
    const diff = diffGraphs(
      steel,
      edited(
        { kind: "move", positions: { adam: [1, 2] } },
        { kind: "rename", node: "adam", title: "Optimizer" },
        { kind: "retitle", title: "Mine" },
        { kind: "notes", notes: [{ text: "Look", position: [0, 0] }] },
      ),
    );
    expect(isSameWork(diff)).toBe(true);
    expect(diff.looks).toEqual({ moved: ["adam"], notes: true, groups: false });
    expect(diff.title).toEqual({ before: steel.title, after: "Mine" });
    expect(diff.changed[0]?.title?.after).toBe("Optimizer");
  });

  it("sees other files by their digests", () => {
    const asset = { name: "a.zip", bytes: 1, sha256: "a".repeat(64) };
    const one = edited({ kind: "asset", node: "images", asset });
    const two = edited({ kind: "asset", node: "images", asset: { ...asset, sha256: "b".repeat(64) } });
    expect(diffGraphs(one, two).changed[0]?.files).toEqual({ before: "a".repeat(64), after: "b".repeat(64) });
    expect(isSameWork(diffGraphs(one, two))).toBe(false);
    expect(
      diffGraphs(one, edited({ kind: "asset", node: "images", asset: { ...asset, name: "b" } })).changed,
    ).toEqual([]);
  });
});
