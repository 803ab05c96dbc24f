import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { check } from "@/compile/check";
import { type Facts, NO_FACTS } from "@/compile/checked";
import { emptyGraph, type Graph, type Node } from "@/graph/document";
import { applyEdit } from "@/graph/edits";
import { parseGraph } from "@/graph/parse";
import { edgeLabel } from "@/graph/types";
import { registry } from "@/registry";

const steel = parseGraph(readFileSync("graphs/steel-defects.json", "utf8")).graph ?? emptyGraph();
const node = (type: string, settings = {}): Node => ({ type, version: 1, settings });
const graphOf = (nodes: Record<string, Node>, edges: [string, string][] = []): Graph => ({
  ...emptyGraph(),
  nodes,
  edges: edges.map(([from, to]) => ({ from, to })),
});
const errors = (graph: Graph, facts = NO_FACTS) => check(graph, facts, registry).problems;
const labels = (graph: Graph, facts: Facts = NO_FACTS) =>
  Object.fromEntries(
    check(graph, facts, registry).edges.map(({ edge, type }) => [edge.from, type ? edgeLabel(type) : "?"]),
  );
const withSetting = (graph: Graph, id: string, setting: string, value: unknown) =>
  applyEdit(graph, { kind: "set", node: id, setting, value });

describe("the steel graph", () => {
  it("has no problem and a type on every edge", () => {
    expect(errors(steel)).toEqual([]);
    expect(labels(steel)).toMatchObject({
      "images.dataset": "240 × [1, 200, 200]",
      "convert.dataset": "240 × [3, 200, 200]",
      "normalize.dataset": "240 × [3, 224, 224]",
      "split.train": "168 × [3, 224, 224]",
      "split.validation": "24 × [3, 224, 224]",
      "split.test": "48 × [3, 224, 224]",
      "vgg16.module": "→ [512]",
      "head.module": "→ [6]",
      "trainer.model": "6 classes",
    });
  });

  it("takes the head's outputs and the network's input from the trainer's data", () => {
    const classes = ["ok", "torn"];
    const given = { ...steel, assets: { images: { name: "a.zip", bytes: 1, sha256: "0".repeat(64) } } };
    const facts: Facts = {
      files: new Set(["images"]),
      data: {
        images: {
          classes,

          length: 100,
          height: 48,
          width: 64,
          channels: 3,
          mode: "RGB",
          dtype: "uint8",
          remarks: [],
        },
      },
    };
    expect(labels(given, facts)).toMatchObject({
      "images.dataset": "100 × [3, 48, 64]",
      "head.module": "→ [2]",
    });
  });

  it("shows symbols while the files were not looked through", () => {
    const given = { ...steel, assets: { images: { name: "a.zip", bytes: 1, sha256: "0".repeat(64) } } };
    const facts: Facts = { files: new Set(["images"]), data: {} };
    expect(labels(given, facts)["images.dataset"]).toMatch(/^N × \[\w+, H, W\]$/);
  });

  it("says when its files are named but not at hand", () => {
    const given = { ...steel, assets: { images: { name: "neu.zip", bytes: 1, sha256: "0".repeat(64) } } };
    expect(errors(given).map((problem) => problem.message)).toEqual([
      expect.stringMatching(/^neu\.zip is not at hand/),
    ]);
  });
});

