import { addressHost } from "@/graph/address";
import type { Graph } from "@/graph/document";
import { registry } from "@/registry";

/** More than anybody reads before a graph is opened: what a stranger's file lists is not to slow the page down. */
const MOST_LISTED = 100;

/** What somebody else's graph holds, told before it is opened. */
export interface Contents {
  readonly title: string;
  /** Kinds of node by how often they are there, the most frequent first. */
  readonly kinds: readonly (readonly [string, number])[];
  readonly nodes: number;
  readonly edges: number;
  /** Their words, as plain text. */
  readonly notes: readonly string[];
  /** Where it would ask for weights, once the reader agrees. */
  readonly addresses: readonly string[];
  /** Files that it names and does not hold. */
  readonly files: readonly string[];
}

export function contentsOf(graph: Graph): Contents {
  const counts = new Map<string, number>();
  for (const { type } of Object.values(graph.nodes)) {
    const kind = registry.get(type)?.title ?? `${type} (not known here)`;
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  const assets = Object.values(graph.assets);
  return {
    title: graph.title,
    kinds: [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)),
    nodes: Object.keys(graph.nodes).length,
    edges: graph.edges.length,
    notes: firstOf(graph.notes.map(({ text }) => text)),
    addresses: firstOf([...new Set(assets.flatMap(({ url }) => (url ? [addressHost(url)] : [])))]),
    files: firstOf(assets.filter(({ url }) => !url).map(({ name }) => name)),
  };
}

/** The first of them, and how many more there are. */
function firstOf(all: readonly string[]): readonly string[] {
  const more = all.length - MOST_LISTED;
  return more > 0 ? [...all.slice(0, MOST_LISTED), `and ${more.toLocaleString("en")} more`] : all;
}

/** The graph without what its maker may want to keep: notes, and the names of files with their addresses. */
export function withoutPrivate(
  graph: Graph,
  leave: { readonly notes: boolean; readonly files: boolean },
): Graph {
  return {
    ...graph,
    ...(leave.notes ? {} : { notes: [] }),
    ...(leave.files ? {} : { assets: {} }),
  };
}
