import { describe, expect, it } from "vitest";
import { check } from "@/compile/check";
import { NO_FACTS } from "@/compile/checked";
import { plan } from "@/compile/plan";
import { registry } from "@/registry";
import { manyNodes } from "../../scripts/bench/page/many-nodes";

describe("the generated graph", () => {
  it("has exactly so many nodes, and nothing is wrong in it or left out of the plan", () => {
    for (const count of [16, 17, 100]) {
      const graph = manyNodes(count);
      expect(Object.keys(graph.nodes)).toHaveLength(count);
      const checked = check(graph, NO_FACTS, registry);
      expect(checked.problems).toEqual([]);
      const made = plan(checked, registry);
      expect([made.blocked, made.skipped]).toEqual([[], []]);
    }
  });

  it("shares no data and no training between its parts", () => {
    const checked = check(manyNodes(64), NO_FACTS, registry);
    const trainers = plan(checked, registry).steps.filter(({ training }) => training !== undefined);
    expect(trainers).toHaveLength(4);
    expect(trainers.flatMap(({ nodes }) => nodes)).toHaveLength(4);
  });

  it("is the same every time, and has at least one training", () => {
    expect(manyNodes(40)).toEqual(manyNodes(40));
    expect(() => manyNodes(15)).toThrow("at least 16");
  });
});
