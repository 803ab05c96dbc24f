import { describe, expect, it } from "vitest";
import { check } from "@/compile/check";
import { NO_FACTS } from "@/compile/checked";
import { plan } from "@/compile/plan";
import { emptyGraph, type Graph, type Node } from "@/graph/document";
import { applyEdit } from "@/graph/edits";
import { stateSpecs } from "@/module/state";
import { registry } from "@/registry";

const node = (type: string, settings = {}): Node => ({ type, version: 1, settings });

/** Drawn steel, split and trained on, with these nodes for a network, the last of which the trainer gets. */
function graphOf(
  nodes: Record<string, Node>,
  edges: readonly (readonly [string, string])[],
  end: string,
): Graph {
  const all = [
    ["images.dataset", "resize.dataset"],
    ["resize.dataset", "tensor.dataset"],
    ["tensor.dataset", "split.dataset"],
    ["split.train", "trainer.train"],
    ["loss.loss", "trainer.loss"],
    ["adam.optimizer", "trainer.optimizer"],
    [`${end}.module`, "trainer.module"],
    ...edges.map(([from, to]) => [`${from}.module`, to] as const),
  ] as const;
  return {
    ...emptyGraph(),
    nodes: {
      images: node("sample-steel"),
      resize: node("resize", { height: 16, width: 16 }),
      tensor: node("to-tensor"),
      split: node("split"),
      loss: node("cross-entropy"),
      adam: node("adam"),
      trainer: node("trainer"),
      ...nodes,
    },
    edges: all.map(([from, to]) => ({ from, to })),
  };
}
const checked = (graph: Graph) => check(graph, NO_FACTS, registry);
const moduleAt = (graph: Graph, id: string) => {
  const made = checked(graph).nodes.get(id)?.outputs.module;
  if (made?.kind !== "Module") throw new Error(JSON.stringify(checked(graph).problems));
  return made;
};

/** A residual block: trunk, then past two convolutions and through them, added, and a head. */
const residual = (over: Record<string, Node> = {}) =>
  graphOf(
    {
      trunk: node("conv2d", { filters: 4, frozen: true }),
      first: node("conv2d", { filters: 4 }),
      second: node("conv2d", { filters: 4 }),
      sum: node("add"),
      pool: node("adaptive-avg-pool"),
      flat: node("flatten"),
      head: node("linear"),
      ...over,
    },
    [
      ["trunk", "first.module"],
      ["first", "second.module"],
      ["trunk", "sum.a"],
      ["second", "sum.b"],
      ["sum", "pool.module"],
      ["pool", "flat.module"],
      ["flat", "head.module"],
    ],
    "head",
  );

describe("a network with branches", () => {
  it("has no problem, what branches share once, and layers that are called by their nodes", () => {
    const graph = residual();
    expect(checked(graph).problems).toEqual([]);
    const { module, out } = moduleAt(graph, "head");
    expect(module.layers.map(({ name, from }) => [name, from])).toEqual([
      ["trunk", undefined],
      ["first", undefined],
      ["second", undefined],
      ["sum", ["trunk", "second"]],
      ["pool", undefined],
      ["flat", undefined],
      ["head", undefined],
    ]);
    expect(out).toEqual([6]);
    expect([...stateSpecs(module).keys()].slice(0, 4)).toEqual([
      "trunk.weight",
      "trunk.bias",
      "first.weight",
      "first.bias",
    ]);
  });

  it("sees the trainer's data in each branch, and has only its common frozen beginning worked out once", () => {
    const graph = residual();
    const step = plan(checked(graph), registry).steps.find(({ nodes }) => nodes.includes("trainer"));
    expect(step?.features.map(({ owner, prefix }) => [owner, prefix.layers.length])).toEqual([["trunk", 1]]);
  });

  it("keeps its names when a layer is put in before", () => {
    const graph = applyEdit(residual({ extra: node("conv2d", { filters: 4 }) }), {
      kind: "all",
      edits: [
        { kind: "disconnect", from: "trunk.module", to: "first.module" },
        { kind: "connect", from: "trunk.module", to: "extra.module" },
        { kind: "connect", from: "extra.module", to: "first.module" },
      ],
    });
    const names = moduleAt(graph, "head").module.layers.map(({ name }) => name);
    expect(names).toEqual(["trunk", "extra", "first", "second", "sum", "pool", "flat", "head"]);
  });

  it("may begin twice at the pictures", () => {
    const graph = graphOf(
      {
        near: node("conv2d", { filters: 2 }),
        far: node("conv2d", { filters: 3, kernelSize: 5, padding: 2 }),
        both: node("concat"),
      },
      [
        ["near", "both.a"],
        ["far", "both.b"],
      ],
      "both",
    );
    const { module, out } = moduleAt(graph, "both");
    expect(module.layers.map(({ from }) => from)).toEqual([undefined, ["@input"], ["near", "far"]]);
    expect(out).toEqual([5, 16, 16]);
  });

  it("tells two networks apart whose layers are called alike", () => {
    const head = { hidden: [], outputs: 3 };
    const graph = graphOf(
      { flat: node("flatten"), a: node("mlp-head", head), b: node("mlp-head", head), sum: node("add") },
      [
        ["flat", "a.module"],
        ["flat", "b.module"],
        ["a", "sum.a"],
        ["b", "sum.b"],
      ],
      "sum",
    );
    const names = moduleAt(graph, "sum").module.layers.map(({ name }) => name);
    expect(names).toEqual(["flat", "head.0", "b.head.0", "sum"]);
  });
});

describe("branches that do not fit", () => {
  it("get a 1 × 1 convolution where only the channels differ, by the button", () => {
    const graph = residual({ second: node("conv2d", { filters: 7 }) });
    const [problem] = checked(graph).problems;
    expect(problem).toMatchObject({ node: "sum", port: "b", expected: "[4, 16, 16]", got: "[7, 16, 16]" });
    const mended = problem?.fix && applyEdit(graph, problem.fix.edit);
    expect(mended && checked(mended).problems).toEqual([]);
  });

  it("say that an input is open", () => {
    const graph = applyEdit(residual(), { kind: "disconnect", from: "trunk.module", to: "sum.a" });
    expect(checked(graph).problems[0]).toMatchObject({ node: "sum", port: "a", got: "nothing" });
  });
});
