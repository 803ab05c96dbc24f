import { emptyGraph, type Graph } from "@/graph/document";
import { migrateGraph } from "@/graph/migrate";
import { parseGraph } from "@/graph/parse";
import { registry } from "@/registry";

const files = import.meta.glob<string>("../../../graphs/*.json", { query: "?raw", import: "default" });

/** The graphs to begin from, by the names of their files: every file in `graphs/` is one. */
export const TEMPLATES: readonly string[] = Object.keys(files)
  .map((path) => path.slice(path.lastIndexOf("/") + 1))
  .sort();

export async function templateGraph(name: string): Promise<Graph> {
  const text = await Object.entries(files).find(([path]) => path.endsWith(`/${name}`))?.[1]();
  const graph = text === undefined ? undefined : parseGraph(text).graph;
  return graph ? migrateGraph(graph, registry).graph : emptyGraph();
}
