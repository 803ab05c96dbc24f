import { addressHost } from "../graph/address";
import type { Graph, Node } from "../graph/document";
import { type AnyRunNode, isModelNode, type NodeDefinition } from "../graph/node";
import { NodeError, type Problem } from "../graph/problem";
import type { DatasetType, ValueType } from "../graph/types";
import type { Checked, CheckedNode, Facts } from "./checked";
import { drawnWarnings } from "./drawn";
import { inferNode } from "./infer";
import { insertEdit, placeOf } from "./insert";
import { topologicalOrder } from "./order";
import { preparationWarnings } from "./preparation";
import { readSettings } from "./settings";
import { dataOfModels, definitionOf, type End, readWiring, type Wiring } from "./wiring";

/**
 * The typed graph: type and shape of every edge, and all problems at once. One pass over nodes and edges; sizes that
 * depend on data not yet looked through stay symbols.
 */
export function check(graph: Graph, facts: Facts, registry: ReadonlyMap<string, NodeDefinition>): Checked {
  const wiring = readWiring(graph, registry);
  const dataFrom = dataOfModels(graph, registry, wiring.sources);
  const order = topologicalOrder(graph, wiring.sources, dataFrom);
  const problems: Problem[] = [...wiring.problems, ...order.problems];
  const nodes = new Map<string, CheckedNode>();

  const visit = (id: string, unreachable: boolean) => {
    const node = graph.nodes[id];
    if (!node) return;
    const definition = definitionOf(graph, registry, id);
    const sources = wiring.sources.get(id);
    const inputs = inputTypes(sources, nodes);
    const base = { id, node, definition, inputs, outputs: {} };
    if (!definition) {
      problems.push(unknownType(id, node));
      nodes.set(id, { ...base, settings: undefined, state: "wrong" });
      return;
    }
    const read = readSettings(id, node, definition);
    problems.push(...read.problems);
    const missing = missingInputs(id, definition, sources, wiring.wrong.has(id));
    problems.push(...missing);
    const wrong =
      order.cyclic.has(id) || wiring.wrong.has(id) || missing.length > 0 || read.settings === undefined;
    const waits = [...(sources?.values() ?? [])].some((end) => nodes.get(end.node)?.state !== "ready");
    if (wrong || waits || unreachable) {
      nodes.set(id, { ...base, settings: read.settings, state: wrong ? "wrong" : "blocked" });
      return;
    }
    const asset = graph.assets[id];
    if (asset && definition.files && !facts.files.has(id)) {
      problems.push({
        severity: "error",
        node: id,
        message: asset.url
          ? `${asset.name} is not at hand: this graph asks for it from ${addressHost(asset.url)}. Let ${definition.title} fetch it, or give it the file.`
          : `${asset.name} is not at hand: a graph names its files and does not hold them. Give ${definition.title} the file again.`,
        expected: asset.name,
        got: "no file",
      });
      nodes.set(id, { ...base, settings: read.settings, state: "wrong" });
      return;
    }
    const data = dataFrom.get(id);
    const dataNode = data && nodes.get(data.node);
    const dataType = data && dataNode?.outputs[data.port];
    try {
      const outputs = inferNode(definition, {
        node: id,
        settings: read.settings ?? {},
        inputs,
        facts: facts.data[id],
        hasFiles: facts.files.has(id),
        asset,
        weights: facts.weights?.[id],
        data: isDataset(dataType) ? dataType : undefined,
      });
      if (!isModelNode(definition))
        problems.push(
          ...preparationWarnings(id, definition, inputs, graph, wiring.sources, registry),
          ...drawnWarnings(id, definition, graph, wiring.sources, nodes),
          ...ownWarnings(id, definition, read.settings ?? {}, facts),
        );
      nodes.set(id, { ...base, settings: read.settings, outputs, state: "ready" });
    } catch (error) {
      // A network that cannot be built only because its data are in trouble has no fault of its own.
      const follows = data !== undefined && dataNode?.state !== "ready";
      if (!follows) problems.push(problemOf(error, graph, id, definition, wiring.sources, registry, data));
      nodes.set(id, { ...base, settings: read.settings, state: follows ? "blocked" : "wrong" });
    }
  };

  for (const id of order.sorted) visit(id, false);
  for (const id of Object.keys(graph.nodes)) if (!nodes.has(id)) visit(id, true);

  const edges = graph.edges.map((edge) => {
    const dot = edge.from.indexOf(".");
    return { edge, type: nodes.get(edge.from.slice(0, dot))?.outputs[edge.from.slice(dot + 1)] };
  });
  return { graph, nodes, edges, problems };
}

