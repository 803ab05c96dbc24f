import { open, readFile, stat } from "node:fs/promises";
import { resolve } from "node:path";
import { errorText } from "@/error-text";
import { readAddress } from "../graph/address";
import type { Graph } from "../graph/document";
import { applyEdit } from "../graph/edits";
import { migrateGraph } from "../graph/migrate";
import type { NodeDefinition } from "../graph/node";
import { LIMITS, parseGraph } from "../graph/parse";
import type { Problem } from "../graph/problem";
import { type Asked, UsageError } from "./args";
import { isZip, type Unpacked, unpackBundle } from "./bundle";
import { nodeOf, withSettings } from "./settings";
import { listText } from "./words";

/** A graph as the command line asked for it, and the files for its nodes by node id. */
export interface Loaded {
  readonly graph: Graph;
  /** Paths; or one address, of weights. */
  readonly files: ReadonlyMap<string, readonly string[]>;
  readonly problems: readonly Problem[];
}

/** The document cannot be read at all: its problems say why. */
export class GraphError extends Error {
  readonly problems: readonly Problem[];
  constructor(problems: readonly Problem[]) {
    super("The graph cannot be read.");
    this.problems = problems;
  }
}

const EMPTY: Problem = { severity: "warning", message: "The graph has no nodes: there is nothing to run." };

/** Reads the graph, sets its settings and looks for its files. Throws UsageError or GraphError. */
export async function load(
  asked: Asked,
  folder: string,
  registry: ReadonlyMap<string, NodeDefinition>,
): Promise<Loaded> {
  const { text, files, problems } = await readDocument(resolve(folder, asked.graph), asked.graph);
  const parsed = parseGraph(text);
  if (!parsed.graph) throw new GraphError([...problems, ...parsed.problems]);
  const migrated = migrateGraph(parsed.graph, registry);
  const graph = withSettings(withFiles(migrated.graph, asked.data, registry), asked.set, registry);
  return {
    graph,
    // What was typed goes before what the bundle has for a node.
    files: new Map([...ownFiles(files, graph), ...(await findFiles(graph, asked, folder, registry))]),
    problems: [
      ...problems,
      ...parsed.problems,
      ...migrated.problems,
      ...(Object.keys(graph.nodes).length > 0 ? [] : [EMPTY]),
    ],
  };
}

/** Giving a node files may set something of it: a network takes its weights from them. */
function withFiles(graph: Graph, data: Asked["data"], registry: ReadonlyMap<string, NodeDefinition>): Graph {
  return data.reduce((changed, { node }) => {
    const sets = registry.get(nodeOf(changed, node, "--data").type)?.files?.sets;
    return sets ? applyEdit(changed, { kind: "set", node, ...sets }) : changed;
  }, graph);
}

/** Data of nodes that the graph has. */
function ownFiles(files: Unpacked["files"], graph: Graph): [string, readonly string[]][] {
  return [...files].filter(([node]) => Object.hasOwn(graph.nodes, node));
}

/** A graph's text, by itself or out of a bundle. */
/** A document's text, and what a bundle has beside it. Throws UsageError. */
export async function readDocument(path: string, typed: string): Promise<Unpacked> {
  const found = await stat(path).catch(() => undefined);
  if (!found) throw new UsageError(`There is no file ${typed}.`);
  if (!found.isFile()) {
    throw new UsageError(`${typed || "“”"} is ${found.isDirectory() ? "a folder" : "no file"}, not a graph.`);
  }
  if (isZip(await firstBytes(path))) return unpackBundle(path, typed);
  if (found.size > 4 * LIMITS.bytes) {
    throw new UsageError(`${typed} is ${Math.round(found.size / 1e6)} MB: that is no graph.`);
  }
  const bytes = await readFile(path).catch((error: Error) => {
    throw new UsageError(`${typed} cannot be read: ${error.message}.`);
  });
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    return { text, files: new Map(), problems: [] };
  } catch {
    throw new UsageError(`${typed} is no text in UTF-8, which a graph is. Save it again as UTF-8.`);
  }
}

async function firstBytes(path: string): Promise<Uint8Array> {
  const file = await open(path).catch(() => undefined);
  try {
    return (await file?.read(new Uint8Array(4), 0, 4, 0))?.buffer ?? new Uint8Array(0);
  } finally {
    await file?.close();
  }
}

async function findFiles(
  graph: Graph,
  asked: Asked,
  folder: string,
  registry: ReadonlyMap<string, NodeDefinition>,
): Promise<Map<string, string[]>> {
  const files = new Map<string, string[]>();
  for (const { node: id, path } of asked.data) {
    const definition = registry.get(nodeOf(graph, id, "--data").type);
    if (!definition?.files) {
      const takers = Object.keys(graph.nodes).filter(
        (other) => registry.get(graph.nodes[other]?.type ?? "")?.files,
      );
      throw new UsageError(`--data ${id}: ${id} takes no files. Nodes that do: ${listText(takers)}.`);
    }
    if (isAddress(path)) {
      if (!definition.files.sets) {
        throw new UsageError(
          `--data ${id}: only weights are fetched from an address. Download the data, and give ${id} the file.`,
        );
      }
      if (files.has(id)) throw new UsageError(`--data ${id}: an address comes alone, not with other files.`);
      files.set(id, [addressOf(id, path)]);
      continue;
    }
    if (files.get(id)?.some(isAddress)) {
      throw new UsageError(`--data ${id}: an address comes alone, not with other files.`);
    }
    const full = resolve(folder, path);
    const found = await stat(full).catch(() => undefined);
    if (!found) throw new UsageError(`--data ${id}=${path}: there is no file or folder ${path}.`);
    const given = [...(files.get(id) ?? []), full];
    if (given.length > 1 && found.isDirectory()) {
      throw new UsageError(`--data ${id}: a folder comes alone, not with other files.`);
    }
    files.set(id, given);
  }
  return files;
}

/** Whether `--data` gave an address in place of a path. */
export function isAddress(path: string): boolean {
  return /^https?:/i.test(path);
}

function addressOf(id: string, typed: string): string {
  try {
    return readAddress(typed).href;
  } catch (error) {
    throw new UsageError(`--data ${id}: ${errorText(error)}`);
  }
}
