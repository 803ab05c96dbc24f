import type { Graph } from "../graph/document";
import type { AnyRunNode, NodeDefinition } from "../graph/node";
import type { Fix, Problem } from "../graph/problem";
import type { DatasetType, Normalization, ValueType } from "../graph/types";
import type { Preparation } from "../module/layer";
import { insertEdit } from "./insert";
import type { Wiring } from "./wiring";

/**
 * A warning where a network meets pictures that were prepared otherwise than those its weights were trained on: it runs,
 * and gives poor results without a word.
 */
export function preparationWarnings(
  id: string,
  definition: AnyRunNode,
  inputs: Readonly<Record<string, ValueType | undefined>>,
  graph: Graph,
  sources: Wiring["sources"],
  registry: ReadonlyMap<string, NodeDefinition>,
): readonly Problem[] {
  for (const pair of definition.applies ?? []) {
    const model = inputs[pair.module];
    const data = inputs[pair.dataset];
    if (model?.kind !== "Module" || data?.kind !== "Dataset") continue;
    const expects = model.module.layers.find((layer) => layer.expects)?.expects;
    if (!expects || isPrepared(data, expects)) continue;
    const source = sources.get(id)?.get(pair.dataset);
    const fix =
      source &&
      repair(expects, `${source.node}.${source.port}`, `${id}.${pair.dataset}`, { graph, sources, registry });
    return [
      {
        severity: "warning",
        node: id,
        port: pair.dataset,
        message: `The network's weights were trained on pictures with ${expects.name}, and these are prepared otherwise. What it gives will be poor. Prepare them as those were.`,
        expected: expects.name,
        got: data.image.normalization ? inNumbers(data.image.normalization) : "not normalized",
        ...(source ? { cause: source.node } : {}),
        ...(fix ? { fix } : {}),
      },
    ];
  }
  return [];
}

function isPrepared({ image }: DatasetType, expects: Preparation): boolean {
  const { normalization: has } = image;
  if (!has || (has.reversed ?? false) !== (expects.reversed ?? false)) return false;
  return near(has.mean, expects.mean) && near(has.std, expects.std);
}

/** Equal to three digits: nobody types means with more. */
function near(a: readonly number[], b: readonly number[]): boolean {
  return (
    a.length === b.length &&
    a.every((value, at) => Math.abs(value - (b[at] ?? 0)) <= 2e-3 * Math.abs(value) + 1e-4)
  );
}

function inNumbers({ mean, std, reversed, own }: Normalization): string {
  if (own) return `each picture by its own ${own === "deviation" ? "mean and deviation" : "percentiles"}`;
  const list = (values: readonly number[]) => values.map((value) => Number(value.toPrecision(3))).join(", ");
  return `means ${list(mean)}, deviations ${list(std)}${reversed ? ", BGR" : ""}`;
}

/** Sets the node that prepares the pictures now, or puts one where the network takes them. */
function repair(
  { node }: Preparation,
  from: string,
  to: string,
  {
    graph,
    sources,
    registry,
  }: { graph: Graph; sources: Wiring["sources"]; registry: ReadonlyMap<string, NodeDefinition> },
): Fix | undefined {
  const seen = new Set<string>();
  let at: string | undefined = from.slice(0, from.indexOf("."));
  while (at !== undefined && !seen.has(at)) {
    seen.add(at);
    if (graph.nodes[at]?.type === node.type) {
      const id = at;
      const edits = Object.entries(node.settings).map(
        ([setting, value]) => ({ kind: "set", node: id, setting, value }) as const,
      );
      const title = registry.get(node.type)?.title ?? node.type;
      return { title: `Set ${title} so`, edit: { kind: "all", edits } };
    }
    at = sources.get(at)?.get("dataset")?.node;
  }
  return insertEdit(graph, registry, { type: node.type, settings: node.settings }, from, to);
}
