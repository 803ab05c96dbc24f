import { describe, expect, it } from "vitest";
import { check } from "@/compile/check";
import { NO_FACTS } from "@/compile/checked";
import { emptyGraph, type Graph } from "@/graph/document";
import { applyEdit } from "@/graph/edits";
import { registry } from "@/registry";

const node = (type: string) => ({ type, version: 1, settings: {} });
const types = {
  images: "sample-steel",
  tensor: "to-tensor",
  split: "split",
  other: "split",
  flat: "flatten",
  head: "mlp-head",
  loss: "cross-entropy",
  adam: "adam",
  trainer: "trainer",
  evaluate: "evaluate",
};
/** Trained on one port and judged by another. */
function graphOf(train: string, judged: string, ...more: [string, string][]): Graph {
  const edges: [string, string][] = [
    ["images.dataset", "tensor.dataset"],
    ["flat.module", "head.module"],
    ["head.module", "trainer.module"],
    ["loss.loss", "trainer.loss"],
    ["adam.optimizer", "trainer.optimizer"],
    ["trainer.model", "evaluate.model"],
    [train, "trainer.train"],
    [judged, "evaluate.dataset"],
    ...more,
  ];
  const used = new Set(edges.flat().map((end) => end.slice(0, end.indexOf("."))));
  return {
    ...emptyGraph(),
    nodes: Object.fromEntries(
      Object.entries(types)
        .filter(([id]) => used.has(id))
        .map(([id, type]) => [id, node(type)]),
    ),
    edges: edges.map(([from, to]) => ({ from, to })),
  };
}
const leaks = (graph: Graph) =>
  check(graph, NO_FACTS, registry).problems.filter(({ message }) => message.includes("too good"));
const SPLIT: [string, string] = ["tensor.dataset", "split.dataset"];

describe("judging by pictures that were learned from", () => {
  it.each(["test", "validation"])("is not done with the %s part of the split that was trained on", (part) => {
    expect(leaks(graphOf("split.train", `split.${part}`, SPLIT))).toEqual([]);
  });

  it("is told where nothing was split, and one click puts a Split in between", () => {
    const graph = graphOf("tensor.dataset", "tensor.dataset");
    const [problem] = leaks(graph);
    expect(problem).toMatchObject({
      severity: "warning",
      node: "evaluate",
      port: "dataset",
      got: "tensor.dataset",
      cause: "trainer",
      fix: { title: "Insert Split" },
    });
    const mended = problem?.fix ? applyEdit(graph, problem.fix.edit) : graph;
    expect(mended.edges.map(({ from, to }) => `${from} ${to}`)).toEqual(
      expect.arrayContaining([
        "tensor.dataset split.dataset",
        "split.train trainer.train",
        "split.test evaluate.dataset",
      ]),
    );
    expect(check(mended, NO_FACTS, registry).problems).toEqual([]);
  });

  it("is told of all pictures beside a split, with the test part as the way out", () => {
    const graph = graphOf("split.train", "tensor.dataset", SPLIT);
    const [problem] = leaks(graph);
    expect(problem?.fix?.title).toBe("Judge by the test part");
    expect(leaks(problem?.fix ? applyEdit(graph, problem.fix.edit) : graph)).toEqual([]);
  });

  it("is meant where the training part itself is judged by: that is the training loss", () => {
    expect(leaks(graphOf("split.train", "split.train", SPLIT))).toEqual([]);
  });

  it("is told where two splits deal out the same pictures each by itself, and not where one is split further", () => {
    expect(
      leaks(graphOf("split.train", "other.test", SPLIT, ["tensor.dataset", "other.dataset"])),
    ).toHaveLength(1);
    expect(leaks(graphOf("other.train", "split.test", SPLIT, ["split.train", "other.dataset"]))).toEqual([]);
  });

  it("is not looked for across two sources", () => {
    const graph = graphOf("split.train", "elsewhere.dataset", SPLIT);
    const two = { ...graph, nodes: { ...graph.nodes, elsewhere: node("sample-steel") } };
    expect(leaks(two)).toEqual([]);
  });
});
