import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalJson, canonicalText } from "@/graph/canonical";
import { emptyGraph, type Graph } from "@/graph/document";
import { LIMITS, parseGraph } from "@/graph/parse";

const small: Graph = {
  ...emptyGraph("Two nodes"),
  nodes: {
    images: { type: "sample-steel", version: 1, settings: { count: 2 } },
    grid: { type: "image-grid", version: 1, settings: {} },
  },
  edges: [{ from: "images.dataset", to: "grid.dataset" }],
  layout: { images: [0, 0], grid: [280, 0] },
};

const messages = (text: string) => parseGraph(text).problems.map((problem) => problem.message);

describe("a graph's text", () => {
  it("is the same bytes after open and save", () => {
    const text = canonicalText(small);
    const opened = parseGraph(text);
    expect(opened.problems).toEqual([]);
    expect(opened.graph && canonicalText(opened.graph)).toBe(text);
  });

  it("does not depend on the order in which keys and edges were written", () => {
    const reversed = JSON.parse(JSON.stringify(small), (_key, value) =>
      value && typeof value === "object" && !Array.isArray(value)
        ? Object.fromEntries(Object.entries(value).reverse())
        : value,
    );
    expect(canonicalText(reversed)).toBe(canonicalText(small));
  });

  it("keeps fields and node types that it does not know", () => {
    const odd = {
      ...small,
      future: { deep: [1, 2] },
      nodes: {
        ...small.nodes,
        x: { type: "from-the-future", version: 7, settings: { a: [1] }, colour: "red" },
      },
    };
    const opened = parseGraph(JSON.stringify(odd));
    const saved = JSON.parse(canonicalText(opened.graph ?? emptyGraph()));
    expect(saved.future).toEqual({ deep: [1, 2] });
    expect(saved.nodes.x).toEqual(odd.nodes.x);
  });

  it("is the same bytes after open and save for any settings", () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/), fc.jsonValue({ maxDepth: 3 })),
        (settings) => {
          fc.pre(!Object.hasOwn(settings, "constructor") && !Object.hasOwn(settings, "prototype"));
          const graph = {
            ...small,
            nodes: { a: { type: "t", version: 1, settings } },
            edges: [],
            layout: {},
          };
          const opened = parseGraph(canonicalText(graph));
          fc.pre(opened.graph !== undefined);
          expect(canonicalText(opened.graph ?? emptyGraph())).toBe(canonicalText(graph));
        },
      ),
    );
  });
});

describe("a file that is no graph", () => {
  it("is refused in words", () => {
    expect(messages("{")[0]).toMatch(/not JSON/);
    expect(messages("[]")[0]).toMatch(/JSON object/);
    expect(messages('{"format":"comfy"}')[0]).toMatch(/"format" is "comfy"/);
    expect(messages('{"format":"tensorloom","formatVersion":2}')[0]).toMatch(/newer Tensorloom/);
    expect(messages("x".repeat(LIMITS.bytes + 1))[0]).toMatch(/at most/);
  });

  it("is refused when it reaches for a prototype, wherever that stands", () => {
    const poisoned = canonicalText(small).replace('"count": 2', '"__proto__": { "polluted": true }');
    expect(messages(poisoned)[0]).toMatch(/__proto__ at nodes\.images\.settings/);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it("is refused when it is nested without end", () => {
    expect(messages(`${'{"a":'.repeat(5000)}1${"}".repeat(5000)}`)[0]).toMatch(/nested deeper/);
  });

  it("names the field that has the wrong form", () => {
    const broken = canonicalText(small).replace('"version": 1', '"version": "one"');
    expect(messages(broken)[0]).toMatch(/^nodes\.\w+\.version/);
  });
});

it("an edge to a node that is not there, or a second copy of an edge, is left out and said", () => {
  const graph = {
    ...small,
    edges: [...small.edges, ...small.edges, { from: "images.dataset", to: "gone.dataset" }],
  };
  const opened = parseGraph(JSON.stringify(graph));
  expect(opened.graph?.edges).toEqual(small.edges);
  expect(opened.problems.map((problem) => problem.message).join()).toMatch(/there twice.*no node gone/);
});

it("canonical JSON sorts keys at every depth and drops nothing", () => {
  expect(canonicalJson({ b: [{ d: 1, c: null }], a: "ü" })).toBe('{"a":"ü","b":[{"c":null,"d":1}]}');
});