/** What the node itself finds odd though it can run. */
function ownWarnings(
  id: string,
  definition: AnyRunNode,
  settings: Readonly<Record<string, unknown>>,
  facts: Facts,
): Problem[] {
  const context = { settings, facts: facts.data[id], hasFiles: facts.files.has(id) };
  return (definition.warnings?.(context) ?? []).map((remark) => ({
    severity: "warning",
    node: id,
    ...remark,
  }));
}

function inputTypes(
  sources: ReadonlyMap<string, { node: string; port: string }> | undefined,
  nodes: ReadonlyMap<string, CheckedNode>,
): Record<string, ValueType | undefined> {
  const types: Record<string, ValueType | undefined> = {};
  for (const [port, end] of sources ?? []) types[port] = nodes.get(end.node)?.outputs[end.port];
  return types;
}

function missingInputs(
  id: string,
  definition: NodeDefinition,
  sources: ReadonlyMap<string, unknown> | undefined,
  badlyWired: boolean,
): Problem[] {
  // A port whose only edge was refused is reported once, by that edge.
  if (badlyWired) return [];
  return Object.entries(definition.inputs)
    .filter(([port, { optional }]) => !optional && !sources?.has(port))
    .map(([port, { kind, doc }]) => ({
      severity: "error",
      node: id,
      port,
      message: `${definition.title} needs its input ${port}: ${lowerFirst(doc)}. Wire it in.`,
      expected: kind,
      got: "nothing",
    }));
}

function unknownType(id: string, node: Node): Problem {
  return {
    severity: "error",
    node: id,
    message: `There is no node type ${node.type} in this version. The node is kept as it came, with its settings and edges; what needs it cannot run.`,
    expected: "a known type",
    got: node.type,
    fix: { title: "Remove this node", edit: { kind: "remove", nodes: [id] } },
  };
}

/** What was thrown while a node's types were worked out, as a problem that names the node upstream and offers a fix. */
export function problemOf(
  error: unknown,
  graph: Graph,
  id: string,
  definition: NodeDefinition,
  sources: Wiring["sources"],
  registry: ReadonlyMap<string, NodeDefinition>,
  data?: End,
): Problem {
  if (!(error instanceof NodeError)) {
    const text = error instanceof Error ? error.message : String(error);
    return {
      severity: "error",
      node: id,
      message: `Tensorloom made a mistake of its own in ${definition.title}: ${text}. Please report it with this graph.`,
    };
  }
  const { port, insert, ...details } = error.details;
  const source = port === undefined ? undefined : sources.get(id)?.get(port);
  const place = insert && placeOf(insert, graph, { node: id, port: port ?? "" }, source ?? data, sources);
  const fix =
    error.fix?.(id) ??
    (insert && place ? insertEdit(graph, registry, insert, place.from, place.to) : undefined);
  return {
    severity: "error",
    node: id,
    ...(port === undefined ? {} : { port }),
    message: error.message,
    ...details,
    ...(source ? { cause: source.node } : {}),
    ...(fix ? { fix } : {}),
  };
}

function isDataset(type: ValueType | undefined): type is DatasetType {
  return type?.kind === "Dataset";
}

function lowerFirst(text: string): string {
  return /^[A-Z][a-z]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}
