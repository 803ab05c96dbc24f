import { canonicalJson } from "../graph/canonical";
import { type Edge, endpoint, type Graph, type Node } from "../graph/document";
import { freshId } from "../graph/edits";

/** The graph that runs where nodes are pinned, and the nodes in it that stand for what was upstream of a pin. */
export interface Pinned {
  readonly graph: Graph;
  /** Copies of nodes as they were, by id: the node that each is of. */
  readonly copies: ReadonlyMap<string, string>;
  /** Pins that cannot hold, because what they were made of needs files that only the node as it is now has. */
  readonly lost: readonly string[];
}

/**
 * Puts each pinned node back to how it was when its result was made, with all that it was made of. Its recipe, and so its
 * key, are those of then: the cache has it, and what follows is made from it. What has not changed since is not copied.
 */
export function withPins(graph: Graph, pins: ReadonlyMap<string, Graph>): Pinned {
  let { nodes, edges, assets } = graph;
  const copies = new Map<string, string>();
  const lost: string[] = [];
  for (const [pin, then] of pins) {
    if (!graph.nodes[pin] || !then.nodes[pin] || isSame(graph, then, pin, new Map())) continue;
    const made = copyOf({ ...graph, nodes, edges, assets }, graph, then, pin);
    if (!made) {
      lost.push(pin);
      continue;
    }
    nodes = { ...nodes, ...made.nodes };
    edges = [...edges.filter((edge) => endpoint(edge.to).node !== pin), ...made.edges];
    for (const [copy, original] of made.copies) copies.set(copy, original);
  }
  return { graph: nodes === graph.nodes ? graph : { ...graph, nodes, edges, assets }, copies, lost };
}

function copyOf(into: Graph, now: Graph, then: Graph, pin: string) {
  const ids = new Map<string, string>([[pin, pin]]);
  const known = new Map<string, boolean>();
  const taken = new Set<string>();
  const nodes: Record<string, Node> = {};
  const edges: Edge[] = [];
  const copies = new Map<string, string>();
  const idOf = (id: string): string => {
    const before = ids.get(id);
    if (before !== undefined) return before;
    const same = isSame(now, then, id, known);
    const made = same ? id : freshId(into, `${id}-pinned`.slice(0, 60), taken);
    ids.set(id, made);
    taken.add(made);
    if (!same) copies.set(made, id);
    return made;
  };
  const ahead = [pin];
  for (const id of ahead) {
    const node = then.nodes[id];
    if (!node) return undefined;
    if (id !== pin && then.assets[id]) return undefined;
    nodes[idOf(id)] = node;
    for (const { from, to } of then.edges) {
      if (endpoint(to).node !== id) continue;
      const source = endpoint(from);
      const fresh = !ids.has(source.node);
      const sourceId = idOf(source.node);
      edges.push({ from: `${sourceId}.${source.port}`, to: `${idOf(id)}.${endpoint(to).port}` });
      if (fresh && sourceId !== source.node) ahead.push(source.node);
    }
  }
  return { nodes, edges, copies };
}

/** Whether a node and all that it is made of are as they were. */
function isSame(now: Graph, then: Graph, id: string, known: Map<string, boolean>): boolean {
  const before = known.get(id);
  if (before !== undefined) return before;
  // In a circle nothing was ever made.
  known.set(id, true);
  const [a, b] = [now.nodes[id], then.nodes[id]];
  const inputs = (graph: Graph) =>
    graph.edges
      .filter(({ to }) => endpoint(to).node === id)
      .map(({ from, to }) => `${to} ${from}`)
      .sort();
  const [mine, its] = [inputs(now), inputs(then)];
  const same =
    a !== undefined &&
    b !== undefined &&
    recipe(a) === recipe(b) &&
    now.assets[id]?.sha256 === then.assets[id]?.sha256 &&
    mine.join() === its.join() &&
    then.edges.every(
      ({ from, to }) => endpoint(to).node !== id || isSame(now, then, endpoint(from).node, known),
    );
  known.set(id, same);
  return same;
}

function recipe({ type, version, settings }: Node): string {
  return canonicalJson([type, version, settings]);
}
