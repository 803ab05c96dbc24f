import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { fileParts } from "../../files/extract";
import { digestFiles } from "../../files/file-set";
import type { Pieces } from "../../files/pieces";
import type { Asset } from "../../graph/document";
import type { GivenFile, KeptFile } from "../protocol";
import { fileIn, isFull, openFolder, openSync, removeIn, renameIn, writeText } from "./private-files";
import { listUnfinished, removeUnfinished, sweep } from "./unfinished";

/** What the index tells of kept weights: one file, or several that belong together. */
interface Entry extends KeptFile {
  readonly files: readonly { readonly path: string; readonly bytes: number; readonly sha256: string }[];
}

/** A file that was put away, or could not be: it can be used in either case. */
export interface PutAway {
  readonly file: File;
  readonly sha256: string;
  /** Why it is not kept for the next visit, in words. */
  readonly why?: string;
}

export type Taken =
  | { readonly state: "found"; readonly files: readonly GivenFile[] }
  | { readonly state: "absent" }
  | { readonly state: "damaged"; readonly name: string };

const INDEX = "index.json";
const NOWHERE =
  "This browser keeps no files for this page (as in a private window): the weights are there for this visit.";
const FULL =
  "There is no room in this browser to keep the weights: they are there for this visit. Make room under File › Kept files.";

/**
 * Weights that stay in this browser: in its private folder `weights`, each file under its SHA-256, with an index. A file is
 * digested again whenever it is taken, so that what was changed on the disk is never used.
 */
export class KeptFiles {
  readonly #folder = openFolder("weights");

  /** What came of downloads that broke off, by address, where it cannot be put into files. */
  readonly inMemory = new Map<string, Pieces>();

  /** The folder itself, for downloads under way. */
  get folder(): Promise<FileSystemDirectoryHandle | undefined> {
    return this.#folder;
  }

  /** All that is kept, downloads that broke off among them; what pages left when they went is removed. */
  async list(): Promise<readonly KeptFile[]> {
    const folder = await this.#folder;
    const entries = await this.#entries();
    if (folder)
      await sweep(folder, new Set(entries.flatMap(({ files }) => files.map((file) => file.sha256))));
    const whole = entries.map(({ files: _, ...entry }) => entry);
    return [...whole, ...(folder ? await listUnfinished(folder) : [])];
  }

  /** Writes a file and digests it on the way. Where it cannot be kept it is in memory, and `why` says so. */
  async put(name: string, parts: AsyncIterable<Uint8Array<ArrayBuffer>>): Promise<PutAway> {
    const folder = await this.#folder;
    const hash = sha256.create();
    const inMemory: BlobPart[] = [];
    const temporary = `new-${crypto.randomUUID()}`;
    let target = folder && (await openSync(folder, temporary).catch(noRoom));
    let why = folder ? (target ? undefined : FULL) : NOWHERE;
    let at = 0;
    try {
      for await (const part of parts) {
        hash.update(part);
        if (target) {
          try {
            if (target.write(part, { at }) !== part.length) throw new DOMException("", "QuotaExceededError");
            at += part.length;
            continue;
          } catch (error) {
            if (!isFull(error)) throw error;
            why = FULL;
            const before = new Uint8Array(at);
            target.read(before, { at: 0 });
            inMemory.push(before);
            target.truncate(0);
            target.close();
            target = undefined;
          }
        }
        inMemory.push(part.slice());
      }
      target?.flush();
    } finally {
      target?.close();
      if (!target && folder) await removeIn(folder, temporary);
    }
    const digest = bytesToHex(hash.digest());
    if (!target || !folder)
      return { file: new File(inMemory, name), sha256: digest, ...(why ? { why } : {}) };
    await renameIn(folder, temporary, digest);
    const file = await fileIn(folder, digest);
    if (!file) throw new Error(`The file ${digest} was put away and is gone.`);
    return { file: new File([file], name), sha256: digest };
  }

