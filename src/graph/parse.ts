import type { z } from "zod/mini";
import { errorText } from "@/error-text";
import { ADDRESS } from "./address";
import { endpoint, FORMAT, FORMAT_VERSION, type Graph, graphSchema, ID_RULE } from "./document";
import { groupFault } from "./groups";
import { type Problem, printable } from "./problem";

/** Caps that no honest graph meets: a file is data from a stranger. */
export const LIMITS = {
  bytes: 8_000_000,
  nodes: 2000,
  edges: 10_000,
  notes: 1000,
  groups: 1000,
  depth: 32,
  /** Of all fields together, several times what a graph at its other limits has. */
  values: 300_000,
  problems: 20,
} as const;

/** What is counted of a document, and has a limit. */
const COUNTED = ["nodes", "edges", "notes", "groups"] as const;

/** The most entries that a field of the document may have; undefined for one that nothing is drawn of. */
export function mostOf(field: string): number | undefined {
  const counted = COUNTED.find((name) => name === field);
  return counted && LIMITS[counted];
}

/** Nested deeper than this a text takes seconds to be read at all, whatever it is. */
const DEEPEST_TEXT = 1000;

type Issue = z.core.$ZodIssue;

export type Parsed =
  | { readonly graph: Graph; readonly problems: readonly Problem[] }
  | { readonly graph: undefined; readonly problems: readonly Problem[] };

/** Why a file is refused by its size alone, unread: no letter takes more than three bytes, so its text is too long. */
export function sizeFault(bytes: number, what = "graph", most: number = LIMITS.bytes): string | undefined {
  return bytes > 3 * most ? tooLong(bytes, what, most) : undefined;
}

export function tooLong(length: number, what: string, most: number): string {
  return `The file is ${megabytes(length)}; a ${what} has at most ${most / 1e6} MB. Is it a ${what}?`;
}

/** Reads a document's text. Everything that is wrong comes back as problems in words; nothing is thrown. */
export function parseGraph(text: string): Parsed {
  const refuse = (message: string, details: Partial<Problem> = {}): Parsed => ({
    graph: undefined,
    problems: [{ severity: "error", message, ...details }],
  });
  if (text.length > LIMITS.bytes) return refuse(tooLong(text.length, "graph", LIMITS.bytes));
  if (text.trim() === "") return refuse("The file is empty: there is no graph in it.");
  if (text.includes("\u0000")) return refuse("This file is no text in UTF-8, so it is no graph.");
  if (isTooDeep(text)) return refuse(TOO_DEEP);
  let value: unknown;
  try {
    value = JSON.parse(text.startsWith("\uFEFF") ? text.slice(1) : text);
  } catch (error) {
    return refuse(noJson(error));
  }
  return readGraph(value);
}

const TOO_DEEP = `The file is nested deeper than ${DEEPEST_TEXT} levels, which no graph is. It was not opened.`;

/** Whether brackets lie in brackets beyond all measure. Small texts are read quickly however deep they are. */
export function isTooDeep(text: string): boolean {
  if (text.length < 100_000) return false;
  let depth = 0;
  let isInText = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x22) isInText = !isInText;
    else if (code === 0x5c) at++;
    else if (isInText) continue;
    else if (code === 0x5b || code === 0x7b) {
      if (++depth > DEEPEST_TEXT) return true;
    } else if (code === 0x5d || code === 0x7d) depth--;
  }
  return false;
}

/** What `JSON.parse` said, which quotes the file. */
export function noJson(error: unknown): string {
  return printable(`This is not JSON: ${errorText(error)}.`);
}

/** The same from a value that was parsed already. */
export function readGraph(value: unknown): Parsed {
  const problems: Problem[] = [];
  const poison = findPoison(value);
  if (poison) return { graph: undefined, problems: [{ severity: "error", message: poison }] };
  if (!isRecord(value))
    return { graph: undefined, problems: [{ severity: "error", message: "A graph is a JSON object." }] };
  if (value.format !== FORMAT) {
    const message = `This JSON is no Tensorloom graph: its "format" is ${quote(value.format)}, not "${FORMAT}".`;
    return { graph: undefined, problems: [{ severity: "error", message }] };
  }
  if (typeof value.formatVersion === "number" && value.formatVersion > FORMAT_VERSION) {
    const message = `This graph was made by a newer Tensorloom (format ${value.formatVersion}; this one reads up to ${FORMAT_VERSION}). Update to open it.`;
    return { graph: undefined, problems: [{ severity: "error", message }] };
  }
  // Before the schema, which would look at every one of them.
  const tooMany = COUNTED.find((name) => sizeOf(value[name]) > LIMITS[name]);
  if (tooMany) {
    const message = `The graph has ${sizeOf(value[tooMany])} ${tooMany}; at most ${LIMITS[tooMany]} are read.`;
    return { graph: undefined, problems: [{ severity: "error", message }] };
  }
  const leftOut: Problem[] = [];
  const parsed = safely(() =>
    graphSchema.safeParse({
      groups: {},
      layout: {},
      notes: [],
      assets: {},
      title: "Untitled",
      edges: [],
      ...value,
      ...withoutBadAddresses(value, leftOut),
    }),
  );
  if (parsed === undefined)
    return {
      graph: undefined,
      problems: [{ severity: "error", message: "The file is wrong in too many places to name them." }],
    };
  if (!parsed.success) {
    const { issues } = parsed.error;
    for (const issue of issues.slice(0, LIMITS.problems)) {
      const path = issue.path.map(String);
      problems.push({
        severity: "error",
        ...(path[0] === "nodes" && path[1] ? { node: path[1] } : {}),
        message: printable(`${path.join(".").slice(0, 120) || "The graph"} ${issueInWords(issue, value)}.`),
      });
    }
    const more = issues.length - problems.length;
    if (more > 0) problems.push({ severity: "error", message: `${more} more places are wrong.` });
    return { graph: undefined, problems };
  }
  problems.push(...leftOut);
  const graph: Graph = parsed.data;
  const fault = groupFault(graph.groups);
  if (fault) return { graph: undefined, problems: [{ severity: "error", message: fault }] };
  return { graph: { ...graph, edges: uniqueEdges(graph, problems) }, problems };
}

