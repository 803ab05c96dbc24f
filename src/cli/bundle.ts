import { mkdtempSync, rmSync } from "node:fs";
import { mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join, relative, sep } from "node:path";
import { errorText } from "@/error-text";
import { openBundle, writeBundle } from "../files/bundle";
import { canonicalText } from "../graph/canonical";
import type { Graph } from "../graph/document";
import { NodeError, type Problem } from "../graph/problem";
import { UsageError } from "./args";
import { BrowserError } from "./browser";

/** A bundle is read whole; more than this is not one that somebody hands in, bytes. */
const LARGEST = 1024 ** 3;

/** What a bundle gives a command: the graph's text, and paths of its data by node id, unpacked for this process alone. */
export interface Unpacked {
  readonly text: string;
  readonly files: ReadonlyMap<string, readonly string[]>;
  readonly problems: readonly Problem[];
}

/** Whether a file begins as a zip does. */
export function isZip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b && (bytes[2] === 3 || bytes[2] === 5);
}

export async function unpackBundle(path: string, typed: string): Promise<Unpacked> {
  const { size } = await stat(path);
  if (size > LARGEST) throw new UsageError(`${typed} is ${Math.round(size / 1e6)} MB: that is no bundle.`);
  const bundle = await inWords(typed, openBundle(new Blob([await readFile(path)]), basename(typed)));
  const data = await inWords(typed, bundle.data());
  const files = new Map<string, readonly string[]>();
  const folder = data.size > 0 ? temporary() : "";
  for (const [node, given] of data) {
    for (const { path: inside, file } of given) {
      const to = join(folder, node, inside);
      await mkdir(dirname(to), { recursive: true });
      await writeFile(to, new Uint8Array(await file.arrayBuffer()));
    }
    const [only] = given;
    files.set(node, [given.length === 1 && only ? join(folder, node, only.path) : join(folder, node)]);
  }
  return {
    text: bundle.graph,
    files,
    problems: bundle.remarks.map((message) => ({ severity: "warning", message })),
  };
}

/** Packs a graph that ran, the data that it was given, and what was saved of the run in a folder. */
export async function packBundle(
  path: string,
  graph: Graph,
  given: ReadonlyMap<string, readonly string[]>,
  saved: string,
): Promise<void> {
  const [weights, results] = [new Map<string, Blob>(), new Map<string, Blob>()];
  for (const name of await readdir(saved)) {
    const content = new Blob([await readFile(join(saved, name))]);
    (name.endsWith(".safetensors") ? weights : results).set(name, content);
  }
  const data = new Map<string, { path: string; file: File }[]>();
  for (const [node, paths] of given)
    for (const from of paths) data.set(node, [...(data.get(node) ?? []), ...(await filesAt(from))]);
  try {
    const bundle = await writeBundle({
      title: graph.title,
      graph: canonicalText(graph),
      data,
      weights,
      results,
    });
    await writeFile(path, new Uint8Array(await bundle.arrayBuffer()));
  } catch (error) {
    const reason = errorText(error);
    throw new BrowserError(`The bundle could not be written: ${reason}`);
  }
}

/** One file, or all in a folder by their paths there. An address is fetched by whoever opens the bundle. */
async function filesAt(from: string): Promise<{ path: string; file: File }[]> {
  if (/^https?:/i.test(from)) return [];
  if (!(await stat(from)).isDirectory()) return [await fileAt(from, basename(from))];
  const entries = await readdir(from, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Promise.all(paths.sort().map((path) => fileAt(path, relative(from, path).replaceAll(sep, "/"))));
}

async function fileAt(path: string, inside: string): Promise<{ path: string; file: File }> {
  return { path: inside, file: new File([await readFile(path)], basename(path)) };
}

/** What is wrong with the file is the caller's mistake, said as such. */
async function inWords<T>(typed: string, work: Promise<T>): Promise<T> {
  return work.catch((error: unknown) => {
    if (error instanceof NodeError) throw new UsageError(`${typed} cannot be opened. ${error.message}`);
    throw error;
  });
}

/** A folder that is gone when this process ends. */
export function temporary(): string {
  const folder = mkdtempSync(join(tmpdir(), "tensorloom-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
