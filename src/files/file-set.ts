import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { NodeError } from "../graph/problem";
import type { FileSet } from "../graph/run";
import { byCodeUnit, count, isLitter, megabytes } from "./names";
import { LARGEST_ENTRY, openZip, readable } from "./zip";

/** A file that the user gave, with its path inside the folder that was dropped (or just its name). */
export interface GivenFile {
  readonly path: string;
  readonly file: Blob;
}

/** What the document keeps of files: enough to know them again. */
export interface FilesDigest {
  /** The zip's or file's name, the folder's, or "12 files". */
  readonly name: string;
  readonly bytes: number;
  /** Lower-case hex. */
  readonly sha256: string;
}

interface Named {
  readonly name: string;
  readonly files: readonly GivenFile[];
}

/**
 * One zip, one folder, or loose files. Nothing is read yet but a zip's table of contents.
 * Paths are from inside the folder. A zip among loose files is refused; deep in a folder it is a file like any other.
 */
export async function openFiles(given: readonly GivenFile[]): Promise<FileSet> {
  const { name, files } = named(given);
  const [first] = files;
  if (!first) throw new NodeError("No files were given.");
  if (files.length === 1 && (await isZip(first))) return await openZip(first.file, name);

  const zip = files.find(({ path }) => !path.includes("/") && /\.zip$/i.test(path));
  if (zip && name === count(files.length, "file")) {
    throw new NodeError(`${zip.path} came with other files. Give one zip alone, or pictures, or a folder.`);
  }
  const byPath = new Map(files.map(({ path, file }) => [path, file]));
  return {
    name,
    paths: [...byPath.keys()],
    read: async (path) => {
      const file = byPath.get(path);
      if (!file) throw new NodeError(`There is no file “${path}” in ${name}.`);
      if (file.size > LARGEST_ENTRY) {
        const most = megabytes(LARGEST_ENTRY);
        throw new NodeError(
          `“${path}” has ${megabytes(file.size)}; a file that is read whole has at most ${most}.`,
        );
      }
      return new Uint8Array(await readable(file.arrayBuffer(), path));
    },
  };
}

/**
 * SHA-256 of one file's content; of several, SHA-256 over a line `path NUL bytes NUL sha256-of-content LF` for each, sorted
 * by path, so that order and the folder's own name do not matter. Files over 64 MB are read in pieces.
 */
export async function digestFiles(
  given: readonly GivenFile[],
  options: {
    readonly signal?: AbortSignal;
    /** Called now and then with bytes read and bytes in all. */
    readonly progress?: (done: number, total: number) => void;
  } = {},
): Promise<FilesDigest> {
  const { name, files } = named(given);
  const bytes = files.reduce((sum, { file }) => sum + file.size, 0);
  let done = 0;
  const advance = (read: number) => {
    options.signal?.throwIfAborted();
    done += read;
    options.progress?.(done, bytes);
  };
  const [only] = files;
  if (only && files.length === 1) return { name, bytes, sha256: await digest(only, advance) };
  const list = sha256.create();
  for (const given of files) {
    list.update(utf8ToBytes(`${given.path}\0${given.file.size}\0${await digest(given, advance)}\n`));
  }
  return { name, bytes, sha256: bytesToHex(list.digest()) };
}

const PIECE = 4 * 1024 ** 2;
/** Up to here, bytes, a file is digested whole by the browser's own code, many times faster than in pieces. */
const WHOLE = 64 * 1024 ** 2;

async function digest({ path, file }: GivenFile, advance: (read: number) => void): Promise<string> {
  advance(0);
  // Absent where the page is neither from this machine nor over HTTPS.
  const native: SubtleCrypto | undefined = crypto.subtle;
  if (native && file.size <= WHOLE) {
    const content = await readable(file.arrayBuffer(), path);
    const hash = new Uint8Array(await native.digest("SHA-256", content));
    advance(file.size);
    return bytesToHex(hash);
  }
  const hash = sha256.create();
  for (let from = 0; from < file.size; from += PIECE) {
    const piece = new Uint8Array(await readable(file.slice(from, from + PIECE).arrayBuffer(), path));
    hash.update(piece);
    advance(piece.length);
  }
  return bytesToHex(hash.digest());
}

/** Without litter and without the one folder around everything, sorted; the folder's name is the set's. */
function named(given: readonly GivenFile[]): Named {
  const kept = given
    .map(({ path, file }) => ({ path: path.replaceAll("\\", "/").replace(/^(\.?\/)+/, ""), file }))
    .filter(({ path }) => !isLitter(path))
    .sort((a, b) => byCodeUnit(a.path, b.path));
  const twice = kept.find(({ path }, index) => kept[index + 1]?.path === path);
  if (twice) throw new NodeError(`“${twice.path}” came twice. Give each name once.`);

  const [first] = kept;
  if (first && kept.length === 1) {
    const name = first.path.slice(first.path.lastIndexOf("/") + 1);
    return { name, files: [{ path: name, file: first.file }] };
  }
  const folder = first?.path.split("/", 1)[0] ?? "";
  const inside = kept.length > 0 && kept.every(({ path }) => path.startsWith(`${folder}/`));
  if (inside) {
    const files = kept.map(({ path, file }) => ({ path: path.slice(folder.length + 1), file }));
    return { name: folder, files };
  }
  return { name: count(kept.length, "file"), files: kept };
}

async function isZip({ path, file }: GivenFile): Promise<boolean> {
  if (/\.zip$/i.test(path)) return true;
  const start = new Uint8Array(await readable(file.slice(0, 4).arrayBuffer(), path));
  return start[0] === 0x50 && start[1] === 0x4b && (start[2] === 3 || start[2] === 5);
}
