import { endpoint, type Graph } from "@/graph/document";
import { membersOf } from "@/graph/groups";
import { registry } from "@/registry";
import { inReadingOrder } from "../state/reading-order";

/** The ports of a group's card, each as `node.port`. */
export interface GroupPorts {
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

const orders = new WeakMap<Graph, ReadonlyMap<string, number>>();

/** The ports that were chosen, and after them those that edges lead through from outside, in reading order. */
export function groupPorts(graph: Graph, id: string): GroupPorts {
  const group = graph.groups[id];
  const members = new Set(membersOf(graph.groups, id));
  const inside = (port: string) => members.has(endpoint(port).node);
  const inputs = new Set((group?.inputs ?? []).filter(inside));
  const outputs = new Set((group?.outputs ?? []).filter(inside));
  const crossing = graph.edges.filter(({ from, to }) => inside(from) !== inside(to));
  for (const port of inOrder(graph, crossing.map(({ to }) => to).filter(inside), "inputs")) inputs.add(port);
  for (const port of inOrder(graph, crossing.map(({ from }) => from).filter(inside), "outputs"))
    outputs.add(port);
  return { inputs: [...inputs], outputs: [...outputs] };
}

/** All ports that the nodes of a group have: what can be chosen from. An input that is fed from inside is none. */
export function possiblePorts(graph: Graph, id: string): GroupPorts {
  const members = membersOf(graph.groups, id);
  const inside = new Set(members);
  const fed = new Set(graph.edges.filter(({ from }) => inside.has(endpoint(from).node)).map(({ to }) => to));
  const of = (side: "inputs" | "outputs") =>
    members.flatMap((node) => portsOf(graph, node, side).map((port) => `${node}.${port}`));
  return {
    inputs: inOrder(
      graph,
      of("inputs").filter((port) => !fed.has(port)),
      "inputs",
    ),
    outputs: inOrder(graph, of("outputs"), "outputs"),
  };
}

function portsOf(graph: Graph, node: string, side: "inputs" | "outputs"): readonly string[] {
  return Object.keys(registry.get(graph.nodes[node]?.type ?? "")?.[side] ?? {});
}

/** Where each node comes in reading order: worked out once for a graph. */
export function readingRanks(graph: Graph): ReadonlyMap<string, number> {
  const order = orders.get(graph) ?? new Map(inReadingOrder(graph).map((node, at) => [node, at]));
  orders.set(graph, order);
  return order;
}

function inOrder(graph: Graph, ports: readonly string[], side: "inputs" | "outputs"): readonly string[] {
  const order = readingRanks(graph);
  const rank = (reference: string): readonly [number, number] => {
    const { node, port } = endpoint(reference);
    return [order.get(node) ?? 0, portsOf(graph, node, side).indexOf(port)];
  };
  return [...new Set(ports)]
    .map((port) => [port, rank(port)] as const)
    .sort(([, a], [, b]) => a[0] - b[0] || a[1] - b[1])
    .map(([port]) => port);
}
