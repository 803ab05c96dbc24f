import { endpoint, type Graph } from "../graph/document";
import { type Edit, freshId } from "../graph/edits";
import { type AnyModelNode, isModelNode, type NodeDefinition } from "../graph/node";
import { ownerOf } from "../module/compose";
import type { Layer } from "../module/layer";
import { layerSources } from "../module/module";
import type { Checked } from "./checked";

/** Distance of two cards, px of the canvas, and how many stand in a row. */
const APART = [264, 210] as const;
const IN_A_ROW = 6;
/** Longer names of layers would not fit on a card beside what the layer is. */
const LONGEST_NAME = 13;

export interface TurnedIntoLayers {
  readonly edit: Edit;
  /** The new nodes, in the order of the layers. */
  readonly nodes: readonly string[];
}

/**
 * A model node replaced by nodes of one layer each, wired as its network is: they have its names, first values and what
 * is frozen, so every number stays the same. One edit. A sentence where it cannot be done.
 */
export function turnIntoLayers(
  checked: Checked,
  id: string,
  registry: ReadonlyMap<string, NodeDefinition>,
): TurnedIntoLayers | string {
  const { graph } = checked;
  const made = checked.nodes.get(id)?.outputs.module;
  const title = graph.nodes[id]?.title ?? checked.nodes.get(id)?.definition?.title ?? id;
  if (made?.kind !== "Module")
    return `${title} cannot be built yet, so its layers are not known. The Problems panel says what is missing.`;
  const { module, origins } = made;
  const own = [...module.layers.keys()].filter((index) => ownerOf(origins?.[index] ?? "") === id);
  if (own.length < 2) return `${title} is one layer already.`;

  const makers = makersOf(registry);
  const names = new Map<number, string>();
  const taken = new Set<string>();
  const edits: Edit[] = [];
  const start = startOf(graph, id, own.length);
  const sources = layerSources(module);
  for (const [at, index] of own.entries()) {
    const layer = module.layers[index] as Layer;
    const definition = makers.get(layer.type);
    if (!definition?.ofLayer)
      return `${title} has a layer of kind ${layer.type}, for which there is no node.`;
    const node = freshId(graph, layer.name.replaceAll(/[^A-Za-z0-9_-]/g, "-"), taken);
    taken.add(node);
    names.set(index, node);
    const settings = {
      ...definition.ofLayer.settings(layer),
      layerName: layer.name === node ? "" : layer.name,
    };
    edits.push({
      kind: "add",
      id: node,
      node: {
        type: definition.type,
        version: definition.version,
        settings: changed(settings, definition),
        ...(layer.name !== node && layer.name.length <= LONGEST_NAME
          ? { title: `${definition.title} ${layer.name}` }
          : {}),
      },
      position: placeOf(at, start),
    });
    const asset = graph.assets[id];
    if (asset && layer.weights?.kind === "file" && "weights" in settings && settings.weights === "file")
      edits.push({ kind: "asset", node, asset });
    // What comes from before the node's own first layer came in by one of its edges.
    const ports = Object.keys(definition.inputs);
    for (const [place, source] of (sources[index] ?? []).entries()) {
      const from = names.get(source);
      const port = ports[place];
      const feed = from === undefined ? feedOf(graph, id) : `${from}.module`;
      if (port !== undefined && feed !== undefined)
        edits.push({ kind: "connect", from: feed, to: `${node}.${port}` });
    }
  }
  const last = names.get(module.layers.length - 1);
  for (const edge of graph.edges)
    if (endpoint(edge.from).node === id) edits.push({ kind: "connect", from: `${last}.module`, to: edge.to });
  return {
    edit: { kind: "all", edits: [{ kind: "remove", nodes: [id] }, ...edits] },
    nodes: [...names.values()],
  };
}

/** Which node makes a kind of layer on its own. */
function makersOf(registry: ReadonlyMap<string, NodeDefinition>): ReadonlyMap<string, AnyModelNode> {
  const makers = new Map<string, AnyModelNode>();
  for (const definition of registry.values())
    if (isModelNode(definition) && definition.ofLayer) makers.set(definition.ofLayer.type, definition);
  return makers;
}

/** What the box is wired behind; every box has one input. */
function feedOf(graph: Graph, id: string): string | undefined {
  return graph.edges.find((edge) => endpoint(edge.to).node === id)?.from;
}

/** Defaults need not be written into a file. */
function changed(
  settings: Readonly<Record<string, unknown>>,
  definition: AnyModelNode,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(settings).filter(([name, value]) => definition.settings[name]?.default !== value),
  );
}

/** Where the box stood; below all other cards where the layers would cover one. */
function startOf(graph: Graph, id: string, count: number): readonly [number, number] {
  const [x, y] = graph.layout[id] ?? [0, 0];
  const others = Object.entries(graph.layout).filter(
    ([node]) => node !== id && Object.hasOwn(graph.nodes, node),
  );
  const right = x + Math.min(count, IN_A_ROW) * APART[0];
  const bottom = y + Math.ceil(count / IN_A_ROW) * APART[1];
  const isFree = others.every(
    ([, [left, top]]) => left >= right || left + APART[0] <= x || top >= bottom || top + APART[1] <= y,
  );
  return isFree ? [x, y] : [x, Math.max(...others.map(([, [, top]]) => top)) + 1.5 * APART[1]];
}

/** Row by row, from there on. */
function placeOf(at: number, [x, y]: readonly [number, number]): readonly [number, number] {
  return [x + (at % IN_A_ROW) * APART[0], y + Math.floor(at / IN_A_ROW) * APART[1]];
}