describe("what is wrong", () => {
  it("comes all at once, each with its node", () => {
    let graph = withSetting(steel, "resize", "height", 0);
    graph = withSetting(graph, "adam", "learningRate", "fast");
    graph = applyEdit(graph, { kind: "disconnect", from: "loss.loss", to: "trainer.loss" });
    const problems = errors(graph);
    expect(problems.map(({ node, setting, port }) => [node, setting ?? port])).toEqual(
      expect.arrayContaining([
        ["resize", "height"],
        ["adam", "learningRate"],
        ["trainer", "loss"],
      ]),
    );
    expect(problems).toHaveLength(3);
  });

  it("names what is expected, what came and a repair that works", () => {
    const [problem] = errors(withSetting(steel, "resize", "height", 99999));
    expect(problem).toMatchObject({
      expected: expect.stringMatching(/whole number from 1 to/),
      got: "99999",
    });
    expect(problem?.fix).toBeDefined();
    const mended = problem?.fix && applyEdit(withSetting(steel, "resize", "height", 99999), problem.fix.edit);
    expect(mended && errors(mended)).toEqual([]);
  });

  it("offers the node that is missing, put on the right edge", () => {
    const graph = graphOf(
      {
        images: node("sample-steel"),
        convert: node("convert-colour"),
        normalize: node("normalize"),
        grid: node("image-grid"),
      },
      [
        ["images.dataset", "convert.dataset"],
        ["convert.dataset", "normalize.dataset"],
        ["normalize.dataset", "grid.dataset"],
      ],
    );
    let mended = graph;
    for (let round = 0; round < 3; round++) {
      const fix = errors(mended)[0]?.fix;
      if (fix) mended = applyEdit(mended, fix.edit);
    }
    expect(errors(mended)).toEqual([]);
    expect(Object.values(mended.nodes).map(({ type }) => type)).toContain("to-tensor");
  });

  it("puts a repair upstream, where it belongs", () => {
    const grey = applyEdit(steel, {
      kind: "all",
      edits: [
        { kind: "remove", nodes: ["convert"] },
        { kind: "connect", from: "images.dataset", to: "resize.dataset" },
      ],
    });
    const [problem] = errors(grey);
    expect(problem).toMatchObject({ node: "normalize", expected: "[3, H, W]", got: "[1, H, W]" });
    const mended = problem?.fix && applyEdit(grey, problem.fix.edit);
    expect(mended && errors(mended)).toEqual([]);
    expect(mended?.edges).toContainEqual({ from: "convert-colour.dataset", to: "tensor.dataset" });
  });

  it("a cycle names its nodes in order and offers to open it", () => {
    const graph = graphOf({ a: node("resize"), b: node("resize"), c: node("image-grid") }, [
      ["a.dataset", "b.dataset"],
      ["b.dataset", "a.dataset"],
      ["b.dataset", "c.dataset"],
    ]);
    const problems = errors(graph);
    expect(problems).toHaveLength(1);
    expect(problems[0]?.message).toMatch(/wait for each other: (a → b → a|b → a → b)/);
    expect(check(graph, NO_FACTS, registry).nodes.get("c")?.state).toBe("blocked");
    const opened = problems[0]?.fix && applyEdit(graph, problems[0].fix.edit);
    expect(opened && errors(opened).some((problem) => /each other/.test(problem.message))).toBe(false);
  });

  it("an unknown type is a placeholder: one problem, and what needs it waits", () => {
    const graph = graphOf({ x: node("from-the-future"), grid: node("image-grid") }, [
      ["x.dataset", "grid.dataset"],
    ]);
    expect(errors(graph).map(({ node }) => node)).toEqual(["x"]);
    expect(check(graph, NO_FACTS, registry).nodes.get("grid")?.state).toBe("blocked");
  });

  it("edges of the wrong kind, to ports that do not exist, and two into one input are refused one by one", () => {
    const nodes = {
      images: node("sample-steel"),
      more: node("sample-steel"),
      loss: node("cross-entropy"),
      grid: node("image-grid"),
    };
    expect(errors(graphOf(nodes, [["loss.loss", "grid.dataset"]]))[0]).toMatchObject({
      node: "grid",
      port: "dataset",
      expected: "Dataset",
      got: "Loss",
      cause: "loss",
    });
    expect(errors(graphOf(nodes, [["images.pictures", "grid.dataset"]]))[0]?.message).toMatch(
      /no output called pictures. It has dataset/,
    );
    const twice: [string, string][] = [
      ["images.dataset", "grid.dataset"],
      ["more.dataset", "grid.dataset"],
    ];
    expect(errors(graphOf(nodes, twice))[0]?.message).toMatch(/Two edges lead into this input/);
  });

  it("a head wired before any data says that the classes are not known yet", () => {
    const graph = graphOf({ vgg16: node("vgg16"), head: node("mlp-head"), sum: node("model-summary") }, [
      ["vgg16.module", "head.module"],
      ["head.module", "sum.module"],
    ]);
    expect(errors(graph)).toHaveLength(1);
    expect(errors(graph)[0]).toMatchObject({ node: "head", message: expect.stringMatching(/class/) });
  });

  it("an unknown setting is kept and only mentioned", () => {
    const problems = errors(withSetting(steel, "resize", "zoom", 2));
    expect(problems.map(({ severity, setting }) => [severity, setting])).toEqual([["warning", "zoom"]]);
  });
});

it("a line of thousands of nodes is checked without deep recursion", () => {
  const count = 4000;
  const nodes: Record<string, Node> = { n0: node("sample-steel") };
  const edges: [string, string][] = [];
  for (let at = 1; at < count; at++) {
    nodes[`n${at}`] = node("resize");
    edges.push([`n${at - 1}.dataset`, `n${at}.dataset`]);
  }
  const checked = check(graphOf(nodes, edges), NO_FACTS, registry);
  expect(checked.problems).toEqual([]);
  expect(checked.nodes.get(`n${count - 1}`)?.state).toBe("ready");
});
