import { errorText } from "@/error-text";
import { NodeError } from "../graph/problem";
import { byCodeUnit, count } from "./names";
import { shown } from "./stored";

/** Bytes a number of each type that is read. */
export const WIDTHS = { F32: 4, F16: 2, BF16: 2, I32: 4, I64: 8, U8: 1 } as const;
export type TensorType = keyof typeof WIDTHS;

/** The largest networks have some thousand. */
const MOST_ARRAYS = 20_000;
const MOST_AXES = 8;

export interface TensorEntry {
  readonly name: string;
  readonly dtype: TensorType;
  readonly shape: readonly number[];
  /** Bytes from the end of the header. */
  readonly from: number;
  readonly to: number;
}

/** Checks a header against the `available` bytes behind it: every one belongs to exactly one array. */
export function readEntries(
  header: Uint8Array,
  available: number,
  file: string,
): { readonly entries: readonly TensorEntry[]; readonly metadata: ReadonlyMap<string, string> } {
  const fail = (what: string) => new NodeError(`${file} is a broken safetensors file: ${what}.`);
  const root = parse(header, fail);
  const arrays = Object.keys(root).length;
  if (arrays > MOST_ARRAYS)
    throw fail(`it lists ${count(arrays, "array")}, and at most ${count(MOST_ARRAYS, "array")} are read`);
  const entries: TensorEntry[] = [];
  let metadata: ReadonlyMap<string, string> = new Map();
  for (const [name, value] of Object.entries(root)) {
    if (name === "__metadata__") metadata = readMetadata(value, fail);
    else entries.push(readEntry(name, value, fail));
  }
  const sorted = [...entries].sort((a, b) => a.from - b.from || a.to - b.to || byCodeUnit(a.name, b.name));
  let end = 0;
  for (const { name, from, to } of sorted) {
    if (from < end) throw fail(`${shown(name)} shares bytes with the array before it`);
    if (from > end) throw fail(`${count(from - end, "byte")} before ${shown(name)} belong to no array`);
    if (to > available) {
      throw new NodeError(
        `${file} is cut off: ${shown(name)} ends at byte ${to} of the data, but only ${count(available, "byte")} are there.`,
      );
    }
    end = to;
  }
  if (end !== available) throw fail(`${count(available - end, "byte")} at its end belong to no array`);
  return { entries: sorted, metadata };
}

type Fail = (what: string) => NodeError;

function parse(header: Uint8Array, fail: Fail): Record<string, unknown> {
  let text: string;
  let root: unknown;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(header);
    root = JSON.parse(text);
  } catch (cause) {
    throw fail(`its header is not JSON (${errorText(cause)})`);
  }
  if (!isRecord(root)) throw fail("its header is not a list of names");
  refuseRepeatedKeys(text, fail);
  return root;
}

/** `JSON.parse` keeps the last of equal keys; other readers keep the first. Expects text that is valid JSON. */
function refuseRepeatedKeys(text: string, fail: Fail): void {
  const open: Set<string>[] = [];
  for (let at = 0; at < text.length; at++) {
    const token = text[at];
    if (token === "{") open.push(new Set());
    else if (token === "}") open.pop();
    if (token !== '"') continue;
    const from = at;
    at = endOfString(text, at);
    COLON.lastIndex = at + 1;
    if (!COLON.test(text)) continue;
    const key: string = JSON.parse(text.slice(from, at + 1));
    const keys = open.at(-1);
    if (keys?.has(key)) throw fail(`its header names “${shown(key)}” twice`);
    if (key === "__proto__") throw fail("its header has the name “__proto__”, which no layer has");
    keys?.add(key);
  }
}

const COLON = /\s*:/y;

/** Where the quote is that ends a text. By hand: a pattern would need a stack as deep as the text is long. */
function endOfString(text: string, from: number): number {
  let at = from + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === "\\" ? 2 : 1;
  return at;
}

function readMetadata(value: unknown, fail: Fail): ReadonlyMap<string, string> {
  const metadata = new Map<string, string>();
  if (!isRecord(value)) throw fail("its metadata are not a list of texts");
  for (const [key, text] of Object.entries(value)) {
    if (typeof text !== "string") throw fail(`its metadata “${shown(key)}” is not text`);
    metadata.set(key, text);
  }
  return metadata;
}

function readEntry(name: string, value: unknown, fail: Fail): TensorEntry {
  const title = shown(name);
  if (!isRecord(value)) throw fail(`${title} is not described`);
  const { dtype, shape, data_offsets: offsets } = value;
  if (typeof dtype !== "string") throw fail(`${title} has no type`);
  if (!isReadable(dtype)) {
    throw fail(
      `${title} has numbers of type ${shown(dtype)}; understood are ${Object.keys(WIDTHS).join(", ")}`,
    );
  }
  if (!isSizes(shape) || shape.length > MOST_AXES)
    throw fail(`${title} has the shape ${shown(JSON.stringify(shape) ?? "none")}`);
  if (!isSizes(offsets) || offsets.length !== 2)
    throw fail(`${title} lies at ${shown(JSON.stringify(offsets) ?? "no place")}`);
  const [from = 0, to = 0] = offsets;
  const bytes = shape.reduce((product, dim) => product * dim, WIDTHS[dtype]);
  if (to - from !== bytes) {
    throw fail(`${title} of ${dtype} [${shape.join(", ")}] needs ${bytes} bytes, but has ${to - from}`);
  }
  return { name, dtype, shape, from, to };
}

function isReadable(dtype: string): dtype is TensorType {
  return Object.hasOwn(WIDTHS, dtype);
}

function isSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