  /** Enters files that were put away as those of an asset. */
  async enter(
    asset: Asset,
    files: readonly { readonly path: string; readonly put: PutAway }[],
  ): Promise<void> {
    const { name, bytes, sha256: digest, url } = asset;
    const entry: Entry = {
      name,
      bytes,
      sha256: digest,
      at: Date.now(),
      ...(url ? { url } : {}),
      files: files.map(({ path, put }) => ({ path, bytes: put.file.size, sha256: put.sha256 })),
    };
    await this.#change((entries) => [...entries.filter((other) => other.sha256 !== digest), entry]);
  }

  /** Removes files that were put away and not entered. */
  async discard(digests: readonly string[]): Promise<void> {
    const folder = await this.#folder;
    const named = new Set((await this.#entries()).flatMap(({ files }) => files.map((file) => file.sha256)));
    for (const digest of digests) if (folder && !named.has(digest)) await removeIn(folder, digest);
  }

  async has(digest: string): Promise<boolean> {
    return (await this.#entries()).some((entry) => entry.sha256 === digest);
  }

  /** Keeps files that the user gave, unless they are kept already. Gives why not, in words. */
  async keep(asset: Asset, given: readonly GivenFile[]): Promise<string | undefined> {
    if (await this.has(asset.sha256)) return undefined;
    if (!(await this.#folder)) return NOWHERE;
    const files = [];
    for (const { path, file } of given) {
      const put = await this.put(path, fileParts(file));
      if (put.why) return put.why;
      files.push({ path, put });
    }
    await this.enter(asset, files);
    return undefined;
  }

  /** The files of this digest, each digested again. Those that are damaged are removed. */
  async take(digest: string, progress: (done: number, total: number) => void): Promise<Taken> {
    const entry = (await this.#entries()).find((other) => other.sha256 === digest);
    const folder = await this.#folder;
    if (!entry || !folder) return { state: "absent" };
    const files: GivenFile[] = [];
    for (const { path, sha256: expected } of entry.files) {
      const file = await fileIn(folder, expected);
      const found = file && (await digestFiles([{ path, file }], { progress }));
      if (!file || found?.sha256 !== expected) {
        await this.remove(digest);
        return file ? { state: "damaged", name: entry.name } : { state: "absent" };
      }
      files.push({ path, file: new File([file], path) });
    }
    return { state: "found", files };
  }

  /** Removes what is kept under this digest, but for files that others have too. */
  async remove(digest: string): Promise<void> {
    const folder = await this.#folder;
    if (!folder) return;
    await removeUnfinished(folder, digest);
    await this.#change(async (entries) => {
      const left = entries.filter((entry) => entry.sha256 !== digest);
      const needed = new Set(left.flatMap(({ files }) => files.map((file) => file.sha256)));
      for (const { files } of entries.filter((entry) => entry.sha256 === digest)) {
        for (const file of files) if (!needed.has(file.sha256)) await removeIn(folder, file.sha256);
      }
      return left;
    });
  }

  async #entries(): Promise<readonly Entry[]> {
    const folder = await this.#folder;
    const text = folder && (await (await fileIn(folder, INDEX))?.text());
    if (!text) return [];
    try {
      const { entries } = JSON.parse(text) as { entries?: unknown };
      return Array.isArray(entries) ? (entries as Entry[]) : [];
    } catch {
      // It was being written when the page went: files without an entry are written again when they are needed.
      return [];
    }
  }

  /** One change of the index at a time, also between tabs. */
  async #change(
    make: (entries: readonly Entry[]) => readonly Entry[] | Promise<readonly Entry[]>,
  ): Promise<void> {
    const folder = await this.#folder;
    if (!folder) return;
    await navigator.locks.request("tensorloom.weights", async () => {
      const entries = await make(await this.#entries());
      await writeText(folder, INDEX, JSON.stringify({ entries }));
    });
  }
}

function noRoom(error: unknown): undefined {
  if (!isFull(error)) throw error;
  return undefined;
}
