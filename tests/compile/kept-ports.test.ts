import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { check } from "@/compile/check";
import { NO_FACTS } from "@/compile/checked";
import { plan } from "@/compile/plan";
import { emptyGraph, type Graph } from "@/graph/document";
import { applyEdit } from "@/graph/edits";
import { parseGraph } from "@/graph/parse";
import { registry } from "@/registry";

const graphOf = (name: string) =>
  parseGraph(readFileSync(`graphs/${name}.json`, "utf8")).graph ?? emptyGraph();
const set = (graph: Graph, node: string, setting: string, value: unknown) =>
  applyEdit(graph, { kind: "set", node, setting, value });
/** The ports with pictures that are kept, as `node.port`. */
const keptOf = (graph: Graph) =>
  plan(check(graph, NO_FACTS, registry), registry).steps.flatMap(({ nodes, kept }) =>
    kept.map((port) => `${nodes[0]}.${port}`),
  );

describe("pictures that are kept for the next epoch", () => {
  const nuclei = graphOf("nuclei-segmentation");
  const steel = graphOf("steel-defects");

  it("are the last fixed tensors of what a training asks for, and not those of the test", () => {
    expect(keptOf(nuclei).sort()).toEqual(["split.train", "split.validation"]);
  });

  it("are the last bytes where the tensors would be too many", () => {
    const large = set(nuclei, "images", "count", 1000);
    // A tenth of them, for validation, is not too many.
    expect(keptOf(large).sort()).toEqual(["resize.dataset", "split.validation"]);
  });

  it("are none where a frozen network runs once per picture, and all where nothing of it is frozen", () => {
    expect(keptOf(steel)).toEqual([]);
    const small = set(set(steel, "images", "count", 5), "vgg16", "frozen", false);
    expect(keptOf(small).sort()).toEqual(["split.train", "split.validation"]);
  });

  it("are none where nothing learns", () => {
    const targets = ["resize"];
    const { steps } = plan(check(nuclei, NO_FACTS, registry), registry, targets);
    expect(steps.flatMap(({ kept }) => kept)).toEqual([]);
  });
});
