import { endpoint, type Graph } from "../graph/document";
import { type NodeDefinition, type Ports, portOf, portsOf } from "../graph/node";
import type { Checked } from "./checked";
import { canConnect, type Verdict } from "./connect";
import { tryNode } from "./trial";

/** A node type that could stand at the loose end of an edge, and the port that would take it. */
export interface Fitting {
  readonly type: string;
  readonly title: string;
  readonly port: string;
  /** How often people wire these two ports, in the graphs that were counted. */
  readonly usual: number;
  /** Why it would be refused as it is made; empty where it would be right. */
  readonly reason: string;
}

/** How often one port leads into another, by node types: `split.train>trainer.train`. */
export type Pairings = ReadonlyMap<string, number>;

/** Counts the pairings of some graphs. */
export function countPairings(graphs: readonly Graph[]): Pairings {
  const counts = new Map<string, number>();
  for (const { nodes, edges } of graphs) {
    for (const edge of edges) {
      const key = pairing(
        nodes[endpoint(edge.from).node]?.type,
        edge.from,
        nodes[endpoint(edge.to).node]?.type,
        edge.to,
      );
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  }
  return counts;
}

/**
 * The nodes that could stand at the loose end of an edge, best first: those that would be right before those that would be
 * refused, the more usual before the less, and otherwise in the library's order. Of a node's ports the one that is right,
 * then the most usual, then the first.
 */
export function fittingNodes(
  checked: Checked,
  registry: ReadonlyMap<string, NodeDefinition>,
  from: string,
  side: "source" | "target",
  pairings: Pairings,
): readonly Fitting[] {
  const own = checked.nodes.get(endpoint(from).node);
  const kind = portOf(own?.definition, side === "source" ? "outputs" : "inputs", endpoint(from).port)?.kind;
  if (!kind) return [];
  const found = [...registry.values()].flatMap((definition) => {
    const ports: Ports = portsOf(definition, side === "source" ? "inputs" : "outputs");
    const choices = Object.keys(ports)
      .filter((port) => ports[port]?.kind === kind)
      .map((port): Fitting => {
        const verdict = judge(checked, registry, definition, from, side, port);
        const there = `${definition.type}.${port}`;
        const key =
          side === "source"
            ? pairing(own?.node.type, from, definition.type, there)
            : pairing(definition.type, there, own?.node.type, from);
        return {
          type: definition.type,
          title: definition.title,
          port,
          usual: pairings.get(key) ?? 0,
          reason: verdict.ok ? "" : verdict.reason,
        };
      });
    const [best] = choices.sort(better);
    return best ? [best] : [];
  });
  return found.sort(better);
}

function judge(
  checked: Checked,
  registry: ReadonlyMap<string, NodeDefinition>,
  definition: NodeDefinition,
  from: string,
  side: "source" | "target",
  port: string,
): Verdict {
  const trial = tryNode(checked, definition);
  return side === "source"
    ? canConnect(trial.checked, registry, from, `${trial.id}.${port}`)
    : canConnect(trial.checked, registry, `${trial.id}.${port}`, from);
}

/** Sorting keeps the order of equals. */
function better(a: Fitting, b: Fitting): number {
  return Number(a.reason !== "") - Number(b.reason !== "") || b.usual - a.usual;
}

function pairing(fromType: string | undefined, from: string, toType: string | undefined, to: string): string {
  return `${fromType}.${endpoint(from).port}>${toType}.${endpoint(to).port}`;
}
