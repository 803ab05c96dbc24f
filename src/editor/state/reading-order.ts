import { endpoint, type Graph } from "@/graph/document";

/**
 * Nodes as the data goes: each after those that feed it, and otherwise from left to right, and from above in a column. A
 * cycle is entered at its leftmost node.
 */
export function inReadingOrder({ nodes, edges, layout }: Graph): readonly string[] {
  const placed = Object.keys(nodes).sort((a, b) => {
    const [ax, ay] = layout[a] ?? [0, 0];
    const [bx, by] = layout[b] ?? [0, 0];
    return ax - bx || ay - by;
  });
  const place = new Map(placed.map((id, at) => [id, at]));
  const sources = new Map<string, string[]>();
  for (const edge of edges) {
    const [from, to] = [endpoint(edge.from).node, endpoint(edge.to).node];
    const known = sources.get(to) ?? [];
    sources.set(to, known);
    if (place.has(from)) known.push(from);
  }
  const ordered: string[] = [];
  const seen = new Set<string>();
  // Depth first without recursion: a chain may be longer than the stack is deep.
  for (const root of placed) {
    const path = seen.has(root) ? [] : [root];
    seen.add(root);
    while (path.length > 0) {
      const id = path.at(-1) as string;
      const next = leftmost(
        (sources.get(id) ?? []).filter((source) => !seen.has(source)),
        place,
      );
      if (next === undefined) ordered.push(path.pop() as string);
      else {
        seen.add(next);
        path.push(next);
      }
    }
  }
  return ordered;
}

function leftmost(ids: readonly string[], place: ReadonlyMap<string, number>): string | undefined {
  let best: string | undefined;
  for (const id of ids) if (best === undefined || (place.get(id) ?? 0) < (place.get(best) ?? 0)) best = id;
  return best;
}
