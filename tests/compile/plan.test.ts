import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { check } from "@/compile/check";
import { NO_FACTS } from "@/compile/checked";
import { keyOf } from "@/compile/keys";
import { plan } from "@/compile/plan";
import { emptyGraph, type Graph } from "@/graph/document";
import { applyEdit } from "@/graph/edits";
import { dataset, defineNode, type NodeDefinition } from "@/graph/node";
import { parseGraph } from "@/graph/parse";
import { registry } from "@/registry";

const steel = parseGraph(readFileSync("graphs/steel-defects.json", "utf8")).graph ?? emptyGraph();
const planOf = (graph: Graph, targets?: readonly string[], nodes = registry) =>
  plan(check(graph, NO_FACTS, nodes), nodes, targets);
const stepOf = (graph: Graph, id: string, nodes = registry) =>
  planOf(graph, undefined, nodes).steps.find((step) => step.nodes.includes(id));
const set = (graph: Graph, id: string, setting: string, value: unknown) =>
  applyEdit(graph, { kind: "set", node: id, setting, value });

describe("a setting that came to a node later", () => {
  it("is in no key as long as it is at its default, and in every key else", () => {
    const key = (graph: Graph) => stepOf(graph, "images")?.key;
    const { exclude: _, ...before } = stepOf(steel, "images")?.settings ?? {};
    const recipe = { type: "image-archive", version: 1, settings: before, inputs: {}, files: null };
    expect(key(steel)).toBe(keyOf(recipe));
    expect(key(set(steel, "images", "exclude", []))).toBe(keyOf(recipe));
    const without = set(steel, "images", "exclude", ["Cr_1"]);
    expect(key(without)).toBe(keyOf({ ...recipe, settings: { ...before, exclude: ["Cr_1"] } }));
    expect(stepOf(without, "trainer")?.key).not.toBe(stepOf(steel, "trainer")?.key);
  });
});

describe("a plan", () => {
  it("puts every step behind its inputs", () => {
    const done = new Set<string>();
    for (const step of planOf(steel).steps) {
      for (const input of Object.values(step.inputs)) expect(done).toContain(input.step);
      done.add(step.key);
    }
  });

  it("holds only what the targets need", () => {
    const { steps, skipped } = planOf(steel, ["split"]);
    expect(steps.flatMap((step) => step.nodes)).toEqual(
      expect.arrayContaining(["images", "convert", "resize", "tensor", "normalize", "split"]),
    );
    expect(skipped).toContain("trainer");
    expect(steps).toHaveLength(6);
  });

  it("does equal work once, whatever the nodes are called", () => {
    const twin = applyEdit(steel, {
      kind: "all",
      edits: [
        {
          kind: "add",
          id: "another",
          node: { type: "confusion-matrix", version: 1, settings: {}, title: "Mine" },
          position: [9, 9],
        },
        { kind: "connect", from: "predict.predictions", to: "another.predictions" },
      ],
    });
    expect(stepOf(twin, "another")?.nodes).toEqual(expect.arrayContaining(["confusion", "another"]));
  });

  it("blocks what stands behind a wrong node and nothing else", () => {
    const { blocked } = planOf(set(steel, "adam", "learningRate", -1));
    expect(blocked).toContain("trainer");
    expect(blocked).toContain("confusion");
    expect(blocked).not.toContain("split");
  });
});

