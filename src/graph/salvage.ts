import type { z } from "zod/mini";
import { FORMAT, FORMAT_VERSION, type Graph, graphSchema } from "./document";
import {
  findPoison,
  isRecord,
  issueInWords,
  isTooDeep,
  LIMITS,
  mostOf,
  type Parsed,
  parseGraph,
  quote,
  readGraph,
  safely,
} from "./parse";
import { printable } from "./problem";
import { readTorn } from "./torn-json";

/** Something of a file that could not be opened, in a sentence that says what and why. */
export interface LeftOut {
  readonly message: string;
  /** The node that it was of. */
  readonly node?: string;
}

export type Salvaged =
  | { readonly graph: Graph; readonly leftOut: readonly LeftOut[] }
  | { readonly graph: undefined; readonly problems: Parsed["problems"] };

/** So many places are named; the rest is counted. */
const NAMED = 200;
/** A single entry is mended at so many places before it is left out as a whole. */
const MENDS = 40;
/** So many entries of one field are looked at: each takes its time, and no field of a graph may have as many. */
const MOST_LOOKED_AT = 2 * LIMITS.edges;

/** What an entry may be without: it is taken to be so, and that is said. */
const FILL: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  nodes: { version: 1, settings: {} },
  groups: { title: "Group", nodes: [] },
};

const NOUNS: Readonly<Record<string, string>> = {
  nodes: "the node",
  edges: "the edge",
  groups: "the group",
  layout: "the place of",
  notes: "the note",
  assets: "the files of",
};

type Schema = z.core.$ZodType;
type Fields = Record<string, unknown>;

/**
 * Opens as much of a document as can be opened: what is wrong is left out piece by piece and named. Only what is no
 * Tensorloom document, or reaches for what no file may, is refused as `parseGraph` refuses it.
 */
export function salvageGraph(text: string): Salvaged {
  const whole = parseGraph(text);
  if (whole.graph) return { graph: whole.graph, leftOut: whole.problems.map(told) };
  const refused: Salvaged = { graph: undefined, problems: whole.problems };
  if (text.length > LIMITS.bytes || isTooDeep(text)) return refused;
  const read = readAny(text);
  if (!read || !isRecord(read.value) || read.value.format !== FORMAT) return refused;
  return mend(read.value, read.torn);
}

/** The same of a text that this page wrote itself, such as its journal's: of any size. */
export function salvageOwn(text: string): Salvaged {
  const read = readAny(text);
  const whole = readGraph(read?.value);
  if (whole.graph) return { graph: whole.graph, leftOut: whole.problems.map(told) };
  return read && isRecord(read.value)
    ? mend(read.value, read.torn)
    : { graph: undefined, problems: whole.problems };
}

function mend(given: Fields, torn: string | undefined): Salvaged {
  // A file that reaches for a prototype is not broken but made so.
  const poison = findPoison(given, Number.POSITIVE_INFINITY);
  if (poison) return { graph: undefined, problems: [{ severity: "error", message: poison }] };
  const list = new Report();
  if (torn) list.add(torn);
  const { graph, problems } = readGraph(mendDocument(shallow(given, list), list));
  if (!graph) return { graph, problems };
  return { graph, leftOut: [...list.all(), ...problems.map(told)].slice(0, NAMED + 1) };
}

function told({ message, node }: Parsed["problems"][number]): LeftOut {
  return { message, ...(node === undefined ? {} : { node }) };
}

function readAny(text: string): { readonly value: unknown; readonly torn?: string } | undefined {
  try {
    return { value: JSON.parse(text.startsWith("\uFEFF") ? text.slice(1) : text) };
  } catch {
    const read = readTorn(text);
    if (!read) return undefined;
    const where = read.path.length > 0 ? `, in ${read.path.slice(0, 4).join(".").slice(0, 120)}` : "";
    return {
      value: read.value,
      torn: `The file breaks off in line ${read.line}${where}: what stood there and after it is missing.`,
    };
  }
}

