import type { Walkthrough } from "./document";

/** Fields that a writer looks for first, in the order in which a step is read; all others follow by code unit. */
const FIRST = [
  "format",
  "formatVersion",
  "kind",
  "id",
  "type",
  "node",
  "port",
  "title",
  "summary",
  "minutes",
  "place",
  "author",
  "start",
  "text",
  "from",
  "to",
  "focus",
  "hints",
  "showMe",
  "questions",
  "goal",
  "goals",
  "drawings",
  "steps",
  "tolerances",
];
const rank = new Map(FIRST.map((name, index) => [name, index]));

/** The one text of a walkthrough: two-space indent, fields in a fixed order. Open and save gives the same bytes. */
export function walkthroughText(walkthrough: Walkthrough): string {
  return `${pretty(walkthrough, "")}\n`;
}

function pretty(value: unknown, indent: string): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    if (value.length === 0) return "[]";
    // Sentences stand one below the other; numbers, such as a position, side by side.
    const flat = value.every(
      (item) => item === null || (typeof item !== "object" && typeof item !== "string"),
    );
    if (flat) return `[${value.map((item) => JSON.stringify(item ?? null)).join(", ")}]`;
    return `[\n${value.map((item) => inner + pretty(item, inner)).join(",\n")}\n${indent}]`;
  }
  const lines = Object.entries(value)
    .filter(([, item]) => item !== undefined)
    .sort(([a], [b]) => order(a, b))
    .map(([name, item]) => `${inner}${JSON.stringify(name)}: ${pretty(item, inner)}`);
  return lines.length === 0 ? "{}" : `{\n${lines.join(",\n")}\n${indent}}`;
}

function order(a: string, b: string): number {
  const [first, second] = [rank.get(a) ?? FIRST.length, rank.get(b) ?? FIRST.length];
  return first - second || (a < b ? -1 : a > b ? 1 : 0);
}
