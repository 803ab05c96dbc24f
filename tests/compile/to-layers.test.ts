import { describe, expect, it } from "vitest";
import { check } from "@/compile/check";
import { type Facts, NO_FACTS } from "@/compile/checked";
import { moduleKey } from "@/compile/keys";
import { turnIntoLayers } from "@/compile/to-layers";
import { emptyGraph, type Graph, type Node } from "@/graph/document";
import { applyEdit } from "@/graph/edits";
import { isModelNode } from "@/graph/node";
import { MODULE_INPUT } from "@/module/layer";
import { type Module, outputShape } from "@/module/module";
import { stateSpecs } from "@/module/state";
import { registry } from "@/registry";

const node = (type: string, settings = {}): Node => ({ type, version: 1, settings });

/** A box behind drawn pictures, with a head behind it where it gives a vector. */
function graphOf(box: Node, head?: Node): Graph {
  const masks = head === undefined;
  const edges = [
    ["images.dataset", "colour.dataset"],
    ["colour.dataset", "resize.dataset"],
    ["resize.dataset", "tensor.dataset"],
    ["tensor.dataset", "trainer.train"],
    ["loss.loss", "trainer.loss"],
    ["adam.optimizer", "trainer.optimizer"],
    ...(head ? [["box.module", "head.module"]] : []),
    [head ? "head.module" : "box.module", "trainer.module"],
  ] as [string, string][];
  return {
    ...emptyGraph(),
    nodes: {
      images: node(masks ? "sample-cells" : "sample-steel", { count: 12 }),
      colour: node("convert-colour", { mode: "RGB" }),
      resize: node("resize", { height: 36, width: 52 }),
      tensor: node("to-tensor"),
      loss: node(masks ? "dice-loss" : "cross-entropy"),
      adam: node("adam"),
      trainer: node("trainer"),
      box,
      ...(head ? { head } : {}),
    },
    edges: edges.map(([from, to]) => ({ from, to })),
    layout: { box: [100, 200] },
  };
}

/** The network that the trainer gets. */
function networkOf(graph: Graph, facts: Facts = NO_FACTS): Module {
  const checked = check(graph, facts, registry);
  const errors = checked.problems.filter((problem) => problem.severity === "error");
  expect(errors).toEqual([]);
  const made = checked.nodes.get("trainer")?.inputs.module;
  if (made?.kind !== "Module") throw new Error("The trainer has no network.");
  return made.module;
}

function turned(graph: Graph, id: string, facts: Facts = NO_FACTS): Graph {
  const made = turnIntoLayers(check(graph, facts, registry), id, registry);
  if (typeof made === "string") throw new Error(made);
  expect(new Set(made.nodes).size).toBe(made.nodes.length);
  return applyEdit(graph, made.edit);
}

const HEAD = node("mlp-head", { hidden: [8, 4], dropout: 0.2, seed: 3 });

describe.each([
  ["VGG16 with the sample's weights", graphOf(node("vgg16"), HEAD)],
  [
    "random VGG16 whose last convolutions learn",
    graphOf(node("vgg16", { weights: "random", unfrozen: 3, seed: 7 }), HEAD),
  ],
  ["VGG16 that learns", graphOf(node("vgg16", { weights: "random", frozen: false, output: "fc6" }), HEAD)],
  ["U-Net", graphOf(node("u-net", { base: 4, dropout: 0.1, seed: 5 }))],
  [
    "bilinear U-Net without batch norm",
    graphOf(node("u-net", { base: 4, depth: 2, batchNorm: false, upsampling: "bilinear" })),
  ],
])("%s", (_, graph) => {
  it("turned into layers is the same network: layers, names, first values, what is frozen", () => {
    const before = networkOf(graph);
    const after = turned(graph, "box");
    expect(after.nodes.box).toBeUndefined();
    const now = networkOf(after);
    expect(now.layers.map(({ name, type, settings, from }) => ({ name, type, settings, from }))).toEqual(
      before.layers.map(({ name, type, settings, from }) => ({ name, type, settings, from })),
    );
    expect([...stateSpecs(now)]).toEqual([...stateSpecs(before)]);
    expect(outputShape(now)).toEqual(outputShape(before));
    // Equal keys: nothing that was run before is run again.
    expect(moduleKey(now)).toBe(moduleKey(before));
    expect(now.layers.find((layer) => layer.expects)?.name).toBe(
      before.layers.find((layer) => layer.expects)?.name,
    );
  });
});

