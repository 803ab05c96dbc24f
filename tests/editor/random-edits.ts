import fc from "fast-check";
import { endpoint, type Graph } from "@/graph/document";
import { cutOut, type Edit, freshId, pasteEdit } from "@/graph/edits";

/** One edit to come: which of the kinds, and numbers that choose its places in the graph as it is then. */
export interface Choice {
  readonly kind: number;
  readonly a: number;
  readonly b: number;
  readonly text: string;
  readonly value: unknown;
}

export const choice: fc.Arbitrary<Choice> = fc.record({
  kind: fc.nat(11),
  a: fc.nat(1000),
  b: fc.nat(1000),
  text: fc.string({ unit: "binary", maxLength: 12 }),
  value: fc.jsonValue({ maxDepth: 2 }),
});

const TYPES = ["resize", "image-grid", "trainer", "from-the-future"];
const SETTINGS = ["height", "width", "mode", "a-b"];

/** The edit that a choice means in this graph; every kind of edit comes up. */
export function editOf({ kind, a, b, text, value }: Choice, graph: Graph): Edit {
  const ids = Object.keys(graph.nodes);
  const id = ids[a % Math.max(1, ids.length)] ?? "nobody";
  const other = ids[b % Math.max(1, ids.length)] ?? "nobody";
  const edge = graph.edges[a % Math.max(1, graph.edges.length)];
  const type = TYPES[a % TYPES.length] ?? "resize";
  const setting = SETTINGS[b % SETTINGS.length] ?? "height";
  const add: Edit = {
    kind: "add",
    id: freshId(graph, type),
    node: { type, version: 1 + (b % 3), settings: { [setting]: value } },
    position: [a - 500, b / 8],
  };
  switch (kind) {
    case 1:
      return { kind: "remove", nodes: b % 4 === 0 ? [id, other] : [id] };
    case 2:
      return ids.length === 0 ? add : { kind: "connect", from: `${id}.dataset`, to: `${other}.in${b % 3}` };
    case 3:
      return edge ? { kind: "disconnect", from: edge.from, to: edge.to } : add;
    case 4:
      return { kind: "set", node: id, setting, value };
    case 5:
      return { kind: "unset", node: id, setting };
    case 6:
      return { kind: "rename", node: id, title: text };
    case 7:
      return { kind: "retitle", title: text };
    case 8:
      return ids.length === 0 ? add : { kind: "move", positions: { [id]: [a, b], [other]: [b, -a] } };
    case 9:
      return {
        kind: "asset",
        node: id,
        asset: b % 3 === 0 || ids.length === 0 ? undefined : { name: text, bytes: a, sha256: "0".repeat(64) },
      };
    case 10:
      return { kind: "notes", notes: [...graph.notes.slice(a % 3), { text, position: [a, b] }] };
    case 11:
      return pasteEdit(graph, cutOut(graph, new Set([id, other])), [32, 32]);
    default:
      return add;
  }
}

/** Edges that lead to nodes: what an edit may not leave behind. */
export function looseEdges(graph: Graph): number {
  return graph.edges.filter(({ from, to }) =>
    [from, to].some((reference) => !Object.hasOwn(graph.nodes, endpoint(reference).node)),
  ).length;
}
