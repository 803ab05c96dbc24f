import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, concatBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import type { KeptFeature } from "../protocol";
import { fileIn, filesIn, isFull, isTaken, openSync, removeIn, type StoredFile } from "./private-files";

/** Outputs of a network's frozen beginning, by the row of the dataset. All are of one length. */
export type FeatureRows = ReadonlyMap<number, Float32Array>;

/** Changes whenever the numbers or the form of these files do. */
const FORM = "1";
const DIGEST = 32;
/** Bytes; what was written longest ago goes first. */
const MOST = 1e9;

/**
 * Features that stay in this browser after a reload: in its private folder `features`, a file for each recipe and device.
 * A file begins with the SHA-256 of its name and the rest, so one that was cut off or changed is a miss and never a number.
 */
export class KeptFeatures {
  readonly #folder: Promise<FileSystemDirectoryHandle | undefined>;
  readonly #most: number;

  constructor(folder: Promise<FileSystemDirectoryHandle | undefined>, most = MOST) {
    this.#folder = folder;
    this.#most = most;
  }

  async read(key: string, device: string): Promise<FeatureRows | undefined> {
    const folder = await this.#folder;
    if (!folder) return undefined;
    const name = nameOf(key, device);
    try {
      const file = await fileIn(folder, name);
      if (!file) return undefined;
      const rows = await decode(new Uint8Array(await file.arrayBuffer()), name);
      if (!rows) await removeIn(folder, name);
      return rows;
    } catch (error) {
      // Another tab is writing it: it is worked out here as if it were not there.
      if (error instanceof DOMException) return undefined;
      throw error;
    }
  }

  /** For how many pictures there are some, by the file's own word: only `read` looks whether they are whole. */
  async count(key: string, device: string): Promise<number> {
    const folder = await this.#folder;
    const file = folder && (await fileIn(folder, nameOf(key, device)).catch(() => undefined));
    if (!file || file.size < DIGEST + 8) return 0;
    return new DataView(await file.slice(DIGEST, DIGEST + 4).arrayBuffer()).getUint32(0, true);
  }

  /** False where there is no room, no folder, or another tab writes the same. */
  async write(key: string, device: string, rows: FeatureRows): Promise<boolean> {
    const folder = await this.#folder;
    if (!folder || rows.size === 0) return false;
    const name = nameOf(key, device);
    const bytes = await encode(rows, name);
    if (bytes.length > this.#most) return false;
    await this.#makeRoom(folder, bytes.length, name);
    try {
      const target = await openSync(folder, name);
      try {
        target.truncate(0);
        if (target.write(bytes, { at: 0 }) !== bytes.length) throw new DOMException("", "QuotaExceededError");
        target.flush();
      } finally {
        target.close();
      }
      return true;
    } catch (error) {
      if (isTaken(error)) return false;
      if (!isFull(error)) throw error;
      await removeIn(folder, name);
      return false;
    }
  }

  async list(): Promise<readonly KeptFeature[]> {
    return (await this.#files()).map(({ name, bytes, at }) => ({ key: keyIn(name), bytes, at }));
  }

  /** Removes what is kept under this key, of every device. */
  async remove(key: string): Promise<void> {
    const folder = await this.#folder;
    if (!folder) return;
    for (const { name } of await this.#files()) if (keyIn(name) === key) await removeIn(folder, name);
  }

  async #makeRoom(folder: FileSystemDirectoryHandle, bytes: number, own: string): Promise<void> {
    const others = (await this.#files()).filter(({ name }) => name !== own).sort((a, b) => a.at - b.at);
    let sum = bytes + others.reduce((all, file) => all + file.bytes, 0);
    for (const file of others) {
      if (sum <= this.#most) return;
      await removeIn(folder, file.name);
      sum -= file.bytes;
    }
  }

  async #files(): Promise<StoredFile[]> {
    const folder = await this.#folder;
    return folder ? filesIn(folder) : [];
  }
}

/** The key as it is, and who worked it out: numbers differ in the last digits from device to device. */
function nameOf(key: string, device: string): string {
  return `${key}-${bytesToHex(sha256(utf8ToBytes(`${FORM} ${device}`))).slice(0, 16)}`;
}

function keyIn(name: string): string {
  return name.slice(0, name.lastIndexOf("-"));
}

/** Digest; number of rows and their length, 32 bits each; the rows' numbers, 32 bits each; float32 row by row. */
async function encode(rows: FeatureRows, name: string): Promise<Uint8Array<ArrayBuffer>> {
  const [first] = rows.values();
  const width = first?.length ?? 0;
  const start = DIGEST + 8 + 4 * rows.size;
  const bytes = new Uint8Array(start + 4 * width * rows.size);
  new Uint32Array(bytes.buffer, DIGEST, 2 + rows.size).set([rows.size, width, ...rows.keys()]);
  const values = new Float32Array(bytes.buffer, start);
  let at = 0;
  for (const row of rows.values()) {
    if (row.length !== width) throw new RangeError(`Rows of ${width} and of ${row.length} features.`);
    values.set(row, at);
    at += width;
  }
  bytes.set(await digestOf(bytes, name));
  return bytes;
}

async function decode(bytes: Uint8Array<ArrayBuffer>, name: string): Promise<FeatureRows | undefined> {
  if (bytes.length < DIGEST + 8) return undefined;
  const digest = await digestOf(bytes, name);
  if (digest.some((byte, at) => byte !== bytes[at])) return undefined;
  const [count = 0, width = 0] = new Uint32Array(bytes.buffer, DIGEST, 2);
  const start = DIGEST + 8 + 4 * count;
  if (bytes.length !== start + 4 * width * count) return undefined;
  const numbers = new Uint32Array(bytes.buffer, DIGEST + 8, count);
  return new Map(
    Array.from(numbers, (row, at) => [row, new Float32Array(bytes.buffer, start + 4 * width * at, width)]),
  );
}

/** By the browser's own code, which is there wherever it keeps files. */
async function digestOf(bytes: Uint8Array<ArrayBuffer>, name: string): Promise<Uint8Array> {
  const content = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes.subarray(DIGEST)));
  return sha256(concatBytes(utf8ToBytes(name), content));
}
