import { endpoint } from "../graph/document";
import type { Edit } from "../graph/edits";
import { type NodeDefinition, portsOf } from "../graph/node";
import type { Checked } from "./checked";
import { readSettings } from "./settings";

/** A node made into one of another type, and what of it was lost, in words. */
export interface Replacement {
  readonly edit: Edit;
  readonly dropped: readonly string[];
}

/**
 * Replaces a node by one of another type. Its title, place, edges whose ports still fit (by name, else by kind) and settings
 * of the same name with a value that is valid there stay; the rest is told.
 */
export function replaceNode(
  checked: Checked,
  id: string,
  definition: NodeDefinition,
): Replacement | undefined {
  const before = checked.nodes.get(id);
  if (!before) return undefined;
  const dropped: string[] = [];
  const settings: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(before.node.settings)) {
    const label = before.definition ? settingLabel(before.definition, name) : name;
    const tried = { type: definition.type, version: definition.version, settings: { [name]: value } };
    const known = Object.hasOwn(definition.settings, name);
    if (known && readSettings(id, tried, definition).settings) settings[name] = value;
    else dropped.push(`the setting ${label}`);
  }
  const { title } = before.node;
  const node = {
    type: definition.type,
    version: definition.version,
    settings,
    ...(title === undefined ? {} : { title }),
  };
  const edits: Edit[] = [{ kind: "replace", id, node }];
  const { graph } = checked;
  const taken = new Set<string>();
  for (const side of ["inputs", "outputs"] as const) {
    const own = side === "inputs" ? "to" : "from";
    const old = portsOf(before.definition, side);
    const ports = portsOf(definition, side);
    for (const edge of graph.edges) {
      const end = endpoint(edge[own]);
      if (end.node !== id) continue;
      const other = checked.nodes.get(endpoint(side === "inputs" ? edge.from : edge.to).node);
      const otherPort = endpoint(side === "inputs" ? edge.from : edge.to).port;
      const kind =
        old[end.port]?.kind ??
        portsOf(other?.definition, side === "inputs" ? "outputs" : "inputs")[otherPort]?.kind;
      const free = (name: string) => side === "outputs" || !taken.has(name);
      const port =
        ports[end.port]?.kind === kind && free(end.port)
          ? end.port
          : Object.keys(ports).find((name) => ports[name]?.kind === kind && free(name));
      if (port !== undefined && side === "inputs") taken.add(port);
      if (port === end.port) continue;
      edits.push({ kind: "disconnect", from: edge.from, to: edge.to });
      if (port === undefined) dropped.push(`the edge ${edge.from} → ${edge.to}`);
      else {
        const moved = `${id}.${port}`;
        edits.push(
          side === "inputs"
            ? { kind: "connect", from: edge.from, to: moved }
            : { kind: "connect", from: moved, to: edge.to },
        );
      }
    }
  }
  if (graph.assets[id] && !definition.files) {
    edits.push({ kind: "asset", node: id, asset: undefined });
    dropped.push(`the file ${graph.assets[id].name}`);
  }
  return { edit: { kind: "all", edits }, dropped };
}

function settingLabel(definition: NodeDefinition, name: string): string {
  const specs: Readonly<Record<string, { readonly label: string }>> = definition.settings;
  return specs[name]?.label ?? name;
}
