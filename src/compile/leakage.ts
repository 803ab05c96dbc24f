import type { Graph } from "../graph/document";
import { type Edit, freshId } from "../graph/edits";
import { type AnyRunNode, isModelNode, type NodeDefinition } from "../graph/node";
import type { Fix, Problem } from "../graph/problem";
import { perObject } from "../per-object";
import { definitionOf, type End, type Wiring } from "./wiring";

const SPLIT = "split";

/** One way from a node's input up to where its pictures come from: each output passed, and the input that it leads into. */
type Way = readonly { readonly from: End; readonly to: End }[];

/**
 * A warning where a model is judged by all pictures, among which are those that it has learned from: a number made so says
 * how well it remembers, not how well it does on new pictures. To judge by a split's training part is no oversight: that is
 * how the training loss is measured.
 */
export function leakageWarnings(
  id: string,
  definition: AnyRunNode,
  graph: Graph,
  sources: Wiring["sources"],
  registry: ReadonlyMap<string, NodeDefinition>,
): readonly Problem[] {
  // Evidence on training pictures, such as a saliency map, is no judgement.
  if (!judges(definition)) return NONE;
  const model = portOfKind(definition, "TrainedModel");
  const judged = portOfKind(definition, "Dataset");
  const trainer = model === undefined ? undefined : sources.get(id)?.get(model);
  const trained = trainer && definitionOf(graph, registry, trainer.node);
  const learned = trained && !isModelNode(trained) ? trained.applies?.[0]?.dataset : undefined;
  if (!trainer || learned === undefined || judged === undefined) return NONE;
  const up = (end: End) => wayUp(end, graph, sources, registry);
  const [train, test] = [up({ node: trainer.node, port: learned }), up({ node: id, port: judged })];
  const meeting = test.find(({ from }) => train.some((each) => isSame(each.from, from)))?.from;
  if (!meeting) return NONE;
  const before = (way: Way) => way.slice(0, way.findIndex(({ from }) => isSame(from, meeting)) + 1);
  const [toTrain, toTest] = [before(train), before(test)];
  const isPart = graph.nodes[meeting.node]?.type === SPLIT;
  if (isPart || areApart(toTrain, toTest, graph)) return NONE;
  const fix = mend(graph, registry, toTrain, toTest);
  return [
    {
      severity: "warning",
      node: id,
      port: judged,
      message: `${definition.title} judges by pictures among which are those that the model learned from, so the numbers come out too good. Judge by pictures that it has not seen: the test part of a Split.`,
      expected: "pictures that the model has not learned from",
      got: written(meeting),
      cause: trainer.node,
      ...(fix ? { fix } : {}),
    },
  ];
}

const NONE: readonly Problem[] = [];

const judges = perObject(({ outputs }: AnyRunNode) =>
  Object.values(outputs).some(({ kind }) => kind === "Metrics" || kind === "Predictions"),
);

function portOfKind({ inputs }: AnyRunNode, kind: string): string | undefined {
  for (const port in inputs) if (inputs[port]?.kind === kind) return port;
  return undefined;
}

function wayUp(
  start: End,
  graph: Graph,
  sources: Wiring["sources"],
  registry: ReadonlyMap<string, NodeDefinition>,
): Way {
  const way: { from: End; to: End }[] = [];
  const seen = new Set<string>();
  for (let at: End | undefined = start; at && !seen.has(at.node); ) {
    seen.add(at.node);
    const source: End | undefined = sources.get(at.node)?.get(at.port);
    if (!source) break;
    way.push({ from: source, to: at });
    const definition = definitionOf(graph, registry, source.node);
    const port = definition && !isModelNode(definition) ? portOfKind(definition, "Dataset") : undefined;
    at = port === undefined ? undefined : { node: source.node, port };
  }
  return way;
}

function splitsOn(way: Way, graph: Graph): readonly End[] {
  return way.map(({ from }) => from).filter(({ node }) => graph.nodes[node]?.type === SPLIT);
}

/** Whether the two ways go through different parts of one split. */
function areApart(a: Way, b: Way, graph: Graph): boolean {
  const ports = new Map(splitsOn(a, graph).map(({ node, port }) => [node, port]));
  return splitsOn(b, graph).some(({ node, port }) => ports.has(node) && ports.get(node) !== port);
}

/** Judges by the test part of the split that the training goes through, or puts a split where the two ways part. */
function mend(
  graph: Graph,
  registry: ReadonlyMap<string, NodeDefinition>,
  train: Way,
  test: Way,
): Fix | undefined {
  const [fork, judged] = [train.at(-1), test.at(-1)];
  if (!fork || !judged) return undefined;
  const [used] = splitsOn(train, graph);
  if (used) {
    const from = { node: used.node, port: "test" };
    const direct = test.length === 1;
    return direct && !isSame(judged.from, from)
      ? { title: "Judge by the test part", edit: connect(from, judged.to) }
      : undefined;
  }
  const definition = registry.get(SPLIT);
  if (!definition) return undefined;
  const id = freshId(graph, SPLIT);
  const [x, y] = graph.layout[fork.from.node] ?? [0, 0];
  const edits: Edit[] = [
    {
      kind: "add",
      id,
      node: { type: SPLIT, version: definition.version, settings: {} },
      position: [x + 260, y],
    },
    connect(fork.from, { node: id, port: "dataset" }),
    connect({ node: id, port: "train" }, fork.to),
    connect({ node: id, port: "test" }, judged.to),
  ];
  return { title: "Insert Split", edit: { kind: "all", edits } };
}

const connect = (from: End, to: End): Edit => ({ kind: "connect", from: written(from), to: written(to) });

const written = ({ node, port }: End) => `${node}.${port}`;

const isSame = (a: End, b: End) => a.node === b.node && a.port === b.port;
