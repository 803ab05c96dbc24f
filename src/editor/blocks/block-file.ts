import { type Block, TOP, workDigest } from "@/graph/blocks";
import { canonicalText } from "@/graph/canonical";
import { emptyGraph, type Graph } from "@/graph/document";
import { parseGraph } from "@/graph/parse";

const MARK = "blockId";

/** A block as a file: its graph, which any Tensorloom opens, with the block's name for itself. */
export function blockText(block: Block): string {
  return canonicalText({ ...block.graph, title: block.title, [MARK]: block.id } as Graph);
}

/** The block in a file; a graph that is none, such as any other, becomes one. Words say what is wrong. */
export function readBlock(
  text: string,
  freshId: string,
  at: number,
): { readonly block: Block } | { readonly reason: string } {
  const { graph, problems } = parseGraph(text);
  if (!graph) return { reason: problems.map(({ message }) => message).join(" ") };
  if (Object.keys(graph.nodes).length === 0) return { reason: "There is no node in it." };
  const fields: Readonly<Record<string, unknown>> = graph;
  const mark = fields[MARK];
  const id = typeof mark === "string" && /^[\w-]{1,64}$/.test(mark) ? mark : freshId;
  const { format, formatVersion, title, nodes, edges, layout, assets } = graph;
  const plain = { ...emptyGraph(), format, formatVersion, title, nodes, edges, layout, assets };
  const groups = graph.groups[TOP]
    ? graph.groups
    : { [TOP]: { title: title.slice(0, 200), nodes: Object.keys(nodes) } };
  const piece = { ...plain, groups };
  return {
    block: {
      id,
      title: title.slice(0, 200) || "Block",
      digest: workDigest(piece),
      at,
      graph: piece,
      before: [],
    },
  };
}
