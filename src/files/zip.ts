import { type FileEntry, Reader, ZipReader } from "@zip.js/zip.js/lib/zip-core-native.js";
import { errorText } from "@/error-text";
import { NodeError } from "../graph/problem";
import type { FileSet } from "../graph/run";
import type { ByteSource } from "./byte-source";
import { byCodeUnit, count, isLitter, megabytes } from "./names";
import type { Span } from "./spans";

/** No single entry may be larger than this once inflated, bytes; nor may a file that lies in a folder. */
export const LARGEST_ENTRY = 2 * 1024 ** 3;
/** An entry may inflate to this many times its packed size … */
const LARGEST_RATIO = 100;
/** … except up to here, bytes: a small blank picture packs a thousandfold and harms nobody. */
const HARMLESS = 8 * 1024 ** 2;

/** More entries take long to list and a tab's memory to keep: sets of pictures for a page have thousands. */
const MOST_ENTRIES = 100_000;
/** Letters; systems give a file about 255, and folders as many again. */
const LONGEST_NAME = 1000;

/** What an entry's own header may have beyond its name, bytes. */
const LONGEST_EXTRA = 2 ** 16;

const READER = {
  useWebWorkers: false,
  checkCrc32: true,
  // Names are judged here, in our own words.
  filenameValidation: "tolerant",
} as const;

/** Small entries are read so many bytes at a time: asking a browser for a piece of a file takes longer than reading it. */
const BLOCK = 1024 ** 2;

/** Reads a zip wherever it is. */
class SourceReader extends Reader<ByteSource> {
  readonly #source: ByteSource;
  #block: { readonly from: number; readonly bytes: Promise<Uint8Array> } | undefined;

  constructor(source: ByteSource) {
    super(source);
    this.#source = source;
    this.size = source.size;
  }

