import fc from "fast-check";
import { canonicalText } from "@/graph/canonical";
import type { Graph } from "@/graph/document";

const TOKENS = [
  ...["{", "}", "[", "]", ",", ":", '"', "\\", "null", "true", "-", "1e999", "1e-400", "9".repeat(400)],
  ...[
    '"__proto__"',
    '"constructor":',
    "\u0000",
    "\uFEFF",
    "\ud800",
    '"\\ud800"',
    "//",
    "'",
    "NaN",
    "\n",
    "💥",
  ],
  ...['"nodes":{}', '"edges":[],', '{"from":"a.b","to":"a.b"},', `${"[".repeat(300)}`, '{"a":'.repeat(60)],
];

/** A place in a text, from 0 to 1, and what is done to it there. */
const damage = fc.record({
  // Not the ends more than the middle: a file that does not begin as one is refused whatever follows.
  at: fc.noBias(fc.nat(1_000_000)).map((millionth) => millionth / 1_000_000),
  length: fc.nat(400),
  kind: fc.constantFrom("cut", "out", "twice", "token", "tail", "value", "rename"),
  token: fc.constantFrom(...TOKENS),
  value: fc.jsonValue({ maxDepth: 4 }),
});

type Damage = typeof damage extends fc.Arbitrary<infer T> ? T : never;

/** A file that was a graph and was damaged a few times, or that never was one. */
export function brokenFile(wholes: readonly string[]): fc.Arbitrary<string> {
  const damaged = fc
    .tuple(fc.constantFrom(...wholes), fc.array(damage, { minLength: 1, maxLength: 6 }))
    .map(([text, all]) => all.reduce(damageText, text));
  const madeUp = fc
    .record({
      format: fc.constant("tensorloom"),
      formatVersion: fc.oneof(fc.constant(1), fc.jsonValue()),
      ...Object.fromEntries(
        ["title", "nodes", "edges", "groups", "layout", "notes", "assets", "other"].map((name) => [
          name,
          fc.jsonValue({ maxDepth: 5 }),
        ]),
      ),
    })
    .map((value) => JSON.stringify(value));
  return fc.oneof(
    { weight: 8, arbitrary: damaged },
    { weight: 1, arbitrary: madeUp },
    fc.string(),
    fc.json(),
  );
}

function damageText(text: string, { at, length, kind, token, value }: Damage): string {
  const place = Math.floor(at * text.length);
  const end = place + length;
  switch (kind) {
    case "cut":
      return text.slice(0, place);
    case "out":
      return text.slice(0, place) + text.slice(end);
    case "twice":
      return text.slice(0, end) + text.slice(place);
    case "token":
      return text.slice(0, place) + token + text.slice(place);
    case "tail":
      return text.slice(0, place) + token;
    case "value":
      return withOther(text, place, (lines, line) => {
        lines[line] =
          lines[line]?.replace(/: .*?(,?)$/, (_, comma) => `: ${JSON.stringify(value)}${comma}`) ?? "";
      });
    case "rename":
      return withOther(text, place, (lines, line) => {
        lines[line] = lines[line]?.replace(/"[^"]*"/, JSON.stringify(token)) ?? "";
      });
  }
}

function withOther(text: string, place: number, change: (lines: string[], line: number) => void): string {
  const lines = text.split("\n");
  change(lines, text.slice(0, place).split("\n").length - 1);
  return lines.join("\n");
}

/** A graph so large that whatever takes too long with size is seen. */
export function largeFile(graph: Graph, copies: number): string {
  const [nodes, edges, layout]: [Record<string, unknown>, unknown[], Record<string, unknown>] = [{}, [], {}];
  for (let copy = 0; copy < copies; copy++) {
    for (const [id, node] of Object.entries(graph.nodes)) nodes[`${id}-${copy}`] = node;
    for (const [id, place] of Object.entries(graph.layout)) layout[`${id}-${copy}`] = place;
    for (const { from, to } of graph.edges)
      edges.push({ from: from.replace(".", `-${copy}.`), to: to.replace(".", `-${copy}.`) });
  }
  return canonicalText({ ...graph, nodes, edges, layout } as Graph);
}
