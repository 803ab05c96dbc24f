import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { BlobReader, BlobWriter, ZipWriter } from "@zip.js/zip.js/lib/zip-core-native.js";
import { z } from "zod/mini";
import { identifier } from "../graph/document";
import { LIMITS, safely } from "../graph/parse";
import { NodeError, printable } from "../graph/problem";
import type { GivenFile } from "./file-set";
import { byCodeUnit, megabytes } from "./names";
import { openZip } from "./zip";

/*
 * A bundle (`.loom`) is one file to hand out or to hand in: a zip of a graph and of what goes with it. A manifest lists every
 * entry with its length and digest; nothing in it is ever executed.
 */

export const BUNDLE_FORMAT = "tensorloom-bundle";
export const BUNDLE_VERSION = 1;

/** Data that are larger stay outside: they are named by the graph, and given by whoever has them. */
export const LARGEST_DATA = 64 * 1024 ** 2;
const LARGEST_MANIFEST = 4 * 1024 ** 2;
/** Four bytes a letter at the most, of as many letters as a graph may have. */
const LARGEST_GRAPH = 4 * LIMITS.bytes;
const MOST_ENTRIES = 10_000;

export type BundleRole = "graph" | "walkthrough" | "submission" | "data" | "weights" | "results";

const entry = z.object({
  path: z.string().check(z.minLength(1), z.maxLength(1000)),
  role: z.enum(["graph", "walkthrough", "submission", "data", "weights", "results"]),
  /** Whose data these are. */
  node: z.optional(identifier),
  bytes: z.int().check(z.gte(0)),
  sha256: z.string().check(z.regex(/^[0-9a-f]{64}$/)),
});
const manifest = z.object({
  format: z.literal(BUNDLE_FORMAT),
  formatVersion: z.int().check(z.gte(1)),
  title: z.string().check(z.maxLength(200)),
  entries: z.array(entry).check(z.maxLength(MOST_ENTRIES)),
});

export type BundleEntry = z.infer<typeof entry>;

/** What goes into a bundle. */
export interface BundleParts {
  readonly title: string;
  /** The document's canonical text. */
  readonly graph: string;
  readonly walkthrough?: string;
  /** What a student hands in beside the graph. */
  readonly submission?: string;
  /** Files given to nodes, by node id. */
  readonly data?: ReadonlyMap<string, readonly GivenFile[]>;
  /** Trained weights as safetensors, by file name. */
  readonly weights?: ReadonlyMap<string, Blob>;
  /** `results.json`, figures and tables, by file name. */
  readonly results?: ReadonlyMap<string, Blob>;
}

/** A file out of a bundle, with its path inside what was given. */
export interface BundledFile extends GivenFile {
  readonly file: File;
}

export interface Bundle {
  readonly title: string;
  readonly entries: readonly BundleEntry[];
  /** What was left alone, and why, in sentences. */
  readonly remarks: readonly string[];
  /** The graph's text, not parsed. */
  readonly graph: string;
  /** An entry's content, checked against its digest. */
  read(path: string): Promise<Uint8Array<ArrayBuffer>>;
  /** The files of each node, ready to be given to it. */
  data(): Promise<ReadonlyMap<string, readonly BundledFile[]>>;
}

/** Every file has the same date, so that equal contents are equal bytes: the earliest that a zip knows. */
const DATE = new Date(1980, 0, 1);

/** Packs a bundle. Data beyond `LARGEST_DATA` in all are refused in words: leave them out. */
export async function writeBundle(parts: BundleParts): Promise<Blob> {
  const files: { path: string; role: BundleRole; node?: string; content: Blob }[] = [
    { path: "graph.json", role: "graph", content: new Blob([parts.graph]) },
  ];
  if (parts.walkthrough !== undefined)
    files.push({ path: "walkthrough.json", role: "walkthrough", content: new Blob([parts.walkthrough]) });
  if (parts.submission !== undefined)
    files.push({ path: "submission.json", role: "submission", content: new Blob([parts.submission]) });
  for (const [node, given] of parts.data ?? [])
    for (const { path, file } of given)
      files.push({ path: `data/${node}/${path}`, role: "data", node, content: file });
  for (const [name, content] of parts.weights ?? [])
    files.push({ path: `weights/${name}`, role: "weights", content });
  for (const [name, content] of parts.results ?? [])
    files.push({ path: `results/${name}`, role: "results", content });
  const data = files
    .filter(({ role }) => role === "data")
    .reduce((sum, { content }) => sum + content.size, 0);
  if (data > LARGEST_DATA)
    throw new NodeError(
      `The data are ${megabytes(data)}, and a bundle takes at most ${megabytes(LARGEST_DATA)} of them. Leave them out, and hand them over by themselves.`,
      { expected: `at most ${megabytes(LARGEST_DATA)}`, got: megabytes(data) },
    );
  files.sort((a, b) => byCodeUnit(a.path, b.path));
  const entries: BundleEntry[] = [];
  for (const { path, role, node, content } of files)
    entries.push({
      path,
      role,
      ...(node ? { node } : {}),
      bytes: content.size,
      sha256: await digest(content),
    });
  const list = { format: BUNDLE_FORMAT, formatVersion: BUNDLE_VERSION, title: parts.title, entries };
  const zip = new ZipWriter(new BlobWriter("application/zip"), { useWebWorkers: false, lastModDate: DATE });
  await zip.add("manifest.json", new BlobReader(new Blob([`${JSON.stringify(list, null, 2)}\n`])));
  // What is packed already gains nothing by being packed again.
  for (const { path, role, content } of files)
    await zip.add(path, new BlobReader(content), role === "data" || role === "weights" ? { level: 0 } : {});
  return zip.close();
}

