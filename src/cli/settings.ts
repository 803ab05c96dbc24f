import { controlInWords } from "../compile/settings";
import type { Graph } from "../graph/document";
import { applyEdit } from "../graph/edits";
import type { NodeDefinition } from "../graph/node";
import type { Setting } from "../graph/settings";
import { type Asked, UsageError } from "./args";
import { listText } from "./words";

type Registry = ReadonlyMap<string, NodeDefinition>;

/** The graph with the settings from the command line. Throws UsageError, naming what there is instead. */
export function withSettings(graph: Graph, set: Asked["set"], registry: Registry): Graph {
  return set.reduce((changed, { node: id, setting: name, text }) => {
    const node = nodeOf(changed, id, "--set");
    const definition = registry.get(node.type);
    if (!definition)
      throw new UsageError(`--set ${id}.${name}: nothing is known of nodes of type ${node.type}.`);
    const settings: Readonly<Record<string, Setting<unknown>>> = definition.settings;
    const setting = Object.hasOwn(settings, name) ? settings[name] : undefined;
    if (!setting) {
      throw new UsageError(`${id} has no setting ${name}. It has: ${listText(Object.keys(settings))}.`);
    }
    return applyEdit(changed, {
      kind: "set",
      node: id,
      setting: name,
      value: readValue(id, name, text, setting),
    });
  }, graph);
}

/** A node of the graph by its id. Throws UsageError that lists the ids. */
export function nodeOf(graph: Graph, id: string, flag: string): Graph["nodes"][string] {
  const node = Object.hasOwn(graph.nodes, id) ? graph.nodes[id] : undefined;
  if (node) return node;
  throw new UsageError(
    `${flag} ${id}: the graph has no node ${id}. It has: ${listText(Object.keys(graph.nodes))}.`,
  );
}

function namesOf(text: string): readonly string[] {
  return text
    .replace(/^\[|\]$/g, "")
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
}

/** JSON where the text is JSON that the setting takes, else the text itself. */
function readValue(node: string, name: string, text: string, setting: Setting<unknown>): unknown {
  const candidates: unknown[] = [];
  try {
    candidates.push(JSON.parse(text));
  } catch {
    // Not JSON: it may still be a text.
  }
  // A shell takes the quotes off ["Cr_1.jpg"] where they are not quoted themselves.
  if (setting.control.kind === "names") candidates.push(namesOf(text));
  candidates.push(text);
  const value = candidates.find((candidate) => setting.schema.safeParse(candidate).success);
  if (value !== undefined) return value;
  throw new UsageError(
    `--set ${node}.${name}=${text}: ${setting.label} takes ${controlInWords(setting.control)}.`,
  );
}
