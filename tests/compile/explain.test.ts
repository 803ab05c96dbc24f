import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { check } from "@/compile/check";
import { NO_FACTS } from "@/compile/checked";
import { blockedBy, explainPlan } from "@/compile/explain";
import { plan } from "@/compile/plan";
import { emptyGraph, type Graph } from "@/graph/document";
import { applyEdit } from "@/graph/edits";
import { parseGraph } from "@/graph/parse";
import { registry } from "@/registry";

const graphOf = (name: string) =>
  parseGraph(readFileSync(`graphs/${name}.json`, "utf8")).graph ?? emptyGraph();
const explained = (graph: Graph) => {
  const steps = explainPlan(plan(check(graph, NO_FACTS, registry), registry));
  return (id: string) => steps.find(({ nodes }) => nodes.includes(id));
};

describe("a plan in words", () => {
  const steel = graphOf("steel-defects");

  it("says which layers were taken out of the loop, for how many pictures, and who shares what they give", () => {
    const [hoisted, ...more] = explained(steel)("trainer")?.hoisted ?? [];
    expect(more).toEqual([]);
    expect(hoisted).toEqual({
      owner: "vgg16",
      layers: 38,
      gives: "[512]",
      pictures: 240,
      bytes: 240 * 512 * 4,
      sharedWith: ["evaluate-test", "evaluate-train", "predict"],
    });
    expect(explained(steel)("predict")?.says).toEqual([
      "38 frozen layers (vgg16) run once per picture, for 240 pictures; what they give ([512], 491.5 kB) is kept for all epochs and shared with trainer, evaluate-test, evaluate-train.",
    ]);
  });

  it("says what draws anew, at the node that does and not behind it", () => {
    const step = explained(graphOf("nuclei-segmentation"));
    expect(step("rotate")?.says).toEqual([
      "Cannot be done once for all epochs: Random rotation draws anew each epoch.",
    ]);
    expect(step("trainer")?.says.join()).not.toContain("draws anew");
  });

  it("names each kind of drawing once, and a few of many equal nodes, so that 1,000 nodes can be read", () => {
    const nodes: Record<string, unknown> = { images: { type: "sample-steel", version: 1, settings: {} } };
    const edges: { from: string; to: string }[] = [];
    let from = "images.dataset";
    for (let at = 0; at < 500; at++) {
      nodes[`flip${at}`] = { type: at === 1 ? "random-rotation" : "random-flip", version: 1, settings: {} };
      edges.push({ from, to: `flip${at}.dataset` });
      from = `flip${at}.dataset`;
    }
    for (let at = 0; at < 500; at++) {
      nodes[`grid${at}`] = { type: "image-grid", version: 1, settings: {} };
      edges.push({ from, to: `grid${at}.dataset` });
    }
    const text = JSON.stringify({ format: "tensorloom", formatVersion: 1, title: "Many", nodes, edges });
    const step = explained(parseGraph(text).graph ?? emptyGraph());
    expect(step("flip499")?.says).toEqual([
      "Cannot be done once for all epochs: Random flip (499 times) and Random rotation draw anew each epoch.",
    ]);
    expect(step("grid0")?.says).toEqual([
      "One step for grid0, grid1, grid2, grid3, grid4, grid5, grid6, grid7 and 492 more: they do the same.",
    ]);
  });

  it("says that a frozen network runs anew where the pictures are drawn anew", () => {
    const flipped = applyEdit(steel, {
      kind: "all",
      edits: [
        {
          kind: "add",
          id: "flip",
          node: { type: "random-flip", version: 1, settings: {} },
          position: [0, 0],
        },
        { kind: "connect", from: "split.train", to: "flip.dataset" },
        { kind: "connect", from: "flip.dataset", to: "trainer.train" },
      ],
    });
    const trainer = explained(flipped)("trainer");
    expect(trainer?.anew).toBe("Random flip draws anew each epoch");
    expect(trainer?.says).toContain(
      "Its frozen layers run anew each epoch: Random flip draws anew each epoch.",
    );
  });

  it("names equal nodes as one step", () => {
    const twin = applyEdit(steel, {
      kind: "all",
      edits: [
        {
          kind: "add",
          id: "twin",
          node: { type: "confusion-matrix", version: 1, settings: {} },
          position: [0, 0],
        },
        { kind: "connect", from: "predict.predictions", to: "twin.predictions" },
      ],
    });
    expect(explained(twin)("twin")?.says[0]).toBe("One step for confusion, twin: they do the same.");
  });

  it("says who is at fault for what cannot run", () => {
    const wrong = applyEdit(steel, { kind: "set", node: "resize", setting: "width", value: -1 });
    const checked = check(wrong, NO_FACTS, registry);
    const blocked = blockedBy(checked, registry, plan(checked, registry).blocked);
    expect(blocked.get("resize")).toEqual(["resize"]);
    expect(blocked.get("trainer")).toEqual(["resize"]);
    expect(blocked.has("images")).toBe(false);
  });
});
