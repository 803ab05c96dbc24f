import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { check } from "@/compile/check";
import type { Facts } from "@/compile/checked";
import { canConnect } from "@/compile/connect";
import { plan } from "@/compile/plan";
import { canonicalText } from "@/graph/canonical";
import { emptyGraph, type Graph, type Node } from "@/graph/document";
import { applyEdit } from "@/graph/edits";
import { migrateGraph } from "@/graph/migrate";
import type { DataFacts } from "@/graph/node";
import { parseGraph } from "@/graph/parse";
import type { Problem } from "@/graph/problem";
import { registry } from "@/registry";

const steel = parseGraph(readFileSync("graphs/steel-defects.json", "utf8")).graph ?? emptyGraph();
const definitions = [...registry.values()];
const portNames = ["toString", "constructor", "nope", "dataset"];

const oddValue = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(0, 1, 2, 3, 32, 224, -1, 0.5, 1e9, true, false, null, "", "RGB") },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 2 }) },
);
/** A setting of the type: often one that it takes, sometimes anything. */
const settingsOf = (type: string): fc.Arbitrary<Node["settings"]> => {
  const names = Object.entries(registry.get(type)?.settings ?? {}) as [string, { control: object }][];
  const values = names.map(([name, { control }]) => {
    const options = "options" in control ? (control.options as { value: unknown }[]) : [];
    const value =
      options.length > 0
        ? fc.oneof(fc.constantFrom(...options.map((option) => option.value)), oddValue)
        : oddValue;
    return fc.option(value.map((given) => [name, given] as const));
  });
  return fc
    .tuple(...values)
    .map((given) => Object.fromEntries(given.filter((entry) => entry !== null)) as Node["settings"]);
};
const type = fc.constantFrom(...definitions.map((definition) => definition.type), "unknown", "toString");
const node: fc.Arbitrary<Node> = type.chain((name) =>
  fc.record({
    type: fc.constant(name),
    version: fc.constantFrom(1, 1, 1, 7),
    settings: settingsOf(name),
  }),
);
const portsOf = (graph: Graph, side: "inputs" | "outputs") => [
  "ghost.dataset",
  ...Object.entries(graph.nodes).flatMap(([id, { type }]) =>
    [...Object.keys(registry.get(type)?.[side] ?? {}), ...portNames].map((port) => `${id}.${port}`),
  ),
];

/** Up to twelve nodes of any type, wired as it comes. */
const anyGraph: fc.Arbitrary<Graph> = fc.array(node, { maxLength: 12 }).chain((nodes) => {
  const graph = { ...emptyGraph(), nodes: Object.fromEntries(nodes.map((one, at) => [`n${at}`, one])) };
  const edge = fc.record({
    from: fc.constantFrom(...portsOf(graph, "outputs")),
    to: fc.constantFrom(...portsOf(graph, "inputs")),
  });
  return fc.array(edge, { maxLength: 24 }).map((edges) => ({ ...graph, edges }));
});

type Change = (graph: Graph) => Graph;
const inSteel = fc.constantFrom(...Object.keys(steel.nodes));
const change: fc.Arbitrary<Change> = fc.oneof(
  inSteel.map<Change>((id) => (graph) => applyEdit(graph, { kind: "remove", nodes: [id] })),
  inSteel.chain((id) =>
    settingsOf(steel.nodes[id]?.type ?? "").map<Change>(
      (settings) => (graph) =>
        Object.entries(settings).reduce(
          (changed, [setting, value]) => applyEdit(changed, { kind: "set", node: id, setting, value }),
          graph,
        ),
    ),
  ),
  fc.nat().map<Change>((at) => (graph) => {
    const edge = graph.edges[at % Math.max(1, graph.edges.length)];
    return edge ? applyEdit(graph, { kind: "disconnect", ...edge }) : graph;
  }),
  fc.tuple(fc.nat(), fc.nat()).map<Change>(([a, b]) => (graph) => {
    const outputs = portsOf(graph, "outputs");
    const inputs = portsOf(graph, "inputs");
    const edge = { from: outputs[a % outputs.length] ?? "", to: inputs[b % inputs.length] ?? "" };
    return b % 3 === 0
      ? { ...graph, edges: [...graph.edges, edge] }
      : applyEdit(graph, { kind: "connect", ...edge });
  }),
  inSteel.chain((id) =>
    node.map<Change>((other) => (graph) => ({ ...graph, nodes: { ...graph.nodes, [id]: other } })),
  ),
);
/** The steel graph after a few accidents. */
const brokenSteel = fc
  .array(change, { minLength: 1, maxLength: 4 })
  .map((changes) => changes.reduce((graph, apply) => apply(graph), steel));

