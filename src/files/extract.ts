import { safetensorsHead } from "./safetensors";
import type { StoredArray } from "./stored";

/**
 * Some arrays of a file as a safetensors file of their own, piece by piece: under the names that they have there, sorted,
 * as float32. Equal arrays give equal bytes whatever the file was, so that its SHA-256 tells whether what was fetched in
 * part is what it should be.
 */
export async function* extractParts(stored: readonly StoredArray[]): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const byName = new Map(stored.map((array) => [array.name, array]));
  yield safetensorsHead(new Map([...byName].map(([name, { shape }]) => [name, shape])));
  for (const name of [...byName.keys()].sort()) {
    const data = await byName.get(name)?.read();
    if (data) yield new Uint8Array(data.buffer as ArrayBuffer, data.byteOffset, data.byteLength);
  }
}

/** Bytes at a time, of a file that is copied or digested. */
const PIECE = 4 * 1024 ** 2;

/** A file piece by piece. */
export async function* fileParts(file: Blob): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  for (let from = 0; from < file.size; from += PIECE) {
    yield new Uint8Array(await file.slice(from, from + PIECE).arrayBuffer());
  }
}
