import { describe, expect, it } from "vitest";
import { check } from "@/compile/check";
import { NO_FACTS } from "@/compile/checked";
import { emptyGraph, type Graph } from "@/graph/document";
import { applyEdit } from "@/graph/edits";
import { registry } from "@/registry";

const node = (type: string) => ({ type, version: 1, settings: {} });
const graphOf = (types: Record<string, string>, ...edges: [string, string][]): Graph => ({
  ...emptyGraph(),
  nodes: Object.fromEntries(Object.entries(types).map(([id, type]) => [id, node(type)])),
  edges: edges.map(([from, to]) => ({ from, to })),
});
const problems = (graph: Graph) => check(graph, NO_FACTS, registry).problems;

const types = { images: "sample-cells", rotate: "random-rotation", split: "split", grid: "image-grid" };
const before = graphOf(
  types,
  ["images.dataset", "rotate.dataset"],
  ["rotate.dataset", "split.dataset"],
  ["split.train", "grid.dataset"],
);

describe("augmentation before a split", () => {
  it("is a warning on the split that names the cause", () => {
    expect(problems(before)).toMatchObject([
      {
        severity: "warning",
        node: "split",
        port: "dataset",
        cause: "rotate",
        got: "Random rotation draws anew each epoch",
      },
    ]);
  });

  it("is mended by one click, which leaves nothing to warn of", () => {
    const fix = problems(before)[0]?.fix;
    expect(fix?.title).toBe("Move it behind train");
    const mended = fix ? applyEdit(before, fix.edit) : before;
    expect(mended.edges.map(({ from, to }) => `${from} ${to}`).sort()).toEqual([
      "images.dataset split.dataset",
      "rotate.dataset grid.dataset",
      "split.train rotate.dataset",
    ]);
    expect(problems(mended)).toEqual([]);
  });

  it("is found through nodes that draw nothing, without a click where that would move the wrong node", () => {
    const types = {
      images: "sample-cells",
      flip: "random-flip",
      tensor: "to-tensor",
      split: "split",
      grid: "image-grid",
    };
    const behind = graphOf(
      types,
      ["images.dataset", "flip.dataset"],
      ["flip.dataset", "tensor.dataset"],
      ["tensor.dataset", "split.dataset"],
      ["split.train", "grid.dataset"],
    );
    expect(problems(behind)).toMatchObject([{ severity: "warning", node: "split" }]);
    expect(problems(behind)[0]).not.toHaveProperty("fix");
  });

  it("is none behind the split", () => {
    const fine = graphOf(
      types,
      ["images.dataset", "split.dataset"],
      ["split.train", "rotate.dataset"],
      ["rotate.dataset", "grid.dataset"],
    );
    expect(problems(fine)).toEqual([]);
  });
});
