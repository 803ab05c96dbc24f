import type { Graph } from "./document";

const order = ["format", "formatVersion", "title", "nodes", "edges", "groups", "layout", "notes", "assets"];

/**
 * The one text of a graph: two-space indent, the document's own fields in a fixed order, all other keys sorted by
 * code unit, edges sorted, short lists of numbers on one line. Open and save gives the same bytes.
 */
export function canonicalText(graph: Graph): string {
  const edges = [...graph.edges].sort((a, b) => compare(a.to, b.to) || compare(a.from, b.from));
  const fields: Record<string, unknown> = { ...graph, edges };
  const names = [
    ...order,
    ...Object.keys(fields)
      .filter((name) => !order.includes(name))
      .sort(compare),
  ];
  const lines = names
    .filter((name) => fields[name] !== undefined)
    .map((name) => `  ${JSON.stringify(name)}: ${pretty(fields[name], "  ")}`);
  return `{\n${lines.join(",\n")}\n}\n`;
}

/** Any JSON value with sorted keys and no spaces: what cache keys are made of. A plan asks for thousands: loops, no lists. */
export function canonicalJson(value: unknown): string {
  if (typeof value === "string" || value === null || typeof value !== "object")
    return JSON.stringify(value) ?? "null";
  let text = "";
  if (Array.isArray(value)) {
    for (const item of value) text += `${text === "" ? "" : ","}${canonicalJson(item ?? null)}`;
    return `[${text}]`;
  }
  const fields = value as Readonly<Record<string, unknown>>;
  // Without a comparison of its own, sort goes by code unit.
  for (const name of Object.keys(fields).sort()) {
    const item = fields[name];
    if (item !== undefined) text += `${text === "" ? "" : ","}${JSON.stringify(name)}:${canonicalJson(item)}`;
  }
  return `{${text}}`;
}

function pretty(value: unknown, indent: string): string {
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    if (value.length === 0) return "[]";
    const flat = value.every((item) => item === null || typeof item !== "object");
    if (flat) return `[${value.map((item) => JSON.stringify(item)).join(", ")}]`;
    return `[\n${value.map((item) => inner + pretty(item, inner)).join(",\n")}\n${indent}]`;
  }
  if (value !== null && typeof value === "object") {
    const entries = Object.entries(value).filter(([, item]) => item !== undefined);
    if (entries.length === 0) return "{}";
    const lines = entries
      .sort(([a], [b]) => compare(a, b))
      .map(([name, item]) => `${inner}${JSON.stringify(name)}: ${pretty(item, inner)}`);
    return `{\n${lines.join(",\n")}\n${indent}}`;
  }
  return JSON.stringify(value) ?? "null";
}

/** By UTF-16 code unit, so that the order does not depend on the reader's language. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
