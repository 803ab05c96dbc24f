import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { aheadPorts } from "@/compile/ahead-ports";
import { check } from "@/compile/check";
import { NO_FACTS } from "@/compile/checked";
import { plan } from "@/compile/plan";
import { emptyGraph, type Graph } from "@/graph/document";
import { applyEdit } from "@/graph/edits";
import { parseGraph } from "@/graph/parse";
import { registry } from "@/registry";

const graphOf = (name: string) =>
  parseGraph(readFileSync(`graphs/${name}.json`, "utf8")).graph ?? emptyGraph();

/** The ports whose pictures workers may make, as `node.port`. */
function aheadOf(graph: Graph): readonly string[] {
  const steps = plan(check(graph, NO_FACTS, registry), registry);
  const ports = aheadPorts(steps);
  return steps.steps.flatMap(({ key, nodes, outputs }) =>
    Object.keys(outputs).flatMap((port) => (ports.has(`${key}.${port}`) ? [`${nodes[0]}.${port}`] : [])),
  );
}

describe("pictures that workers make ahead", () => {
  it("are those of files and transforms, and nothing that a network has a say in", () => {
    expect([...aheadOf(graphOf("steel-defects"))].sort()).toEqual([
      "convert.dataset",
      "images.dataset",
      "normalize.dataset",
      "resize.dataset",
      "split.test",
      "split.train",
      "split.validation",
      "tensor.dataset",
    ]);
  });

  it("are drawn anew in every epoch behind those that are kept", () => {
    const ports = aheadOf(graphOf("nuclei-segmentation"));
    expect(ports).toContain("split.train");
    expect(ports).toContain("rotate.dataset");
  });

  it("are not those that are only picked from kept ones", () => {
    const large = applyEdit(graphOf("nuclei-segmentation"), {
      kind: "set",
      node: "images",
      setting: "count",
      value: 1000,
    });
    // The bytes behind Resize are kept for the epochs: what follows from them alone is made where they lie.
    const ports = aheadOf(large);
    expect(ports).toContain("resize.dataset");
    expect(ports).not.toContain("split.validation");
    expect(ports).not.toContain("tensor.dataset");
    expect(ports).toContain("rotate.dataset");
  });
});