const dim = fc.constantFrom<number | "H">(1, 20, 64, 224, "H");
const facts: fc.Arbitrary<DataFacts> = fc.record({
  classes: fc.constantFrom(["a"], ["a", "b"], ["__proto__", "toString", "x"]),
  length: fc.constantFrom(1, 2, 3, 10, 900),
  height: dim as fc.Arbitrary<number>,
  width: dim as fc.Arbitrary<number>,
  channels: fc.constantFrom<number | string>(1, 3, 4, "C") as fc.Arbitrary<number>,
  dtype: fc.constant("uint8" as const),
  remarks: fc.constant([]),
});
const someFacts: fc.Arbitrary<Facts> = fc
  .option(facts)
  .map((found) =>
    found
      ? { data: { images: found, n0: found }, files: new Set(["images", "n0"]) }
      : { data: {}, files: new Set<string>() },
  );

const world = fc.tuple(fc.oneof(anyGraph, brokenSteel), someFacts);

/** A sentence for a student: it says something, and nothing of our insides. */
function expectWords({ severity, message, expected, got, fix }: Problem): void {
  for (const text of [message, expected, got, fix?.title]) {
    if (text === undefined) continue;
    expect(text.trim()).not.toBe("");
    // What a user wrote is quoted, and may be anything: a setting's own key may be called NaN.
    const ours = text.replaceAll(/"(?:[^"\\]|\\.)*"/g, '""');
    expect(ours).not.toMatch(/undefined|\[object|NaN|mistake of its own|is not a function|\n {4}at /);
  }
  expect(message).toMatch(/[.?]$/);
  expect(["error", "warning"]).toContain(severity);
}

/** As a file comes in: through text. */
function opened(graph: Graph): Graph {
  const { graph: read, problems } = parseGraph(canonicalText(graph));
  problems.forEach(expectWords);
  expect(read ?? problems.length > 0).toBeTruthy();
  return read ? migrateGraph(read, registry).graph : emptyGraph();
}

