import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { check } from "@/compile/check";
import { NO_FACTS } from "@/compile/checked";
import { explainPlan } from "@/compile/explain";
import { plan } from "@/compile/plan";
import { roomProblems, tooLarge } from "@/compile/room";
import { NO_SPEEDS } from "@/compile/speeds";
import { emptyGraph, type Graph } from "@/graph/document";
import { applyEdit } from "@/graph/edits";
import { parseGraph } from "@/graph/parse";
import { registry } from "@/registry";

const nuclei = parseGraph(readFileSync("graphs/nuclei-segmentation.json", "utf8")).graph ?? emptyGraph();
const set = (graph: Graph, node: string, setting: string, value: unknown) =>
  applyEdit(graph, { kind: "set", node, setting, value });
const large = set(set(nuclei, "unet", "base", 64), "trainer", "batchSize", 32);
const problemsOf = (graph: Graph, device: string) => {
  const checked = check(graph, NO_FACTS, registry);
  return roomProblems(checked, device, registry);
};

describe("a training that cannot fit", () => {
  it("is known from the check, with the batch that fits", () => {
    const [problem, ...others] = problemsOf(large, "wasm/fast");
    expect(others).toEqual([]);
    expect(problem).toMatchObject({ node: "trainer", severity: "error", setting: "batchSize" });
    expect(problem?.message).toMatch(/needs about \d+\.\d GB, and the CPU engine can hold 4\.0 GB\./);
    const mended = problem?.fix ? applyEdit(large, problem.fix.edit) : large;
    expect(problemsOf(mended, "wasm/fast")).toEqual([]);
  });

  it("is tried on a GPU, whose memory no browser tells", () => {
    expect(problemsOf(large, "webgl")).toEqual([]);
  });

  it("counts no more pictures at a time than there are", () => {
    expect(problemsOf(set(large, "images", "count", 4), "wasm/fast")).toEqual([]);
  });

  it("counts an optimizer's running values: less of them may fit", () => {
    const checked = (graph: Graph) => plan(check(graph, NO_FACTS, registry), registry);
    const edge = set(set(nuclei, "unet", "base", 128), "trainer", "batchSize", 1);
    const plain = {
      ...edge,
      nodes: { ...edge.nodes, adam: { type: "sgd", version: 1, settings: {} } },
    };
    const peak = (graph: Graph) =>
      explainPlan(checked(graph)).find(({ nodes }) => nodes[0] === "trainer")?.memory?.peak ?? 0;
    expect(peak(plain)).toBeLessThan(peak(edge));
  });

  it("stands in the plan that people read", () => {
    const made = plan(check(large, NO_FACTS, registry), registry);
    const steps = explainPlan(made, { device: "wasm/fast", speeds: NO_SPEEDS });
    expect(steps.find(({ nodes }) => nodes[0] === "trainer")?.refused).toContain("would fit");
    expect(steps.filter(({ refused }) => refused !== undefined)).toHaveLength(1);
    expect(tooLarge(made, "wasm/fast").size).toBe(1);
  });
});
