import { endpoint, type Graph } from "@/graph/document";
import { portOf } from "@/graph/node";
import type { Setting } from "@/graph/settings";
import { registry } from "@/registry";
import { documentStore } from "../state/editor";
import { sessionStore } from "../state/session-store";
import { titleOf } from "../state/titles";

const SETTING = "exclude";
const NONE: readonly string[] = [];

/** The node that a result's pictures come from, if it can leave some out: up along predictions and datasets. */
export function dataNodeOf(graph: Graph, node: string): string | undefined {
  const seen = new Set<string>();
  let level: readonly string[] = [node];
  while (level.length > 0) {
    const found = level.find((id) => canLeaveOut(graph, id));
    if (found !== undefined) return found;
    for (const id of level) seen.add(id);
    level = level.flatMap((id) => pictureInputs(graph, id)).filter((id) => !seen.has(id));
  }
  return undefined;
}

function pictureInputs(graph: Graph, id: string): readonly string[] {
  return graph.edges.flatMap((edge) => {
    const [from, to] = [endpoint(edge.from), endpoint(edge.to)];
    if (to.node !== id) return [];
    const definition = registry.get(graph.nodes[from.node]?.type ?? "");
    const kind = portOf(definition, "outputs", from.port)?.kind;
    return kind === "Dataset" || kind === "Predictions" ? [from.node] : [];
  });
}

function canLeaveOut(graph: Graph, id: string): boolean {
  const settings: Readonly<Record<string, Setting<unknown>>> =
    registry.get(graph.nodes[id]?.type ?? "")?.settings ?? {};
  return settings[SETTING]?.control.kind === "names";
}

/** Names that a data node leaves out; a file may hold anything there. */
export function namesLeftOut(graph: Graph, node: string): readonly string[] {
  const names = graph.nodes[node]?.settings[SETTING];
  return Array.isArray(names) ? names : NONE;
}

export function leaveOut(node: string, name: string): void {
  const { graph, apply } = documentStore.getState();
  // Sorted: in whatever order pictures are left out, it is the same data.
  const value = [...new Set([...namesLeftOut(graph, node), name])].sort();
  apply({ kind: "set", node, setting: SETTING, value });
  say(`Left ${name} out of ${titleOf(graph, node)}`);
}

export function putBack(node: string, name: string): void {
  const { graph, apply } = documentStore.getState();
  const value = namesLeftOut(graph, node).filter((other) => other !== name);
  if (value.length > 0) apply({ kind: "set", node, setting: SETTING, value });
  else apply({ kind: "unset", node, setting: SETTING });
  say(`Put ${name} back`);
}

function say(status: string): void {
  if (sessionStore.getState().run.state === "idle") sessionStore.setState({ status });
}
