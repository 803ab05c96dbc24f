import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, concatBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import type { SyncFile } from "../kept/private-files";
import { type Numbers, pack, unpack } from "./packed";

/** Where a part lies, and its SHA-256. */
type Place = readonly [at: number, bytes: number, digest: string];

interface Contents {
  readonly places: readonly Place[];
  readonly value: string;
  /** What can be said of the file without its parts. */
  readonly about: unknown;
}

/** Changes whenever the form of these files does. */
const MAGIC = utf8ToBytes("TLCKPT1\n");
const DIGEST = 32;
const TAIL = 4 + DIGEST + MAGIC.length;

/**
 * Writes a value so that a file which was cut off, changed or renamed is told by reading it: the parts one behind the other,
 * each with its digest in the contents that follow; the contents' length; the SHA-256 of the name and the contents; and the
 * magic, which is written last. Gives the bytes written.
 */
export async function writeSealed(
  file: SyncFile,
  name: string,
  value: unknown,
  about: unknown,
): Promise<number> {
  // From here on the file is not whole, until its last byte is there.
  file.truncate(0);
  const { text, parts } = pack(value);
  const places: Place[] = [];
  let at = 0;
  const put = (bytes: Uint8Array<ArrayBuffer>) => {
    if (file.write(bytes, { at }) !== bytes.length) throw new DOMException("", "QuotaExceededError");
    at += bytes.length;
  };
  for (const part of parts) {
    const bytes = bytesOf(part);
    places.push([at, bytes.length, await digestOf(bytes)]);
    put(bytes);
  }
  const contents = utf8(JSON.stringify({ places, value: text, about } satisfies Contents));
  put(contents);
  const tail = new Uint8Array(TAIL);
  new DataView(tail.buffer).setUint32(0, contents.length, true);
  tail.set(sealOf(name, contents), 4);
  tail.set(MAGIC, 4 + DIGEST);
  file.flush();
  put(tail);
  file.flush();
  return at;
}

/** What was written under this name; undefined where a byte is not as it was. */
export async function readSealed(file: Blob, name: string): Promise<unknown> {
  const contents = await contentsOf(file, name);
  if (!contents) return undefined;
  const parts: ArrayBuffer[] = [];
  for (const [at, bytes, digest] of contents.places) {
    const part = await file.slice(at, at + bytes).arrayBuffer();
    if ((await digestOf(new Uint8Array(part))) !== digest) return undefined;
    parts.push(part);
  }
  return unpack(contents.value, (index) => parts[index] ?? new ArrayBuffer(0));
}

/** What the file says of itself. Its parts are not looked at. */
export async function aboutSealed(file: Blob, name: string): Promise<unknown> {
  return (await contentsOf(file, name))?.about;
}

async function contentsOf(file: Blob, name: string): Promise<Contents | undefined> {
  if (file.size < TAIL) return undefined;
  const tail = new Uint8Array(await file.slice(file.size - TAIL).arrayBuffer());
  const length = new DataView(tail.buffer).getUint32(0, true);
  if (!isEqual(tail.subarray(4 + DIGEST), MAGIC) || length > file.size - TAIL) return undefined;
  const end = file.size - TAIL;
  const contents = new Uint8Array(await file.slice(end - length, end).arrayBuffer());
  if (!isEqual(tail.subarray(4, 4 + DIGEST), sealOf(name, contents))) return undefined;
  return JSON.parse(new TextDecoder().decode(contents)) as Contents;
}

/** Shared memory, where WebAssembly's threads hold tensors, can be neither digested nor written as it is. */
function bytesOf({ buffer, byteOffset, byteLength }: Numbers): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(buffer, byteOffset, byteLength);
  return bytes.buffer instanceof ArrayBuffer ? (bytes as Uint8Array<ArrayBuffer>) : bytes.slice();
}

/** By the browser's own code: parts are large. */
async function digestOf(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return bytesToHex(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)));
}

function sealOf(name: string, contents: Uint8Array): Uint8Array {
  return sha256(concatBytes(utf8ToBytes(name), contents));
}

function utf8(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, at) => byte === b[at]);
}
