import { type Edge, endpoint, type Graph } from "../graph/document";
import { isModelNode, type NodeDefinition, type Port, portOf } from "../graph/node";
import type { Problem } from "../graph/problem";
import { perObject } from "../per-object";

export interface End {
  readonly node: string;
  readonly port: string;
}

/** Who feeds each input port, after edges that cannot hold were set apart. */
export interface Wiring {
  /** By node, then by input port. */
  readonly sources: ReadonlyMap<string, ReadonlyMap<string, End>>;
  readonly problems: readonly Problem[];
  /** Nodes with an edge that cannot hold. */
  readonly wrong: ReadonlySet<string>;
}

const known = perObject((_: Graph) => new WeakMap<ReadonlyMap<string, NodeDefinition>, Wiring>());

/**
 * Reads the edges once: ports that do not exist, kinds that do not match, two edges into one input. The check asks for it,
 * and so does the plan.
 */
export function readWiring(graph: Graph, registry: ReadonlyMap<string, NodeDefinition>): Wiring {
  const before = known(graph).get(registry);
  if (before) return before;
  const wiring = read(graph, registry);
  known(graph).set(registry, wiring);
  return wiring;
}

function read(graph: Graph, registry: ReadonlyMap<string, NodeDefinition>): Wiring {
  const sources = new Map<string, Map<string, End>>();
  const problems: Problem[] = [];
  const wrong = new Set<string>();
  const refuse = (edge: Edge, at: End, message: string, details: Partial<Problem> = {}) => {
    const fix = {
      title: "Remove this edge",
      edit: { kind: "disconnect", from: edge.from, to: edge.to },
    } as const;
    problems.push({ severity: "error", ...at, message, fix, ...details });
    wrong.add(endpoint(edge.to).node);
  };
  for (const edge of graph.edges) {
    const from = endpoint(edge.from);
    const to = endpoint(edge.to);
    const source = definitionOf(graph, registry, from.node);
    const target = definitionOf(graph, registry, to.node);
    const output = portOf(source, "outputs", from.port);
    const input = portOf(target, "inputs", to.port);
    if (source && !output) {
      refuse(
        edge,
        from,
        `${source.title} has no output called ${from.port}. It has ${listed(source.outputs)}.`,
      );
    } else if (target && !input) {
      refuse(edge, to, `${target.title} has no input called ${to.port}. It has ${listed(target.inputs)}.`);
    } else if (output && input && output.kind !== input.kind) {
      refuse(
        edge,
        to,
        `This input takes ${kindInWords(input.kind)}, and ${edge.from} gives ${kindInWords(output.kind)}.`,
        {
          expected: input.kind,
          got: output.kind,
          cause: from.node,
        },
      );
    } else {
      const ports = sources.get(to.node) ?? new Map<string, End>();
      sources.set(to.node, ports);
      const first = ports.get(to.port);
      if (first) {
        const both = `${first.node}.${first.port} and ${edge.from}`;
        refuse(edge, to, `Two edges lead into this input, from ${both}. It takes one.`, {
          expected: "one edge",
          got: "two",
        });
      } else ports.set(to.port, from);
    }
  }
  return { sources, problems, wrong };
}

export function kindInWords(kind: string): string {
  const words: Readonly<Record<string, string>> = {
    Dataset: "a dataset",
    Module: "a network",
    Loss: "a loss",
    Optimizer: "an optimizer",
    TrainedModel: "a trained model",
    History: "a training history",
    Predictions: "predictions",
    Metrics: "metrics",
    Figure: "a figure",
  };
  return words[kind] ?? kind;
}

/**
 * For each model node, the dataset port that says what its network will see: that of the node the network runs in.
 * Trainers come first; each model node is visited once, so this is linear in the edges.
 */
export function dataOfModels(
  graph: Graph,
  registry: ReadonlyMap<string, NodeDefinition>,
  sources: Wiring["sources"],
): ReadonlyMap<string, End> {
  const found = new Map<string, End>();
  const users = Object.keys(graph.nodes).flatMap((id) => {
    const definition = definitionOf(graph, registry, id);
    if (!definition || isModelNode(definition)) return [];
    const pair = definition.applies?.[0] ?? definition.settles;
    return pair ? [{ id, definition, pair }] : [];
  });
  const trains = ({ definition }: (typeof users)[number]) =>
    definition.applies !== undefined && Object.values(definition.outputs).some(isTrained);
  for (const { id, pair } of [...users.filter(trains), ...users.filter((user) => !trains(user))]) {
    const data = sources.get(id)?.get(pair.dataset);
    const model = sources.get(id)?.get(pair.module)?.node;
    const ahead = data && model !== undefined ? [model] : [];
    for (let at = ahead.pop(); data && at !== undefined; at = ahead.pop()) {
      const definition = definitionOf(graph, registry, at);
      if (found.has(at) || !definition || !isModelNode(definition)) continue;
      found.set(at, data);
      // All inputs of a model node are networks: every branch sees the same data.
      for (const end of sources.get(at)?.values() ?? []) ahead.push(end.node);
    }
  }
  return found;
}

function isTrained(port: Port): boolean {
  return port.kind === "TrainedModel";
}

export function definitionOf(
  graph: Graph,
  registry: ReadonlyMap<string, NodeDefinition>,
  id: string,
): NodeDefinition | undefined {
  const node = graph.nodes[id];
  return node ? registry.get(node.type) : undefined;
}

function listed(ports: Readonly<Record<string, unknown>>): string {
  const names = Object.keys(ports);
  return names.length > 0 ? names.join(", ") : "none";
}