/** What was left out, the first of it by name. */
class Report {
  readonly #named: LeftOut[] = [];
  #more = 0;

  add(message: string, node?: string): void {
    if (this.#named.length < NAMED)
      this.#named.push({ message: printable(message), ...(node === undefined ? {} : { node }) });
    else this.#more++;
  }

  /** So many that are not looked at at all. */
  addMany(places: number): void {
    this.#more += Math.max(0, places);
  }

  all(): readonly LeftOut[] {
    if (this.#more === 0) return this.#named;
    return [...this.#named, { message: `${this.#more} more places were left out.` }];
  }
}

function mendDocument(given: Fields, list: Report): Fields {
  const made = { ...given };
  const newer = typeof given.formatVersion === "number" && given.formatVersion > FORMAT_VERSION;
  if (!newer && given.formatVersion !== FORMAT_VERSION) {
    made.formatVersion = FORMAT_VERSION;
    list.add(`The version of the format is ${quote(given.formatVersion)}: it was read as ${FORMAT_VERSION}.`);
  }
  for (const [name, schema] of Object.entries(graphSchema.shape)) {
    const value = given[name];
    if (value === undefined || name === "format" || name === "formatVersion") continue;
    const { def } = schema as { readonly def?: { readonly valueType?: Schema; readonly element?: Schema } };
    if (def?.valueType && isRecord(value)) {
      made[name] = mendRecord(name, schema, def.valueType, value, list);
    } else if (def?.element && Array.isArray(value)) {
      made[name] = mendList(name, def.element, value, list);
    } else {
      const result = schema.safeParse(value);
      if (result.success) continue;
      delete made[name];
      list.add(`Left out ${name}: it ${words(result.error.issues[0], value)}.`);
    }
  }
  if (made.nodes === undefined) {
    made.nodes = {};
    list.add("The file has no nodes: an empty graph was opened.");
  }
  return made;
}

function mendRecord(name: string, record: Schema, entry: Schema, given: Fields, list: Report): Fields {
  const made: Fields = {};
  let count = 0;
  const most = mostOf(name) ?? Number.POSITIVE_INFINITY;
  const entries = Object.entries(given);
  list.addMany(entries.length - MOST_LOOKED_AT);
  for (const [id, value] of entries.slice(0, MOST_LOOKED_AT)) {
    // An empty record with this one key says whether it may be called so.
    const keys = (
      record as unknown as { safeParse(value: unknown): z.core.util.SafeParseResult<unknown> }
    ).safeParse({
      [id]: undefined,
    });
    const badKey = keys.success ? undefined : keys.error.issues.find(({ code }) => code === "invalid_key");
    const noun = `${NOUNS[name] ?? `${name}:`} ${id.slice(0, 80)}`;
    if (badKey) list.add(`Left out ${noun}: it ${words(badKey, value)}.`);
    else if (count >= most) list.add(`Left out ${noun}: a graph has at most ${most} ${name}.`);
    else {
      const mended = mendEntry(entry, value, noun, FILL[name] ?? {}, list, name === "nodes" ? id : undefined);
      if (mended === undefined) continue;
      made[id] = mended;
      count++;
    }
  }
  return made;
}

function mendList(name: string, entry: Schema, given: readonly unknown[], list: Report): unknown[] {
  const most = mostOf(name) ?? Number.POSITIVE_INFINITY;
  list.addMany(given.length - MOST_LOOKED_AT);
  return given.slice(0, MOST_LOOKED_AT).flatMap((value, index) => {
    const noun = `${NOUNS[name] ?? `${name}:`} ${name === "edges" ? edgeName(value, index) : index + 1}`;
    if (index >= most) {
      list.add(`Left out ${noun}: a graph has at most ${most} ${name}.`);
      return [];
    }
    const mended = mendEntry(entry, value, noun, {}, list);
    return mended === undefined ? [] : [mended];
  });
}

function edgeName(value: unknown, index: number): string {
  return isRecord(value) && typeof value.from === "string" && typeof value.to === "string"
    ? `from ${value.from.slice(0, 80)} to ${value.to.slice(0, 80)}`
    : String(index + 1);
}

/** Takes out of an entry what its schema does not allow; `undefined` where nothing that makes sense is left. */
function mendEntry(
  schema: Schema,
  given: unknown,
  noun: string,
  fill: Readonly<Record<string, unknown>>,
  list: Report,
  node?: string,
): unknown {
  const parse = (value: unknown) =>
    safely(() =>
      (schema as unknown as { safeParse(value: unknown): z.core.util.SafeParseResult<unknown> }).safeParse(
        value,
      ),
    );
  const said: string[] = [];
  let value = given;
  for (let turn = 0; turn <= MENDS; turn++) {
    const result = parse(value);
    if (!result) {
      list.add(`Left out ${noun}: it is wrong in too many places.`, node);
      return undefined;
    }
    if (result.success) {
      for (const message of said) list.add(message, node);
      return value;
    }
    const [issue] = result.error.issues;
    if (!issue) break;
    const place = issue.path.map(String);
    const [field = ""] = place;
    const why = `${place.length > 0 ? place.join(".").slice(0, 120) : "it"} ${words(issue, value)}`;
    if (place.length > 0 && turn < MENDS && valueAt(value, place) !== undefined) {
      said.push(`Left out of ${noun}: ${why}.`);
      value = withoutPlace(value, place);
    } else if (place.length === 1 && turn < MENDS && isRecord(value) && Object.hasOwn(fill, field)) {
      said.push(`${capital(noun)} has no ${field}: ${quote(fill[field])} was taken.`);
      value = { ...value, [field]: fill[field] };
    } else {
      // What was taken out before the whole had to go is no news.
      list.add(`Left out ${noun}: ${said[0] ? said[0].slice(said[0].indexOf(": ") + 2) : `${why}.`}`, node);
      return undefined;
    }
  }
  return undefined;
}

function words(issue: z.core.$ZodIssue | undefined, value: unknown): string {
  return issue ? issueInWords(issue, value) : "is wrong";
}

function valueAt(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (at, key) => (typeof at === "object" && at !== null ? (at as Fields)[key] : undefined),
    value,
  );
}

function withoutPlace(value: unknown, [key = "", ...rest]: readonly string[]): unknown {
  if (Array.isArray(value)) {
    if (rest.length === 0) return value.filter((_, index) => index !== Number(key));
    return value.map((item, index) => (index === Number(key) ? withoutPlace(item, rest) : item));
  }
  if (!isRecord(value)) return value;
  const { [key]: inner, ...others } = value;
  return rest.length === 0 ? others : { ...others, [key]: withoutPlace(inner, rest) };
}

/** Takes out what is nested deeper than any graph, as near to its bottom as a field of an entry of an entry. */
function shallow(document: Fields, list: Report, levels = 4, path: readonly string[] = []): Fields {
  const made: Fields = {};
  for (const [key, value] of Object.entries(document)) {
    const place = [...path, key];
    if (!isDeeper(value, LIMITS.depth - place.length)) made[key] = value;
    else if (levels > 1 && isRecord(value)) made[key] = shallow(value, list, levels - 1, place);
    else {
      const node = path[0] === "nodes" ? path[1] : undefined;
      list.add(
        `Left out ${place.join(".").slice(0, 120)}: it is nested deeper than ${LIMITS.depth} levels.`,
        node,
      );
    }
  }
  return made;
}

function isDeeper(root: unknown, levels: number): boolean {
  const stack: (readonly [unknown, number])[] = [[root, 0]];
  for (let item = stack.pop(); item; item = stack.pop()) {
    const [value, depth] = item;
    if (typeof value !== "object" || value === null) continue;
    if (depth > levels) return true;
    for (const inner of Object.values(value)) stack.push([inner, depth + 1]);
  }
  return false;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
