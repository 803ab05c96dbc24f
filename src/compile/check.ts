import { errorText } from "@/error-text";
import { addressHost } from "../graph/address";
import type { Graph, Node } from "../graph/document";
import { type AnyRunNode, isModelNode, type NodeDefinition, type Port } from "../graph/node";
import { NodeError, type Problem } from "../graph/problem";
import type { DatasetType, ValueType } from "../graph/types";
import { perObject } from "../per-object";
import type { Checked, CheckedNode, Facts } from "./checked";
import { drawnWarnings } from "./drawn";
import { inferNode } from "./infer";
import { insertEdit, placeOf } from "./insert";
import { leakageWarnings } from "./leakage";
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
    const judged = (
      state: CheckedNode["state"],
      settings?: CheckedNode["settings"],
      outputs: CheckedNode["outputs"] = NOTHING,
    ) => nodes.set(id, { id, node, definition, settings, inputs, outputs, state });
    if (!definition) {
      problems.push(unknownType(id, node));
      judged("wrong");
      return;
    }
    const { settings, problems: faults } = readSettings(id, node, definition);
    const badlyWired = wiring.wrong.has(id);
    const missing = missingInputs(id, definition, sources, badlyWired);
    addAll(problems, faults);
    addAll(problems, missing);
    const wrong = order.cyclic.has(id) || badlyWired || missing.length > 0 || settings === undefined;
    if (wrong || unreachable || waits(sources, nodes)) {
      judged(wrong ? "wrong" : "blocked", settings);
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
      judged("wrong", settings);
      return;
    }
    const data = dataFrom.get(id);
    const dataNode = data && nodes.get(data.node);
    const dataType = data && dataNode?.outputs[data.port];
    try {
      const outputs = inferNode(definition, {
        node: id,
        settings,
        inputs,
        facts: facts.data[id],
        hasFiles: facts.files.has(id),
        asset,
        weights: facts.weights?.[id],
        data: isDataset(dataType) ? dataType : undefined,
      });
      if (!isModelNode(definition)) {
        addAll(problems, preparationWarnings(id, definition, inputs, graph, wiring.sources, registry));
        addAll(problems, drawnWarnings(id, definition, graph, wiring.sources, nodes));
        addAll(problems, leakageWarnings(id, definition, graph, wiring.sources, registry));
        addAll(problems, ownWarnings(id, definition, settings, facts));
      }
      judged("ready", settings, outputs);
    } catch (error) {
      // A network that cannot be built only because its data are in trouble has no fault of its own.
      const follows = data !== undefined && dataNode?.state !== "ready";
      if (!follows) problems.push(problemOf(error, graph, id, definition, wiring.sources, registry, data));
      judged(follows ? "blocked" : "wrong", settings);
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

const NOTHING: Readonly<Record<string, never>> = {};
const NONE: readonly Problem[] = [];

/** Most nodes add nothing: a thousand of them are checked after every edit. */
function addAll(problems: Problem[], more: readonly Problem[]): void {
  for (const problem of more) problems.push(problem);
}

/** Whether something that the node needs is not ready. */
function waits(
  sources: ReadonlyMap<string, End> | undefined,
  nodes: ReadonlyMap<string, CheckedNode>,
): boolean {
  if (sources) for (const end of sources.values()) if (nodes.get(end.node)?.state !== "ready") return true;
  return false;
}

/** What the node itself finds odd though it can run. */
function ownWarnings(
  id: string,
  definition: AnyRunNode,
  settings: Readonly<Record<string, unknown>>,
  facts: Facts,
): readonly Problem[] {
  if (!definition.warnings) return NONE;
  const context = { settings, facts: facts.data[id], hasFiles: facts.files.has(id) };
  return definition.warnings(context).map((remark) => ({
    severity: "warning",
    node: id,
    ...remark,
  }));
}

function inputTypes(
  sources: ReadonlyMap<string, { node: string; port: string }> | undefined,
  nodes: ReadonlyMap<string, CheckedNode>,
): Readonly<Record<string, ValueType | undefined>> {
  if (!sources) return NOTHING;
  const types: Record<string, ValueType | undefined> = {};
  for (const [port, end] of sources) types[port] = nodes.get(end.node)?.outputs[end.port];
  return types;
}

function missingInputs(
  id: string,
  definition: NodeDefinition,
  sources: ReadonlyMap<string, unknown> | undefined,
  badlyWired: boolean,
): readonly Problem[] {
  // A port whose only edge was refused is reported once, by that edge.
  if (badlyWired) return NONE;
  const missing = neededInputs(definition).filter(([port]) => !sources?.has(port));
  return missing.map(([port, { kind, doc }]) => ({
    severity: "error",
    node: id,
    port,
    message: `${definition.title} needs its input ${port}: ${lowerFirst(doc)}. Wire it in.`,
    expected: kind,
    got: "nothing",
  }));
}

const neededInputs = perObject(({ inputs }: NodeDefinition): readonly (readonly [string, Port])[] =>
  Object.entries(inputs).filter(([, { optional }]) => !optional),
);

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
    const text = errorText(error);
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