function sizeOf(value: unknown): number {
  return typeof value === "object" && value !== null ? Object.keys(value).length : 0;
}

/** The schema lists whatever is wrong by a call with as many arguments: beyond some hundred thousand there is no room. */
export function safely<T>(check: () => T): T | undefined {
  try {
    return check();
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** The graph opens all the same: an address that may not be kept, such as one with a password, is left out and not repeated. */
function withoutBadAddresses(value: Record<string, unknown>, problems: Problem[]): Record<string, unknown> {
  if (!isRecord(value.assets)) return {};
  const assets = { ...value.assets };
  for (const [id, asset] of Object.entries(assets)) {
    if (!isRecord(asset) || asset.url === undefined) continue;
    if (typeof asset.url === "string" && asset.url.length <= 2000 && ADDRESS.test(asset.url)) continue;
    const { url: _, ...rest } = asset;
    assets[id] = rest;
    problems.push({
      severity: "warning",
      node: id,
      message: `Left out the address of the files of ${id}: it has to begin with http:// or https://, and may hold no user or password.`,
    });
  }
  return { assets };
}

/** Each edge once, and only between nodes that exist; what is left out is said. */
function uniqueEdges(graph: Graph, problems: Problem[]): Graph["edges"] {
  const seen = new Set<string>();
  return graph.edges.filter((edge) => {
    const key = `${edge.from} ${edge.to}`;
    const missing = [endpoint(edge.from).node, endpoint(edge.to).node].find(
      (id) => !Object.hasOwn(graph.nodes, id),
    );
    if (missing === undefined && !seen.has(key)) {
      seen.add(key);
      return true;
    }
    const why = missing === undefined ? "it is there twice" : `there is no node ${missing}`;
    problems.push({
      severity: "warning",
      message: `Left out the edge from ${edge.from} to ${edge.to}: ${why}.`,
    });
    return false;
  });
}

/** Keys that would reach into an object's prototype, and nesting that no graph has. Walks with a stack of its own. */
export function findPoison(
  root: unknown,
  deepest: number = LIMITS.depth,
  what = "graph",
): string | undefined {
  const stack: { value: unknown; path: string; depth: number }[] = [{ value: root, path: "", depth: 0 }];
  let values = 0;
  for (let item = stack.pop(); item; item = stack.pop()) {
    const { value, path, depth } = item;
    if (typeof value !== "object" || value === null) continue;
    values += Object.keys(value).length;
    if (values > LIMITS.values)
      return `The file has more than ${LIMITS.values.toLocaleString("en-US")} values; no ${what} has as many. It was not opened.`;
    if (depth > deepest) return `The file is nested deeper than ${deepest} levels at ${path.slice(0, 80)}.`;
    for (const key of Object.keys(value)) {
      if (Object.hasOwn(Object.prototype, key) || key === "prototype") {
        return `The file has a field called ${key} at ${path.slice(0, 80) || "its top"}, which no ${what} may have. It was not opened.`;
      }
      stack.push({
        value: (value as Record<string, unknown>)[key],
        path: path ? `${path}.${key}` : key,
        depth: depth + 1,
      });
    }
  }
  return undefined;
}

const KINDS: Readonly<Record<string, string>> = {
  record: "an object",
  object: "an object",
  array: "a list",
  tuple: "two numbers in a list",
  string: "a text",
  number: "a number",
  int: "a whole number",
};

/** What the schema found at one place, as the end of a sentence that begins with the place. */
export function issueInWords(issue: Issue, root: unknown): string {
  const got = valueAt(root, issue.path);
  const but = got === undefined ? "and is missing" : `and is ${quote(got)}`;
  switch (issue.code) {
    case "invalid_type":
      return `has to be ${KINDS[issue.expected] ?? issue.expected}, ${but}`;
    case "invalid_value":
      return `has to be ${issue.values.map((value) => quote(value)).join(" or ")}, ${but}`;
    case "invalid_key":
      return `cannot be called so: ${ID_RULE}`;
    case "too_big":
      return `has to be at most ${issue.maximum}${issue.origin === "string" ? " characters long" : `, ${but}`}`;
    case "too_small":
      return `has to be at least ${issue.minimum}${issue.origin === "string" ? " characters long" : `, ${but}`}`;
    case "invalid_format":
      return `${issue.message}, ${but}`;
    default:
      return `is wrong: ${issue.message}`;
  }
}

function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === "object" && value !== null ? (value as Record<PropertyKey, unknown>)[key] : undefined,
    root,
  );
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function quote(value: unknown): string {
  return value === undefined ? "missing" : printable(JSON.stringify(value)?.slice(0, 60) ?? "missing");
}

function megabytes(count: number): string {
  return `${(count / 1e6).toFixed(1)} MB`;
}
