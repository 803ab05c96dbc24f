import type { Graph } from "../graph/document";
import type { NodeDefinition } from "../graph/node";
import { portsOf } from "../graph/node";
import { isRecord } from "../graph/parse";
import type { Setting } from "../graph/settings";
import type { Walkthrough, Which } from "./document";

/** Definitions by type: what nodes are called, and what a setting is that nobody has set. */
export type Registry = ReadonlyMap<string, NodeDefinition>;

/** Where names are looked up. */
export interface Place {
  readonly graph: Graph;
  readonly walkthrough: Walkthrough;
  readonly registry: Registry;
}

/** The nodes that are meant and are there. */
export function nodesOf(which: Which, graph: Graph): readonly string[] {
  if (isById(which)) return Object.hasOwn(graph.nodes, which.node) ? [which.node] : [];
  return Object.keys(graph.nodes).filter((id) => graph.nodes[id]?.type === which.type);
}

export function isById(which: Which): which is Extract<Which, { node: string }> {
  return "node" in which && which.node !== undefined;
}

/** What a student sees on the card: the node's own title, else that of its type. */
export function nodeName(which: Which, place: Place): string {
  if (!isById(which)) return typeName(which.type, place.registry);
  const node = Object.hasOwn(place.graph.nodes, which.node) ? place.graph.nodes[which.node] : undefined;
  if (node?.title) return node.title;
  const type = node?.type ?? typeToBe(which.node, place.walkthrough);
  if (type === undefined) return which.node;
  const title = typeName(type, place.registry);
  // Two Splits are told apart by their ids.
  const alike = Object.values(place.graph.nodes).filter((other) => other.type === type && !other.title);
  return alike.length > (node ? 1 : 0) ? `${title} (${which.node})` : title;
}

export function typeName(type: string, registry: Registry): string {
  return registry.get(type)?.title ?? type;
}

/** The type that a node will have once a student has added it: as "show me" does, or as it stood at the start. */
export function typeToBe(id: string, walkthrough: Walkthrough): string | undefined {
  for (const { showMe = [] } of walkthrough.steps)
    for (const action of showMe) if (action.kind === "add" && action.id === id) return action.type;
  const nodes = isRecord(walkthrough.start.graph) ? walkthrough.start.graph.nodes : undefined;
  const node = isRecord(nodes) && Object.hasOwn(nodes, id) ? nodes[id] : undefined;
  return isRecord(node) && typeof node.type === "string" ? node.type : undefined;
}

/** `Split`, or `the train port of Split` where a port is meant and there is a choice of ports. */
export function endName(which: Which, side: "inputs" | "outputs", place: Place): string {
  const name = nodeName(which, place);
  if (which.port === undefined) return name;
  const type = isById(which)
    ? (place.graph.nodes[which.node]?.type ?? typeToBe(which.node, place.walkthrough))
    : which.type;
  const ports = Object.keys(portsOf(type === undefined ? undefined : place.registry.get(type), side));
  return ports.length === 1 && ports[0] === which.port ? name : `the ${which.port} port of ${name}`;
}

/** A setting's definition; `undefined` for one that the type does not have. */
export function settingOf(
  type: string | undefined,
  name: string,
  registry: Registry,
): Setting<unknown> | undefined {
  const settings = registry.get(type ?? "")?.settings as
    | Readonly<Record<string, Setting<unknown>>>
    | undefined;
  return settings && Object.hasOwn(settings, name) ? settings[name] : undefined;
}

/** What a setting is: as it was set, else its default. */
export function settingValue(id: string, name: string, place: Place): unknown {
  const node = Object.hasOwn(place.graph.nodes, id) ? place.graph.nodes[id] : undefined;
  if (!node) return undefined;
  const given = Object.hasOwn(node.settings, name) ? node.settings[name] : undefined;
  return given ?? settingOf(node.type, name, place.registry)?.default;
}

/** A value as the inspector shows it. */
export function valueText(value: unknown, setting: Setting<unknown> | undefined): string {
  if (value === undefined) return "nothing";
  if (typeof value === "boolean") return value ? "on" : "off";
  if (setting?.control.kind === "choice")
    return setting.control.options.find((option) => option.value === value)?.label ?? String(value);
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "nothing");
  return `${text.slice(0, 60)}${typeof value === "number" && setting?.unit ? ` ${setting.unit}` : ""}`;
}

export function joined(words: readonly string[], last: "and" | "or"): string {
  if (words.length < 2) return words[0] ?? "";
  return `${words.slice(0, -1).join(", ")} ${last} ${words[words.length - 1]}`;
}
