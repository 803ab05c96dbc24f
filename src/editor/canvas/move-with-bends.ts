import { endpoint, type Graph } from "@/graph/document";
import { type Edit, shifted } from "@/graph/edits";

/** The edit that moves cards; edges whose both ends move together take their bends along. */
export function moveWithBends(
  graph: Graph,
  positions: Readonly<Record<string, readonly [number, number]>>,
): Edit {
  const edits: Edit[] = [{ kind: "move", positions }];
  const shift = (port: string): readonly [number, number] | undefined => {
    const id = endpoint(port).node;
    const [to, from] = [positions[id], graph.layout[id]];
    return to && from ? [to[0] - from[0], to[1] - from[1]] : undefined;
  };
  for (const { from, to, bends } of graph.edges) {
    const [a, b] = bends ? [shift(from), shift(to)] : [];
    if (bends && a && b && a[0] === b[0] && a[1] === b[1]) {
      edits.push({ kind: "bend", from, to, bends: shifted(bends, a) });
    }
  }
  const [only, ...more] = edits;
  return only && more.length === 0 ? only : { kind: "all", edits };
}
