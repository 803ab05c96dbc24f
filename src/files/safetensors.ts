import { NodeError } from "../graph/problem";
import type { StateArray, StateDict } from "../module/state";
import type { ByteSource } from "./byte-source";
import { count } from "./names";
import { readEntries } from "./safetensors-header";
import { valuesOf } from "./safetensors-values";
import { type StoredArray, sizeOf } from "./stored";
import { readable } from "./zip";

export interface Safetensors {
  readonly arrays: StateDict;
  readonly metadata: ReadonlyMap<string, string>;
}

/** Bytes. The format allows 100 MB, which take seconds to read; the largest networks have some hundred kB. */
const LONGEST_HEADER = 16e6;

/**
 * Reads a safetensors file: F32, F16 and BF16 become float32 exactly; I32, I64, U8 too where every number fits.
 * Every byte of the file must belong to the header or to exactly one array. Throws NodeError that names what is wrong.
 */
export async function readSafetensors(
  source: Uint8Array<ArrayBuffer> | Blob,
  name: string,
): Promise<Safetensors> {
  const { stored, metadata } = await openSafetensors(
    source instanceof Blob ? source : new Blob([source]),
    name,
  );
  const arrays = new Map<string, StateArray>();
  for (const array of stored) arrays.set(array.name, { shape: array.shape, data: await array.read() });
  return { arrays, metadata };
}

/** The same, but only the header is read; numbers follow array by array. */
export async function openSafetensors(
  blob: ByteSource,
  name: string,
): Promise<{ readonly stored: readonly StoredArray[]; readonly metadata: ReadonlyMap<string, string> }> {
  const headerLength = await readLength(blob, name);
  const start = 8 + headerLength;
  const text = await readable(blob.slice(8, start).arrayBuffer(), name);
  const { entries, metadata } = readEntries(new Uint8Array(text), blob.size - start, name);
  const stored = entries.map((entry) => ({
    name: entry.name,
    shape: entry.shape,
    spans: [[start + entry.from, start + entry.to] as const],
    read: async () => {
      const bytes = await readable(blob.slice(start + entry.from, start + entry.to).arrayBuffer(), name);
      return valuesOf(bytes, entry, name);
    },
  }));
  return { stored, metadata };
}

async function readLength(blob: ByteSource, name: string): Promise<number> {
  if (blob.size < 10) {
    throw new NodeError(`${name} is no safetensors file: it has only ${count(blob.size, "byte")}.`);
  }
  const length = new DataView(await blob.slice(0, 8).arrayBuffer()).getBigUint64(0, true);
  if (length > LONGEST_HEADER || length < 2) {
    throw new NodeError(`${name} is no safetensors file: its header claims to be ${length} bytes long.`);
  }
  if (8 + Number(length) > blob.size) {
    throw new NodeError(
      `${name} is cut off: it ends after ${count(blob.size, "byte")}, inside its header of ${length} bytes.`,
    );
  }
  return Number(length);
}

/**
 * Writes float32 arrays as a safetensors file. Names and metadata are sorted by code unit and the header is padded to 8
 * bytes, so equal contents give equal bytes.
 */
export function writeSafetensors(
  state: StateDict,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array<ArrayBuffer> {
  const parts = safetensorsParts(state, metadata);
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/**
 * The beginning of such a file, for arrays of these names and shapes: their numbers follow it, sorted by name. Equal names
 * and shapes give equal bytes.
 */
export function safetensorsHead(
  shapes: ReadonlyMap<string, readonly number[]>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array<ArrayBuffer> {
  const header: [string, unknown][] = [];
  const keys = Object.keys(metadata).sort();
  if (keys.length > 0)
    header.push(["__metadata__", Object.fromEntries(keys.map((key) => [key, metadata[key]]))]);
  let size = 0;
  for (const name of [...shapes.keys()].sort()) {
    const shape = shapes.get(name) ?? [];
    const end = size + 4 * sizeOf(shape);
    header.push([name, { dtype: "F32", shape, data_offsets: [size, end] }]);
    size = end;
  }
  // Written entry by entry: an object would bring names that look like numbers forward.
  const json = `{${header.map(([key, entry]) => `${JSON.stringify(key)}:${JSON.stringify(entry)}`).join(",")}}`;
  const encoded = new TextEncoder().encode(json);
  const padded = 8 * Math.ceil(encoded.length / 8);
  const head = new Uint8Array(8 + padded).fill(0x20);
  new DataView(head.buffer).setBigUint64(0, BigInt(padded), true);
  head.set(encoded, 8);
  return head;
}

/** The same file in pieces, the arrays themselves among them: for a Blob, without a second copy of large weights. */
export function safetensorsParts(
  state: StateDict,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array<ArrayBuffer>[] {
  const names = [...state.keys()].sort();
  for (const name of names) {
    const array = state.get(name) as StateArray;
    const length = sizeOf(array.shape);
    if (length !== array.data.length) {
      throw new RangeError(
        `${name} has ${array.data.length} numbers, its shape [${array.shape.join(", ")}] has ${length}.`,
      );
    }
  }
  const head = safetensorsHead(new Map([...state].map(([name, { shape }]) => [name, shape])), metadata);
  return [
    head,
    ...names.map((name) => {
      const { data } = state.get(name) as StateArray;
      return new Uint8Array(data.buffer as ArrayBuffer, data.byteOffset, data.byteLength);
    }),
  ];
}
