import { expect, test } from "vitest";
import { check } from "@/compile/check";
import { NO_FACTS } from "@/compile/checked";
import type { Graph } from "@/graph/document";
import { applyEdit } from "@/graph/edits";
import { registry } from "@/registry";
import { node, smallSteel } from "../engine/harness";

const FILE = { name: "vgg16.h5", bytes: 1, sha256: "a".repeat(64) };

function warnings(graph: Graph, preprocessing?: string) {
  const facts = preprocessing
    ? {
        ...NO_FACTS,
        files: new Set(["vgg16"]),
        weights: { vgg16: { source: "keras", preprocessing, shapes: {} } },
      }
    : NO_FACTS;
  return check(graph, facts, registry).problems.filter(({ severity }) => severity === "warning");
}

/** The small steel graph with weights of Keras in a file. */
function keras(preset: string): Graph {
  const graph = smallSteel({ normalize: { preset }, vgg16: { weights: "file" } });
  return { ...graph, assets: { vgg16: FILE } };
}

test("weights that were trained on ImageNet's pictures warn where nothing is normalized, and offer to", () => {
  const graph = smallSteel({ vgg16: { weights: "sample" } });
  expect(warnings(graph)).toEqual([]);
  const { normalize: _, ...nodes } = graph.nodes;
  const edges = [
    ...graph.edges.filter(({ from, to }) => !from.startsWith("normalize.") && !to.startsWith("normalize.")),
    { from: "tensor.dataset", to: "split.dataset" },
  ];
  const bare = { ...graph, nodes, edges };
  const [warning] = warnings(bare);
  expect(warning).toMatchObject({ node: "trainer", port: "train", got: "not normalized", cause: "split" });
  expect(warning?.message).toContain("ImageNet's means and deviations");
  expect(warning?.fix?.title).toBe("Insert Normalize");
});

test("Keras' weights want blue, green, red; the repair sets the Normalize that is there", () => {
  expect(warnings(keras("keras"), "keras-bgr")).toEqual([]);
  const [warning] = warnings(keras("imagenet"), "keras-bgr");
  expect(warning?.message).toContain("blue, green, red from 0 to 255");
  expect(warning?.got).toContain("means 0.485, 0.456, 0.406");
  if (!warning?.fix) throw new Error("There is no fix.");
  expect(warnings(applyEdit(keras("imagenet"), warning.fix.edit), "keras-bgr")).toEqual([]);
  expect(warnings(keras("keras"), "imagenet-rgb")).toHaveLength(1);
});

test("random weights want nothing", () => {
  const graph = smallSteel();
  expect(graph.nodes.vgg16).toEqual(node("vgg16", { weights: "random" }));
  expect(
    warnings({
      ...graph,
      nodes: {
        ...graph.nodes,
        normalize: node("normalize", { preset: "custom", means: [0, 0, 0], stds: [1, 1, 1] }),
      },
    }),
  ).toEqual([]);
});