describe("whatever is in a document", () => {
  it("is read or refused in words, never thrown at", () => {
    const key = fc.constantFrom("format", "formatVersion", "nodes", "edges", "title", "layout", "assets");
    const text = fc.oneof(
      fc.string(),
      fc.json(),
      fc.tuple(key, fc.jsonValue()).map(([name, value]) => JSON.stringify({ ...steel, [name]: value })),
      fc.tuple(inSteel, fc.jsonValue()).map(([id, value]) => {
        const nodes = { ...steel.nodes, [id]: value };
        return JSON.stringify({ ...steel, nodes });
      }),
      fc.nat(6000).map((length) => canonicalText(steel).slice(0, length)),
    );
    fc.assert(
      fc.property(text, (document) => {
        const { graph, problems } = parseGraph(document);
        problems.forEach(expectWords);
        expect(graph !== undefined || problems.length > 0).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it("is checked and planned without an exception, and every problem is a sentence", () => {
    fc.assert(
      fc.property(world, ([graph, known]) => {
        const checked = check(opened(graph), known, registry);
        checked.problems.forEach(expectWords);
        const { steps, blocked, skipped } = plan(checked, registry);
        const told = new Set([...steps.flatMap((step) => step.nodes), ...blocked, ...skipped]);
        expect([...checked.nodes.keys()].filter((id) => !told.has(id))).toEqual([]);
      }),
      { numRuns: 400 },
    );
  });

  it("gets repairs that can be made, and that take away the problem they were offered for", () => {
    // The same words with another repair are another problem: a second cycle, a second edge from no port.
    const same = (a: Problem) => (b: Problem) =>
      a.message === b.message && a.node === b.node && JSON.stringify(a.fix) === JSON.stringify(b.fix);
    fc.assert(
      fc.property(world, ([broken, known]) => {
        const graph = opened(broken);
        const { problems } = check(graph, known, registry);
        for (const problem of problems) {
          if (!problem.fix) continue;
          const after = check(applyEdit(graph, problem.fix.edit), known, registry).problems;
          after.forEach(expectWords);
          expect(after.filter(same(problem))).toEqual([]);
        }
      }),
      { numRuns: 300 },
    );
  });

  it("gets repairs that come to an end when they are taken one after the other", () => {
    fc.assert(
      fc.property(world, ([broken, known]) => {
        let graph = opened(broken);
        let taken = 0;
        for (; taken < 100; taken++) {
          const { fix } = check(graph, known, registry).problems.find((problem) => problem.fix) ?? {};
          if (!fix) break;
          graph = applyEdit(graph, fix.edit);
        }
        expect(taken).toBeLessThan(100);
      }),
      { numRuns: 200 },
    );
  });

  it("answers every edge that a hand may draw", () => {
    fc.assert(
      fc.property(world, fc.nat(), fc.nat(), ([broken, known], a, b) => {
        const graph = opened(broken);
        const [outputs, inputs] = [portsOf(graph, "outputs"), portsOf(graph, "inputs")];
        const [from, to] = [outputs[a % outputs.length] ?? "", inputs[b % inputs.length] ?? ""];
        const verdict = canConnect(check(graph, known, registry), registry, from, to);
        if (!verdict.ok) expectWords({ severity: "error", message: verdict.reason });
      }),
      { numRuns: 300 },
    );
  });
});

describe("names that JavaScript's objects have of their own", () => {
  it("are no ports", () => {
    const edges = [
      { from: "images.toString", to: "convert.dataset" },
      { from: "images.dataset", to: "convert.valueOf" },
    ];
    const nodes = {
      images: { type: "image-archive", version: 1, settings: {} },
      convert: { type: "convert-colour", version: 1, settings: {} },
    };
    const { problems } = check(opened({ ...emptyGraph(), nodes, edges }), NOTHING, registry);
    expect(problems.map((problem) => problem.message)).toEqual([
      "Image archive has no output called toString. It has dataset.",
      "Convert colour has no input called valueOf. It has dataset.",
    ]);
  });

  it("are no ids", () => {
    for (const id of ["toString", "hasOwnProperty", "constructor", "__proto__"]) {
      const text = canonicalText(steel).replaceAll('"resize":', `"${id}":`);
      expect(parseGraph(text).problems[0]?.message).toMatch(
        new RegExp(`a field called ${id} at .*not opened`),
      );
    }
  });
});

const NOTHING: Facts = { data: {}, files: new Set() };

describe("a file that is wrong in places", () => {
  const problems = (change: object) =>
    parseGraph(JSON.stringify({ ...steel, ...change })).problems.map((problem) => problem.message);

  it("is told which, and what belongs there", () => {
    expect(problems({ formatVersion: "1" })).toEqual(['formatVersion has to be 1, and is "1".']);
    expect(problems({ nodes: [] })).toEqual(["nodes has to be an object, and is []."]);
    expect(problems({ nodes: { a: { type: "adam", version: 1 } } })[0]).toBe(
      "nodes.a.settings has to be an object, and is missing.",
    );
    expect(problems({ nodes: { "a b": steel.nodes.adam } })[0]).toMatch(
      /^nodes\.a b cannot be called so: an id begins with a letter/,
    );
    expect(problems({ edges: [{ from: "images", to: "resize.dataset" }] })).toEqual([
      'edges.0.from has to be node.port, such as images.dataset, and is "images".',
    ]);
    expect(problems({ title: "x".repeat(201) })).toEqual(["title has to be at most 200 characters long."]);
  });

  it("is told at most twenty, and how many more", () => {
    const told = problems({ edges: Array.from({ length: 50 }, () => 1) });
    expect(told).toHaveLength(21);
    expect(told.at(-1)).toBe("30 more places are wrong.");
  });

  it("is told when it is empty, or no text", () => {
    expect(parseGraph(" \n").problems[0]?.message).toBe("The file is empty: there is no graph in it.");
    expect(parseGraph("PK\u0003\u0004\u0000\u0000").problems[0]?.message).toMatch(/no text in UTF-8/);
  });

  it("is told of an infinite number by its name", () => {
    const text = canonicalText(steel).replace("0.0001", "1e999");
    const graph = parseGraph(text).graph ?? emptyGraph();
    expect(check(graph, NOTHING, registry).problems[0]).toMatchObject({ got: "Infinity" });
  });

  it("is warned of nodes from a newer Tensorloom", () => {
    const newer = applyEdit(steel, { kind: "set", node: "resize", setting: "height", value: 64 });
    const resize = { type: "resize", version: 9, settings: {} };
    const { graph, problems } = migrateGraph({ ...newer, nodes: { ...newer.nodes, resize } }, registry);
    expect(problems[0]?.message).toMatch(/newer Tensorloom \(version 9; this one knows 1\)/);
    expect(graph.nodes.resize).toEqual(resize);
  });
});