  override async readUint8Array(index: number, length: number): Promise<Uint8Array> {
    if (length > BLOCK / 4 || !(this.#source instanceof Blob)) return await this.#read(index, length);
    const block = this.#block;
    if (!block || index < block.from || index + length > block.from + BLOCK)
      this.#block = { from: index, bytes: this.#read(index, BLOCK) };
    const { from, bytes } = this.#block as NonNullable<typeof block>;
    return (await bytes).slice(index - from, index - from + length);
  }

  async #read(index: number, length: number): Promise<Uint8Array> {
    const end = Math.min(index + length, this.size);
    return new Uint8Array(await this.#source.slice(index, end).arrayBuffer());
  }
}

export interface ZipFiles extends FileSet {
  /** Bytes that an entry claims to have once inflated; `read` gives so many or throws. */
  size(path: string): number | undefined;
  /** Where in the zip an entry lies, its own header with it. */
  span(path: string): Span | undefined;
}

/**
 * Looks into a zip without unpacking it: an entry is inflated when `read` asks for it, and only that one.
 * Zips of any size are taken. Refused as a whole, in words: what is no zip, is cut off, is empty, is split over several
 * files, names a file twice or outside of the archive, lets entries share bytes, or claims to inflate to more than 2 GB
 * and more than 100 times its size. Refused when read: an entry beyond 2 GB, or beyond 8 MB and 100 times its packed
 * size, whatever its header says; an encrypted one; one whose checksum is wrong.
 */
export async function openZip(file: ByteSource, name: string): Promise<ZipFiles> {
  const entries = await listEntries(file, name);
  refuseOverlaps(entries, name);
  const byPath = new Map<string, FileEntry>();
  for (const entry of entries) {
    const path = safePath(entry.filename, name);
    if (isLitter(path)) continue;
    if (byPath.has(path))
      throw new NodeError(`${name} holds “${path}” twice. Pack it again with each name once.`);
    byPath.set(path, entry);
  }
  if (byPath.size === 0) throw new NodeError(`${name} is an empty zip: there is no file in it.`);
  refuseBomb(byPath.values(), file.size, name);
  const starts = entries.map(({ offset }) => offset).sort((a, b) => a - b);

  return {
    name,
    paths: [...byPath.keys()].sort(byCodeUnit),
    size: (path) => byPath.get(path)?.uncompressedSize,
    span: (path) => {
      const entry = byPath.get(path);
      if (!entry) return undefined;
      // How long its own header is only that header says; the next entry begins behind it.
      const next = starts.find((offset) => offset > entry.offset);
      return [entry.offset, next ?? Math.min(file.size, endOf(entry) + LONGEST_EXTRA)];
    },
    read: async (path) => {
      const entry = byPath.get(path);
      if (!entry) throw new NodeError(`${name} has no file “${path}”.`);
      return await inflate(entry, path, file, name);
    },
  };
}

async function listEntries(file: ByteSource, name: string): Promise<FileEntry[]> {
  const start = new Uint8Array(await readable(file.slice(0, 4).arrayBuffer(), name));
  if (file.size === 0) throw new NodeError(`${name} is an empty file: 0 bytes.`);
  const looksZipped = start[0] === 0x50 && start[1] === 0x4b;
  const reader = new ZipReader(new SourceReader(file), READER);
  try {
    const entries: FileEntry[] = [];
    let claimed = 0;
    const listing = reader.getEntriesGenerator({
      async onprogress(_, total) {
        claimed = total;
      },
    });
    for await (const entry of listing) {
      // How many follow is known with the first.
      if (claimed > MOST_ENTRIES) throw tooMany(name, claimed);
      if (!entry.directory) entries.push(entry);
    }
    return entries;
  } catch (cause) {
    if (cause instanceof NodeError) throw cause;
    const message = errorText(cause);
    const size = count(file.size, "byte");
    if (message.includes("Split zip")) {
      throw new NodeError(`${name} is one part of a zip split over several files. Pack it as one file.`);
    }
    if (message.includes("Encrypted central directory")) {
      throw new NodeError(`${name} is encrypted. Unpack it and pack it again without a password.`);
    }
    if (!looksZipped) throw new NodeError(`${name} is not a zip file.`);
    if (message.includes("End of central directory") || message.includes("not recognized")) {
      throw new NodeError(
        `${name} is cut off: it ends after ${size}, before its table of contents. Download or pack it again.`,
      );
    }
    throw new NodeError(
      `${name} is damaged: its table of contents cannot be read (${message}). Pack it again.`,
    );
  } finally {
    await reader.close();
  }
}

function tooMany(name: string, entries: number): NodeError {
  return new NodeError(
    `${name} holds ${count(entries, "entry", "entries")}, and at most ${count(MOST_ENTRIES, "entry", "entries")} are read. Pack it in several zips, or give the folder itself.`,
  );
}

/** Two entries that point at the same bytes are how a small zip pretends to hold petabytes. */
function refuseOverlaps(entries: readonly FileEntry[], name: string): void {
  const sorted = [...entries].sort((a, b) => a.offset - b.offset);
  let end = 0;
  for (const entry of sorted) {
    if (entry.offset < end) {
      throw new NodeError(
        `${name} is not an honest zip: “${entry.filename}” shares its bytes with another entry. Pack it again.`,
      );
    }
    end = endOf(entry);
  }
}

/** Where an entry ends at the earliest: more may stand in its own header. */
function endOf(entry: FileEntry): number {
  return entry.offset + 30 + entry.rawFilename.length + entry.compressedSize;
}

function refuseBomb(entries: Iterable<FileEntry>, packed: number, name: string): void {
  let total = 0;
  for (const entry of entries) total += entry.uncompressedSize;
  if (total > LARGEST_ENTRY && total > LARGEST_RATIO * packed) {
    throw new NodeError(
      `${name} claims to inflate from ${megabytes(packed)} to ${megabytes(total)}. No set of pictures does: it is a zip bomb.`,
    );
  }
}

/** Forward slashes, no `./`. Names that lead out of the archive are refused. */
function safePath(filename: string, name: string): string {
  const path = filename.replaceAll("\\", "/");
  const parts = path.split("/").filter((part) => part !== "." && part !== "");
  const outside = path.startsWith("/") || /^[a-z]:/i.test(path) || parts.includes("..");
  if (filename.length > LONGEST_NAME) {
    throw new NodeError(
      `${name} names a file with ${count(filename.length, "letter")}, which begins with ${JSON.stringify(filename.slice(0, 60))}: that is no usable name. Pack it again.`,
    );
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is refused.
  if (outside || parts.length === 0 || /[\u0000-\u001f\u007f]/.test(path)) {
    throw new NodeError(
      `${name} names a file ${JSON.stringify(filename.slice(0, 100))}, which ${outside ? "lies outside of the archive" : "is no usable name"}. Pack it again.`,
    );
  }
  return parts.join("/");
}

async function inflate(
  entry: FileEntry,
  path: string,
  file: ByteSource,
  name: string,
): Promise<Uint8Array<ArrayBuffer>> {
  const what = `“${path}” in ${name}`;
  if (entry.encrypted) {
    throw new NodeError(`${what} is encrypted. Unpack it and pack it again without a password.`);
  }
  const packed = Math.min(entry.compressedSize, file.size);
  const limit = Math.min(LARGEST_ENTRY, Math.max(HARMLESS, LARGEST_RATIO * packed));
  const bomb = () =>
    new NodeError(
      `${what} inflates from ${megabytes(packed)} to more than ${megabytes(limit)}. No picture does: it is a zip bomb.`,
    );
  if (entry.uncompressedSize > limit) throw bomb();

  const other = () =>
    new NodeError(
      `${what} is damaged: it holds other than the ${count(bytes.length, "byte")} it claims. ${AGAIN}`,
    );

  const bytes = new Uint8Array(entry.uncompressedSize);
  let filled = 0;
  const sink = new WritableStream<Uint8Array>({
    write(chunk) {
      if (filled + chunk.length > bytes.length) throw other();
      bytes.set(chunk, filled);
      filled += chunk.length;
    },
  });
  try {
    await entry.getData(sink, READER);
  } catch (cause) {
    if (errorText(cause).includes("uncompressed size")) throw other();
    throw unreadable(cause, name) ?? damaged(cause, what);
  }
  if (filled !== bytes.length) throw other();
  return bytes;
}

const AGAIN = "Pack or download it again.";

function damaged(cause: unknown, what: string): NodeError {
  if (cause instanceof NodeError) return cause;
  const message = errorText(cause);
  if (message.includes("CRC")) return new NodeError(`${what} is damaged: its checksum is wrong. ${AGAIN}`);
  if (message.includes("Compression method")) {
    return new NodeError(`${what} is packed by a method that is not understood. Pack it as an ordinary zip.`);
  }
  return new NodeError(`${what} is damaged: it cannot be unpacked (${message}). ${AGAIN}`);
}

/** The browser hands out no bytes any more: the file was moved, changed or deleted since it was chosen. */
function unreadable(cause: unknown, name: string): NodeError | undefined {
  const gone = ["NotReadableError", "NotFoundError"];
  if (!(cause instanceof DOMException && gone.includes(cause.name))) return undefined;
  return new NodeError(
    `${name} can no longer be read: it was moved or changed since it was chosen. Choose it again.`,
  );
}

/** Reads on, or says that the file is gone. */
export async function readable<T>(reading: Promise<T>, name: string): Promise<T> {
  try {
    return await reading;
  } catch (cause) {
    throw unreadable(cause, name) ?? cause;
  }
}
