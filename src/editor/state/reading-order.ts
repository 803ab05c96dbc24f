import type { Graph } from "@/graph/document";

/** Nodes from left to right, and from above in a column: as the eye goes. */
export function inReadingOrder({ nodes, layout }: Graph): readonly string[] {
  return Object.keys(nodes).sort((a, b) => {
    const [ax, ay] = layout[a] ?? [0, 0];
    const [bx, by] = layout[b] ?? [0, 0];
    return ax - bx || ay - by;
  });
}
