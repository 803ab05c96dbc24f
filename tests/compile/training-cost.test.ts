import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { check } from "@/compile/check";
import { NO_FACTS } from "@/compile/checked";
import { plan } from "@/compile/plan";
import { trainingCost } from "@/compile/training-cost";
import { emptyGraph } from "@/graph/document";
import { applyEdit, type Edit } from "@/graph/edits";
import { parseGraph } from "@/graph/parse";
import type { Module } from "@/module/module";
import { registry } from "@/registry";

const linear = (name: string, inFeatures: number, outFeatures: number, frozen = false) => ({
  name,
  type: "linear",
  settings: { inFeatures, outFeatures, bias: false },
  ...(frozen ? { frozen } : {}),
});

describe("a network of three layers, 2·in·out operations each", () => {
  const network = (...frozen: boolean[]): Module => ({
    in: [10],
    layers: [linear("a", 10, 20, frozen[0]), linear("b", 20, 30, frozen[1]), linear("c", 30, 5, frozen[2])],
  });
  const [a, b, c] = [400, 1200, 300];

  it("that all learn: forward once, back by weights in each and by inputs in all but the first", () => {
    expect(trainingCost(network(), true)).toEqual({
      parameters: 200 + 600 + 150,
      trained: 950,
      once: 0,
      forward: a + b + c,
      backward: a + 2 * b + 2 * c,
    });
  });

  it("whose beginning is frozen: that runs once, and nothing goes back into it", () => {
    expect(trainingCost(network(true, true), true)).toMatchObject({
      trained: 150,
      once: a + b,
      forward: c,
      backward: c,
    });
  });

  it("whose pictures change every epoch: nothing runs once", () => {
    expect(trainingCost(network(true, true), false)).toMatchObject({
      once: 0,
      forward: a + b + c,
      backward: c,
    });
  });

  it("whose middle is frozen: gradients go through it", () => {
    expect(trainingCost(network(false, true), true)).toMatchObject({ once: 0, backward: a + b + 2 * c });
  });
});

describe("unfreezing VGG16 in the steel graph", () => {
  const steel = parseGraph(readFileSync("graphs/steel-defects.json", "utf8")).graph ?? emptyGraph();
  const costOf = (...edits: Edit[]) => {
    const graph = applyEdit(steel, { kind: "all", edits });
    return plan(check(graph, NO_FACTS, registry), registry).steps.find(({ nodes }) =>
      nodes.includes("trainer"),
    )?.training;
  };
  const frozen = costOf();
  const three = costOf({ kind: "set", node: "vgg16", setting: "unfrozen", value: 3 });
  const all = costOf({ kind: "set", node: "vgg16", setting: "frozen", value: false });

  it("moves work from once a picture to every epoch, layer by layer", () => {
    expect(frozen?.once).toBeGreaterThan(100 * (frozen?.forward ?? 0));
    expect(three?.once).toBeLessThan(frozen?.once ?? 0);
    expect(three?.once).toBeGreaterThan(0);
    expect(all?.once).toBe(0);
    for (const cost of [frozen, three, all])
      expect((cost?.once ?? 0) + (cost?.forward ?? 0)).toBe(all?.forward);
  });

  it("trains more parameters, and takes more than twice the forward run for gradients where all learns", () => {
    expect(three?.trained).toBeGreaterThan(frozen?.trained ?? 0);
    expect(all?.trained).toBe(all?.parameters);
    expect((all?.backward ?? 0) / (all?.forward ?? 1)).toBeCloseTo(2, 1);
  });

  it("is said of training alone", () => {
    const { steps } = plan(check(steel, NO_FACTS, registry), registry);
    expect(steps.filter(({ training }) => training !== undefined)).toHaveLength(1);
  });
});
