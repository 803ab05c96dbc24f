import { describe, expect, it } from "vitest";
import { betweenEdits, fitsBetween } from "@/compile/between";
import { check } from "@/compile/check";
import { NO_FACTS } from "@/compile/checked";
import { countPairings, fittingNodes } from "@/compile/fitting";
import { heal } from "@/compile/heal";
import { plan } from "@/compile/plan";
import { replaceNode } from "@/compile/replace";
import { steelExample } from "@/editor/state/editor";
import { canonicalText } from "@/graph/canonical";
import type { Graph } from "@/graph/document";
import { applyEdit, type Edit } from "@/graph/edits";
import { parseGraph } from "@/graph/parse";
import { registry } from "@/registry";

const steel = steelExample();
const checkedOf = (graph: Graph) => check(graph, NO_FACTS, registry);
const after = (graph: Graph, edits: readonly Edit[]) => applyEdit(graph, { kind: "all", edits });
const definition = (type: string) => {
  const found = registry.get(type);
  if (!found) throw new Error(`There is no ${type}.`);
  return found;
};
const errors = (graph: Graph) => checkedOf(graph).problems.filter(({ severity }) => severity === "error");

describe("the nodes that fit at the loose end of an edge", () => {
  const pairings = countPairings([steel]);

  it("stand in the order of how usual they are", () => {
    const [first] = fittingNodes(checkedOf(steel), registry, "head.module", "source", pairings);
    expect(first).toMatchObject({ type: "trainer", port: "module", reason: "" });
    const before = fittingNodes(checkedOf(steel), registry, "trainer.loss", "target", pairings);
    expect(before[0]).toMatchObject({ type: "cross-entropy", port: "loss" });
  });

  it("that would be refused as they are made stand last and say why", () => {
    const found = fittingNodes(checkedOf(steel), registry, "tensor.dataset", "source", pairings);
    const refused = found.filter(({ reason }) => reason !== "");
    expect(refused.map(({ type }) => type)).toContain("resize");
    expect(refused.find(({ type }) => type === "resize")?.reason).toMatch(/before To tensor/);
    expect(found.slice(-refused.length)).toEqual(refused);
    expect(found[0]?.type).toBe("normalize");
  });

  it("take the edge at the port that people use", () => {
    const found = fittingNodes(checkedOf(steel), registry, "split.validation", "source", pairings);
    expect(found.find(({ type }) => type === "trainer")?.port).toBe("validation");
  });
});

describe("a node that is dropped on an edge", () => {
  const between = (type: string, from: string, to: string) =>
    fitsBetween(checkedOf(steel), registry, definition(type), from, to);

  it("goes in between where types allow, and everything still fits", () => {
    const fits = between("center-crop", "convert.dataset", "resize.dataset");
    if (!fits.ok) throw new Error(fits.reason);
    const node = { type: "center-crop", version: 1, settings: {} };
    const graph = after(steel, [
      { kind: "add", id: "crop", node, position: [0, 0] },
      ...betweenEdits("crop", fits, "convert.dataset", "resize.dataset"),
    ]);
    expect(graph.edges).toContainEqual({ from: "convert.dataset", to: "crop.dataset" });
    expect(graph.edges).toContainEqual({ from: "crop.dataset", to: "resize.dataset" });
    expect(graph.edges).toHaveLength(steel.edges.length + 1);
    expect(errors(graph)).toEqual([]);
  });

  it("is refused in words where what flows is not what it takes", () => {
    expect(between("relu", "convert.dataset", "resize.dataset")).toMatchObject({
      ok: false,
      reason: expect.stringContaining("a dataset"),
    });
    expect(between("center-crop", "tensor.dataset", "normalize.dataset")).toMatchObject({
      ok: false,
      reason: expect.stringContaining("tensors"),
    });
  });

  it("is refused where what comes behind does not take what it gives", () => {
    const verdict = between("to-tensor", "convert.dataset", "resize.dataset");
    expect(verdict).toMatchObject({ ok: false, reason: expect.stringContaining("Resize") });
  });
});

