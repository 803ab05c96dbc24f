import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { changesBehind } from "@/compile/changes";
import type { Graph } from "@/graph/document";
import { parseGraph } from "@/graph/parse";
import type { Setting } from "@/graph/settings";
import { registry } from "@/registry";

const steel = parseGraph(readFileSync("graphs/steel-defects.json", "utf8")).graph as Graph;

/** The steel graph with one thing done to it. */
function after(edit: (graph: Graph) => void): Graph {
  const graph = structuredClone(steel);
  edit(graph);
  return graph;
}

const behind = (node: string, now: Graph, before = steel) => changesBehind(before, now, node, registry);

test("a setting far upstream is named with what it was and what it is", () => {
  const now = after(({ nodes }) => {
    if (nodes.adam) nodes.adam.settings.learningRate = 0.01;
  });
  const change = { node: "adam", kind: "setting", setting: "learningRate", before: 0.0001, after: 0.01 };
  expect(behind("confusion", now)).toEqual([change]);
  expect(behind("vgg16", now), "the network does not depend on the optimizer").toEqual([]);
});

test("the nearest change comes first", () => {
  const now = after(({ nodes }) => {
    if (nodes.images) nodes.images.settings.count = 7;
    if (nodes.trainer) nodes.trainer.settings.epochs = 9;
  });
  expect(behind("metrics", now).map(({ node }) => node)).toEqual(["trainer", "images"]);
});

test("places, titles, and a default that is now written out change nothing", () => {
  const now = after((graph) => {
    Object.assign(graph.layout, { trainer: [900, 900] });
    if (graph.nodes.adam) graph.nodes.adam.title = "Optimizer";
  });
  expect(behind("confusion", now)).toEqual([]);
  const written = after(({ nodes }) => {
    const specs: Readonly<Record<string, Setting<unknown>>> = registry.get("trainer")?.settings ?? {};
    for (const [name, spec] of Object.entries(specs)) {
      if (nodes.trainer) nodes.trainer.settings[name] ??= spec.default;
    }
  });
  expect(written.nodes.trainer?.settings).not.toEqual(steel.nodes.trainer?.settings);
  expect(behind("confusion", written)).toEqual([]);
});

test("a wire that goes elsewhere, a node of another type and another file are said", () => {
  const rewired = after((graph) => {
    const edges = graph.edges.map((edge) =>
      edge.to === "trainer.train" ? { ...edge, from: "normalize.dataset" } : edge,
    );
    Object.assign(graph, { edges });
  });
  expect(behind("trainer", rewired)).toEqual([{ node: "trainer", kind: "wire", port: "train" }]);
  const cut = after((graph) => {
    Object.assign(graph, { edges: graph.edges.filter(({ to }) => to !== "trainer.validation") });
  });
  expect(behind("trainer", cut)).toEqual([{ node: "trainer", kind: "wire", port: "validation" }]);
  const other = after(({ nodes }) => {
    if (nodes.adam) nodes.adam = { type: "sgd", version: 1, settings: {} };
  });
  expect(behind("trainer", other)).toEqual([{ node: "adam", kind: "node" }]);
  const file = after((graph) => {
    const asset = { name: "w.safetensors", bytes: 1, sha256: "0".repeat(64) };
    Object.assign(graph, { assets: { vgg16: asset } });
  });
  expect(behind("trainer", file)).toEqual([{ node: "vgg16", kind: "files" }]);
});