it("turns a head, and head and box one after the other", () => {
  const graph = graphOf(node("vgg16"), HEAD);
  const key = moduleKey(networkOf(graph));
  const one = turned(graph, "head");
  expect(moduleKey(networkOf(one))).toBe(key);
  expect(moduleKey(networkOf(turned(one, "box")))).toBe(key);
});

it("keeps weights from a file: each layer asks the same file for its own name", () => {
  const asset = { name: "vgg16.safetensors", bytes: 12, sha256: "ab".repeat(32) };
  const graph: Graph = { ...graphOf(node("vgg16", { weights: "file" }), HEAD), assets: { box: asset } };
  const facts: Facts = { data: {}, files: new Set(["box"]) };
  const after = turned(graph, "box", facts);
  const network = networkOf(after, { data: {}, files: new Set(Object.keys(after.assets)) });
  expect(moduleKey(network)).toBe(moduleKey(networkOf(graph, facts)));
  expect(after.assets.box).toBeUndefined();
  expect(Object.values(after.assets)).toHaveLength(15);
  expect(network.layers[0]?.weights).toEqual({ kind: "file", sha256: asset.sha256, name: asset.name });
});

it("gives names that the graph does not have yet, and one card its own place", () => {
  const graph = graphOf(node("vgg16"), HEAD);
  const crowded: Graph = { ...graph, nodes: { ...graph.nodes, "features-0": node("relu") } };
  const after = turned(crowded, "box");
  expect(after.nodes["features-0-2"]?.settings.layerName).toBe("features.0");
  expect(after.nodes.flatten?.settings).toEqual({});
  const places = Object.values(after.layout).map(String);
  expect(new Set(places).size).toBe(places.length);
  expect(after.layout["features-0-2"]).toEqual([100, 200]);
});

it("covers no other card: where the layers would, they come below all of them", () => {
  const graph = {
    ...graphOf(node("vgg16"), HEAD),
    layout: { box: [100, 200], head: [400, 200], loss: [0, 900] },
  };
  const after = turned(graph as unknown as Graph, "box");
  const layers = Object.entries(after.layout).filter(([id]) => id !== "head" && id !== "loss");
  expect(layers).toHaveLength(38);
  expect(Math.min(...layers.map(([, [, y]]) => y))).toBeGreaterThan(900 + 200);
  expect(after.nodes["features-0"]?.title).toBe("Convolution features.0");
});

it("keeps where a network begins and every node that it went to", () => {
  const graph = graphOf(node("vgg16"), HEAD);
  const both: Graph = {
    ...graph,
    nodes: { ...graph.nodes, features: node("model-summary") },
    edges: [...graph.edges, { from: "box.module", to: "features.module" }],
  };
  const after = turned(both, "box");
  expect(after.edges.filter(({ from }) => from === "classifier-4.module").map(({ to }) => to)).toEqual([
    "head.module",
    "features.module",
  ]);
  expect(after.edges.some(({ to }) => to === "features-0.module")).toBe(false);
  expect(networkOf(after).layers[0]?.from?.[0] ?? MODULE_INPUT).toBe(MODULE_INPUT);
});

it("says why it cannot be done", () => {
  const relu = graphOf(node("relu"), node("mlp-head"));
  expect(turnIntoLayers(check(relu, NO_FACTS, registry), "box", registry)).toContain("one layer already");
  const wrong = graphOf(node("vgg16", { weights: "file" }), HEAD);
  expect(turnIntoLayers(check(wrong, NO_FACTS, registry), "box", registry)).toContain("cannot be built yet");
});

it("every kind of layer has one node that makes it", () => {
  const made = [...registry.values()].flatMap((definition) =>
    isModelNode(definition) && definition.ofLayer ? [definition.ofLayer.type] : [],
  );
  expect(new Set(made).size).toBe(made.length);
  expect(made).toHaveLength(15);
});