describe("deleting a node", () => {
  it("joins its neighbours where the checker allows", () => {
    const healing = heal(checkedOf(steel), registry, new Set(["normalize"]));
    expect(healing.joined).toEqual([{ from: "tensor.dataset", to: "split.dataset" }]);
    const graph = after(steel, [{ kind: "remove", nodes: ["normalize"] }, ...healing.edits]);
    expect(errors(graph)).toEqual([]);
  });

  it("joins over several nodes that go at once", () => {
    const healing = heal(checkedOf(steel), registry, new Set(["convert", "resize"]));
    expect(healing.joined).toEqual([{ from: "images.dataset", to: "tensor.dataset" }]);
  });

  it("joins nothing that the checker refuses, and says why", () => {
    const healing = heal(checkedOf(steel), registry, new Set(["tensor"]));
    expect(healing.joined).toEqual([]);
    expect(healing.refused[0]).toMatchObject({ from: "resize.dataset", to: "normalize.dataset" });
    expect(healing.refused[0]?.reason).toMatch(/tensors/);
  });

  it("joins nothing over a node that makes another kind", () => {
    expect(heal(checkedOf(steel), registry, new Set(["trainer"]))).toMatchObject({ joined: [], refused: [] });
  });
});

describe("replacing a node", () => {
  it("keeps title, place, edges that fit and settings that are valid there", () => {
    const named = applyEdit(steel, { kind: "rename", node: "adam", title: "My optimizer" });
    const made = replaceNode(checkedOf(named), "adam", definition("sgd"));
    const graph = applyEdit(named, made?.edit ?? { kind: "all", edits: [] });
    expect(graph.nodes.adam).toMatchObject({
      type: "sgd",
      title: "My optimizer",
      settings: { learningRate: 0.0001 },
    });
    expect(graph.layout.adam).toEqual(steel.layout.adam);
    expect(graph.edges).toContainEqual({ from: "adam.optimizer", to: "trainer.optimizer" });
    expect(made?.dropped).toEqual([]);
    expect(errors(graph)).toEqual([]);
  });

  it("tells what it could not keep", () => {
    const made = replaceNode(checkedOf(steel), "split", definition("resize"));
    const graph = applyEdit(steel, made?.edit ?? { kind: "all", edits: [] });
    expect(graph.edges).toContainEqual({
      from: "split.dataset".replace("split", "normalize"),
      to: "split.dataset",
    });
    expect(graph.edges).toContainEqual({ from: "split.dataset", to: "trainer.train" });
    expect(made?.dropped.join()).toContain("the setting");
    const far = replaceNode(checkedOf(steel), "loss", definition("resize"));
    expect(far?.dropped).toContain("the edge loss.loss → trainer.loss");
  });
});

describe("bends of an edge", () => {
  const bend: Edit = {
    kind: "bend",
    from: "resize.dataset",
    to: "tensor.dataset",
    bends: [
      [10, 20],
      [30, 40],
    ],
  };

  it("are kept in the file and read again, byte for byte", () => {
    const text = canonicalText(applyEdit(steel, bend));
    const read = parseGraph(text).graph;
    expect(read?.edges.find(({ to }) => to === "tensor.dataset")?.bends).toEqual([
      [10, 20],
      [30, 40],
    ]);
    expect(read && canonicalText(read)).toBe(text);
  });

  it("leave no trace when the last is removed", () => {
    const straight = applyEdit(applyEdit(steel, bend), { ...bend, bends: [] });
    expect(canonicalText(straight)).toBe(canonicalText(steel));
  });

  it("are looks: every result keeps its name", () => {
    const keys = (graph: Graph) => plan(checkedOf(graph), registry).steps.map(({ key }) => key);
    expect(keys(applyEdit(steel, bend))).toEqual(keys(steel));
  });
});
