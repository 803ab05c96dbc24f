import { endpoint, type Graph } from "../graph/document";
import { type Edit, freshId } from "../graph/edits";
import type { NodeDefinition } from "../graph/node";
import type { Fix, Insertion } from "../graph/problem";
import type { End, Wiring } from "./wiring";

/** The repair that puts a new node on the edge from one port to another. */
export function insertEdit(
  graph: Graph,
  registry: ReadonlyMap<string, NodeDefinition>,
  insert: Insertion,
  from: string,
  to: string,
  ports: { readonly input?: string; readonly output?: string } = {},
): Fix | undefined {
  const definition = registry.get(insert.type);
  const input = ports.input ?? (definition && Object.keys(definition.inputs)[0]);
  const output = ports.output ?? (definition && Object.keys(definition.outputs)[0]);
  if (!definition || !input || !output) return undefined;
  const id = freshId(graph, insert.type);
  const [x, y] = between(graph, endpoint(from).node, endpoint(to).node);
  const edits: Edit[] = [
    {
      kind: "add",
      id,
      node: { type: insert.type, version: definition.version, settings: { ...insert.settings } },
      position: [x, y],
    },
    { kind: "disconnect", from, to },
    { kind: "connect", from, to: `${id}.${input}` },
    { kind: "connect", from: `${id}.${output}`, to },
  ];
  return { title: `Insert ${definition.title}`, edit: { kind: "all", edits } };
}

/**
 * The edge on which a repair belongs: the one into the failing port, or, walking upstream along the data, the one into
 * the first node of the type that it must stand before.
 */
export function placeOf(
  insert: Insertion,
  graph: Graph,
  failing: End,
  source: End | undefined,
  sources: Wiring["sources"],
): { readonly from: string; readonly to: string } | undefined {
  let from = source;
  let to = failing;
  const seen = new Set<string>();
  while (from && insert.before !== undefined && graph.nodes[to.node]?.type !== insert.before) {
    if (seen.has(from.node)) return undefined;
    seen.add(from.node);
    to = { node: from.node, port: "dataset" };
    from = sources.get(to.node)?.get(to.port);
  }
  return from ? { from: `${from.node}.${from.port}`, to: `${to.node}.${to.port}` } : undefined;
}

function between(graph: Graph, a: string, b: string): readonly [number, number] {
  const [ax, ay] = graph.layout[a] ?? [0, 0];
  const [bx, by] = graph.layout[b] ?? [ax + 320, ay];
  return [Math.round((ax + bx) / 2), Math.round((ay + by) / 2) + 48];
}
