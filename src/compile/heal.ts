import { endpoint, type Graph } from "../graph/document";
import type { Edit } from "../graph/edits";
import { type NodeDefinition, portOf, portsOf } from "../graph/node";
import type { Checked } from "./checked";
import { canConnect } from "./connect";

/** What joins up when nodes are taken out, and what could not be joined, each as `from` and `to`. */
export interface Healing {
  readonly edits: readonly Edit[];
  readonly joined: readonly { readonly from: string; readonly to: string }[];
  readonly refused: readonly { readonly from: string; readonly to: string; readonly reason: string }[];
}

/**
 * Joins the neighbours of nodes that go: what fed a node feeds what the node fed, where its input and output are of one kind
 * and the checker allows it. The edits come after the removal.
 */
export function heal(
  checked: Checked,
  registry: ReadonlyMap<string, NodeDefinition>,
  gone: ReadonlySet<string>,
): Healing {
  const { graph } = checked;
  const left = withoutNodes(checked, gone);
  const joined: { from: string; to: string }[] = [];
  const refused: { from: string; to: string; reason: string }[] = [];
  for (const edge of graph.edges) {
    if (!gone.has(endpoint(edge.from).node) || gone.has(endpoint(edge.to).node)) continue;
    const from = feeder(graph, registry, edge.from, gone);
    if (from === undefined) continue;
    const verdict = canConnect(left, registry, from, edge.to);
    if (verdict.ok) joined.push({ from, to: edge.to });
    else refused.push({ from, to: edge.to, reason: verdict.reason });
  }
  return { edits: joined.map((pair) => ({ kind: "connect", ...pair })), joined, refused };
}

/** The port outside that fed this output, through nodes that pass one kind on. */
function feeder(
  graph: Graph,
  registry: ReadonlyMap<string, NodeDefinition>,
  output: string,
  gone: ReadonlySet<string>,
): string | undefined {
  const seen = new Set<string>();
  let at: string | undefined = output;
  while (at !== undefined && gone.has(endpoint(at).node)) {
    const { node, port } = endpoint(at);
    if (seen.has(node)) return undefined;
    seen.add(node);
    const definition = registry.get(graph.nodes[node]?.type ?? "");
    const kind = portOf(definition, "outputs", port)?.kind;
    const inputs = portsOf(definition, "inputs");
    // Several inputs of the kind: which of them would go on is nobody's guess.
    const same = Object.keys(inputs).filter((name) => inputs[name]?.kind === kind);
    const only: string | undefined = same.length === 1 ? same[0] : undefined;
    at = only === undefined ? undefined : graph.edges.find((edge) => edge.to === `${node}.${only}`)?.from;
  }
  return at;
}

function withoutNodes(checked: Checked, gone: ReadonlySet<string>): Checked {
  return {
    ...checked,
    edges: checked.edges.filter(
      ({ edge }) => !gone.has(endpoint(edge.from).node) && !gone.has(endpoint(edge.to).node),
    ),
  };
}
