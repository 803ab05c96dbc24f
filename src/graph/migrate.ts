import type { Graph, Node } from "./document";
import type { NodeDefinition } from "./node";
import type { Problem } from "./problem";

/** Brings every node to its definition's version, one pure step at a time. What is unknown or newer stays as it is. */
export function migrateGraph(
  graph: Graph,
  registry: ReadonlyMap<string, NodeDefinition>,
): { readonly graph: Graph; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const nodes: Record<string, Node> = {};
  for (const [id, node] of Object.entries(graph.nodes)) {
    const definition = registry.get(node.type);
    nodes[id] = node;
    if (definition && node.version > definition.version) {
      problems.push({
        severity: "warning",
        node: id,
        message: `This ${definition.title} was made by a newer Tensorloom (version ${node.version}; this one knows ${definition.version}). It may work otherwise here. Update to be sure.`,
      });
    }
    if (!definition || node.version >= definition.version) continue;
    let settings: Record<string, unknown> = node.settings;
    for (let version = node.version; version < definition.version; version++) {
      settings = definition.migrations?.[version]?.(settings) ?? settings;
    }
    nodes[id] = { ...node, version: definition.version, settings };
    problems.push({
      severity: "warning",
      node: id,
      message: `${definition.title} was brought from version ${node.version} to ${definition.version}.`,
    });
  }
  return { graph: problems.length > 0 ? { ...graph, nodes } : graph, problems };
}