/**
 * Looks into a bundle. Throws a NodeError in words for what is no bundle, is cut off, or has no graph; what else is wrong is
 * left alone and remarked. Contents are read when asked for, and checked then.
 */
export async function openBundle(file: Blob, name: string): Promise<Bundle> {
  const zip = await openZip(file, name);
  if (!zip.paths.includes("manifest.json"))
    throw new NodeError(`${name} is a zip but no bundle of Tensorloom: it has no manifest.json.`);
  const { title, entries } = readManifest(await textOf(zip, "manifest.json", LARGEST_MANIFEST, name), name);
  const there = new Set(zip.paths);
  const listed = new Set(["manifest.json"]);
  const remarks: string[] = [];
  const good = entries.filter(({ path, bytes, role, node }) => {
    const why = listed.has(path)
      ? "its manifest lists it twice"
      : !there.has(path)
        ? "it is missing"
        : zip.size(path) !== bytes
          ? "it has another length than its manifest says"
          : !isPlace(path, role, node)
            ? "it lies in the wrong place"
            : undefined;
    listed.add(path);
    if (why !== undefined) remarks.push(`Left out ${path}: ${why}.`);
    return why === undefined;
  });
  const strangers = zip.paths.filter((path) => !listed.has(path));
  if (strangers.length > 0)
    remarks.push(
      `Left out ${strangers.length} ${strangers.length === 1 ? "file" : "files"} that the manifest does not name, such as ${strangers[0]}.`,
    );
  const byPath = new Map(good.map((each) => [each.path, each]));
  const read = async (path: string) => {
    const found = byPath.get(path);
    if (!found) throw new NodeError(`There is no ${path} in ${name}.`);
    const bytes = await zip.read(path);
    if (bytesToHex(sha256(bytes)) !== found.sha256)
      throw new NodeError(`${path} in ${name} is not what its manifest says: it was changed or damaged.`);
    return bytes;
  };
  if ((zip.size("graph.json") ?? 0) > LARGEST_GRAPH)
    throw new NodeError(
      `The graph.json of ${name} is ${megabytes(zip.size("graph.json") ?? 0)}; a graph has at most ${megabytes(LARGEST_GRAPH)}.`,
    );
  if (!byPath.has("graph.json")) throw new NodeError(`${name} has no graph in it that can be read.`);
  return {
    title,
    entries: good,
    remarks: remarks.map(printable),
    graph: new TextDecoder().decode(await read("graph.json")),
    read,
    async data() {
      const files = new Map<string, BundledFile[]>();
      for (const { path, role, node } of good) {
        if (role !== "data" || node === undefined) continue;
        const inside = path.slice(`data/${node}/`.length);
        const file = new File([await read(path)], inside.slice(inside.lastIndexOf("/") + 1));
        files.set(node, [...(files.get(node) ?? []), { path: inside, file }]);
      }
      return files;
    },
  };
}

function readManifest(text: string, name: string): z.infer<typeof manifest> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new NodeError(`The manifest.json of ${name} is not JSON: the bundle is damaged.`);
  }
  const parsed = safely(() => manifest.safeParse(value));
  if (!parsed?.success)
    throw new NodeError(
      `The manifest.json of ${name} is not that of a bundle: ${parsed?.error.issues[0]?.path.join(".") || "its top"} is wrong.`,
    );
  const { formatVersion } = parsed.data;
  if (formatVersion > BUNDLE_VERSION)
    throw new NodeError(
      `${name} was made by a newer Tensorloom (bundle ${formatVersion}; this one reads up to ${BUNDLE_VERSION}). Update to open it.`,
    );
  return parsed.data;
}

/** Each role has a place of its own: data cannot pass for a graph. */
function isPlace(path: string, role: BundleRole, node: string | undefined): boolean {
  if (role === "graph") return path === "graph.json";
  if (role === "walkthrough" || role === "submission") return path === `${role}.json`;
  return (
    path.startsWith(role === "data" ? `data/${node}/` : `${role}/`) && (role !== "data" || node !== undefined)
  );
}

async function textOf(
  zip: Awaited<ReturnType<typeof openZip>>,
  path: string,
  most: number,
  name: string,
): Promise<string> {
  if ((zip.size(path) ?? 0) > most)
    throw new NodeError(`The ${path} of ${name} is larger than ${megabytes(most)}.`);
  return new TextDecoder().decode(await zip.read(path));
}

async function digest(content: Blob): Promise<string> {
  return bytesToHex(sha256(new Uint8Array(await content.arrayBuffer())));
}
