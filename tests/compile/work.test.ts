import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { check } from "@/compile/check";
import { NO_FACTS } from "@/compile/checked";
import { explainPlan, planSeconds, timeInWords } from "@/compile/explain";
import { plan } from "@/compile/plan";
import { planMemory } from "@/compile/plan-memory";
import { workOf } from "@/compile/work";
import type { Graph } from "@/graph/document";
import { parseGraph } from "@/graph/parse";
import { registry } from "@/registry";

const planOf = (name: string, settings: Record<string, Record<string, unknown>> = {}) => {
  const graph = structuredClone(parseGraph(readFileSync(`graphs/${name}.json`, "utf8")).graph as Graph);
  for (const [id, changed] of Object.entries(settings)) {
    Object.assign(graph.nodes[id]?.settings ?? {}, changed);
  }
  return plan(check(graph, NO_FACTS, registry), registry);
};

const SMALL = { images: { count: 10 } };

test("a frozen network runs once for each of all pictures, whoever asks", () => {
  const features = workOf(planOf("steel-defects", SMALL)).filter(({ kind }) => kind === "features");
  expect(features).toHaveLength(1);
  // 60 pictures of 506 MFLOP each, 14 at a time as VGG16 at an eighth has it.
  expect(features[0]).toMatchObject({ node: "vgg16", pictures: 60 });
  expect((features[0]?.flops ?? 0) / 60 / 1e6).toBeCloseTo(506.3, 0);
});

test("a training takes its epochs over its pictures, and reads none where features are kept", () => {
  const train = (epochs: number) =>
    workOf(planOf("steel-defects", { ...SMALL, trainer: { epochs } })).find(({ kind }) => kind === "train");
  // 42 of 60 pictures in batches of 4, and 6 to watch.
  expect(train(1)).toMatchObject({ node: "trainer", pictures: 0, batches: 11 + 2 });
  expect(train(3)?.flops).toBeCloseTo(3 * (train(1)?.flops ?? 0));
});

test("pictures that are drawn anew are read in every epoch", () => {
  const [train] = workOf(planOf("nuclei-segmentation", { trainer: { epochs: 5 } })).filter(
    ({ kind }) => kind === "train",
  );
  // 28 of 40 to learn from, 4 to watch.
  expect(train?.pictures).toBe(5 * (28 + 4));
});

test("a run's memory is that of its largest step, with the features beside it", () => {
  const { peak, parameters, activations, features } = planMemory(planOf("steel-defects", SMALL));
  expect(features).toBe(60 * 512 * 4);
  expect(peak).toBeGreaterThan(parameters + activations);
  const wide = planMemory(planOf("nuclei-segmentation", { unet: { base: 32 } }));
  const narrow = planMemory(planOf("nuclei-segmentation", { unet: { base: 8 } }));
  expect(wide.peak / narrow.peak).toBeGreaterThan(3);
  expect(wide.features).toBe(0);
});

test("times stand at the steps that take them: frozen layers where they are asked for first", () => {
  const made = planOf("steel-defects", SMALL);
  const probes = { wasm: { flopsPerMs: 1e7, batchMs: 1, pictureMs: 1 } };
  const steps = explainPlan(made, { device: "wasm", speeds: { probes, timed: [] } });
  const at = (id: string) => steps.find(({ nodes }) => nodes[0] === id);
  // 60 × 506.3 MFLOP at 10 GFLOP/s, 60 pictures and 5 batches, three times as long as the probe was.
  expect(at("trainer")?.hoisted[0]?.seconds).toBeCloseTo(9.3, 1);
  expect(at("evaluate-test")?.hoisted[0]?.seconds).toBeUndefined();
  const trainer = at("trainer");
  if (!trainer) throw new Error("no trainer");
  expect(timeInWords(trainer)[0]).toMatch(/^About 9\.3 s for its frozen layers and \d\.\d s for the rest\.$/);
  expect(planSeconds(steps)).toBeGreaterThan(9.3);
  expect(planSeconds(explainPlan(made))).toBeUndefined();
});
