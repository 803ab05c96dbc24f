import type { Graph } from "@/graph/document";
import { registry } from "@/registry";

/** What a node is called on the page: its own title, else that of its type. */
export function titleOf(graph: Graph, id: string): string {
  const node = graph.nodes[id];
  if (!node) return id;
  return node.title ?? registry.get(node.type)?.title ?? node.type;
}

/** The title inside a sentence: "trainer", but "VGG16" and "MLP head" keep their capitals. */
export function titleInSentence(graph: Graph, id: string): string {
  const title = titleOf(graph, id);
  return /^\p{Lu}\p{Ll}/u.test(title) ? title.charAt(0).toLowerCase() + title.slice(1) : title;
}