describe("a key", () => {
  it("does not change when a node is moved, renamed or titled", () => {
    const moved = applyEdit(steel, { kind: "move", positions: { trainer: [1, 2] } });
    const titled = applyEdit(moved, { kind: "rename", node: "trainer", title: "Course" });
    const renamed: Graph = JSON.parse(JSON.stringify(titled).replaceAll('"head', '"neck'));
    expect(stepOf(titled, "trainer")?.key).toBe(stepOf(steel, "trainer")?.key);
    expect(
      planOf(renamed)
        .steps.map((step) => step.key)
        .sort(),
    ).toEqual(
      planOf(steel)
        .steps.map((step) => step.key)
        .sort(),
    );
  });

  it("is the same whether a default is written down or not", () => {
    expect(stepOf(set(steel, "trainer", "shuffle", true), "trainer")?.key).toBe(
      stepOf(steel, "trainer")?.key,
    );
  });

  it("changes with every setting that changes the result", () => {
    const keys = [
      steel,
      set(steel, "trainer", "seed", 7),
      set(steel, "split", "seed", 7),
      set(steel, "head", "seed", 7),
      set(steel, "vgg16", "output", "fc6"),
    ].map((graph) => stepOf(graph, "trainer")?.key);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it("changes when the files change", () => {
    const given = (sha: string): Graph => ({
      ...steel,
      assets: { images: { name: "a", bytes: 1, sha256: sha.repeat(64) } },
    });
    const key = (graph: Graph) =>
      plan(check(graph, { files: new Set(["images"]), data: {} }, registry), registry, ["images"]).steps[0]
        ?.key;
    expect(key(given("a"))).not.toBe(key(given("b")));
  });
});

describe("the frozen beginning of a network", () => {
  const features = (graph: Graph, id: string) => stepOf(graph, id)?.features.map(({ key }) => key) ?? [];

  it("is worked out once for trainer, evaluation and prediction, on every part of the split", () => {
    const all = ["trainer", "evaluate-train", "evaluate-test", "predict"].flatMap((id) =>
      features(steel, id),
    );
    expect(all.length).toBeGreaterThanOrEqual(5);
    expect(new Set(all).size).toBe(1);
    expect(stepOf(steel, "trainer")?.features[0]?.owner).toBe("vgg16");
    expect(stepOf(steel, "predict")?.features[0]?.owner).toBe("vgg16");
  });

  it("is not touched by the learning rate, the head, the split or the trainer's seed", () => {
    const changes: [string, string, unknown][] = [
      ["adam", "learningRate", 0.01],
      ["head", "hidden", [16]],
      ["split", "seed", 5],
      ["trainer", "seed", 5],
    ];
    for (const [id, setting, value] of changes) {
      expect(features(set(steel, id, setting, value), "trainer")).toEqual(features(steel, "trainer"));
    }
  });

  it("ends where training begins", () => {
    const prefix = stepOf(steel, "trainer")?.features[0]?.prefix.layers ?? [];
    expect(prefix.at(-1)?.name).toBe("classifier.4");
    expect(features(set(steel, "vgg16", "frozen", false), "trainer")).toEqual([]);
  });

  it("cannot be kept behind a node that draws anew each epoch, and the plan says why", () => {
    const noise = defineNode({
      type: "noise",
      version: 1,
      title: "Noise",
      category: "transform",
      doc: "",
      settings: {},
      card: [],
      inputs: { dataset: dataset("in") },
      outputs: { dataset: dataset("out") },
      infer: ({ inputs }) => ({ dataset: { ...inputs.dataset, random: "`noise` draws anew each epoch" } }),
      run: async ({ inputs }) => ({ dataset: inputs.dataset }),
      torch: () => ({ imports: [], lines: [] }),
      example: { shows: "" },
    });
    const nodes: ReadonlyMap<string, NodeDefinition> = new Map([
      ...registry,
      ["noise", noise as NodeDefinition],
    ]);
    const noisy = applyEdit(steel, {
      kind: "all",
      edits: [
        { kind: "add", id: "noise", node: { type: "noise", version: 1, settings: {} }, position: [0, 0] },
        { kind: "connect", from: "split.train", to: "noise.dataset" },
        { kind: "connect", from: "noise.dataset", to: "trainer.train" },
      ],
    });
    expect(planOf(noisy, undefined, nodes).notKept).toContainEqual({
      node: "trainer",
      reason: "`noise` draws anew each epoch",
    });
    // Validation pictures are the same each time: theirs is kept all the same.
    expect(stepOf(noisy, "trainer", nodes)?.features.map(({ dataset: port }) => port)).toEqual([
      "validation",
    ]);
  });
});
