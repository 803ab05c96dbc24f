import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { spansLength } from "../../files/spans";
import { addressName, documentAddress } from "../../graph/address";
import type { KeptFile } from "../protocol";
import { Partial, type PartialNote } from "./partial";
import { fileIn, isTaken, removeIn } from "./private-files";

const START = "part-";
const NOTE = ".json";

/** The partial file of an address, with what came of it before. */
export function openUnfinished(folder: FileSystemDirectoryHandle, url: URL): Promise<Partial> {
  const kept = documentAddress(url);
  const about = { name: addressName(url), ...(kept ? { url: kept } : {}) };
  return Partial.open(folder, `${START}${bytesToHex(sha256(utf8ToBytes(url.href)))}`, about);
}

/** Downloads that broke off, to be gone on with or removed. */
export async function listUnfinished(folder: FileSystemDirectoryHandle): Promise<readonly KeptFile[]> {
  const found: KeptFile[] = [];
  for (const name of await namesIn(folder)) {
    if (!name.startsWith(START) || !name.endsWith(NOTE)) continue;
    const file = await fileIn(folder, name);
    try {
      const { spans, name: title, url } = JSON.parse((await file?.text()) ?? "") as PartialNote;
      found.push({
        name: title,
        bytes: spansLength(spans),
        sha256: name.slice(START.length, -NOTE.length),
        at: file?.lastModified ?? 0,
        ...(url ? { url } : {}),
        unfinished: true,
      });
    } catch {
      // It is being written just now.
    }
  }
  return found;
}

/** Removes a download that broke off; one that goes on in some tab stays. */
export async function removeUnfinished(folder: FileSystemDirectoryHandle, key: string): Promise<void> {
  await removeIn(folder, `${START}${key}`);
  await removeIn(folder, `${START}${key}${NOTE}`);
}

/** After so long, ms, a file that nothing names is one that a page left when it went. */
const LEFT_AFTER = 3600e3;

/** Removes what pages left that went while they wrote: files that are not among `named`. */
export async function sweep(folder: FileSystemDirectoryHandle, named: ReadonlySet<string>): Promise<void> {
  for (const name of await namesIn(folder)) {
    if (!(name.startsWith("new-") || /^[0-9a-f]{64}$/.test(name)) || named.has(name)) continue;
    const file = await fileIn(folder, name);
    if (!file || Date.now() - file.lastModified < LEFT_AFTER) continue;
    await removeIn(folder, name).catch((error: unknown) => {
      if (!isTaken(error)) throw error;
    });
  }
}

async function namesIn(folder: FileSystemDirectoryHandle): Promise<readonly string[]> {
  const names: string[] = [];
  for await (const name of folder.keys()) names.push(name);
  return names;
}
