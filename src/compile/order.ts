import type { Graph } from "../graph/document";
import type { Problem } from "../graph/problem";
import type { End, Wiring } from "./wiring";

export interface Order {
  /** Every node that is not on a cycle or behind one, each behind what it needs. */
  readonly sorted: readonly string[];
  /** Nodes on a cycle. */
  readonly cyclic: ReadonlySet<string>;
  readonly problems: readonly Problem[];
}

/**
 * Topological order by counting what each node still waits for (Kahn 1962). `extra` are dependencies that are no
 * edges: a network waits for the data that settle its input.
 */
export function topologicalOrder(
  graph: Graph,
  sources: Wiring["sources"],
  extra: ReadonlyMap<string, End>,
): Order {
  const ids = Object.keys(graph.nodes);
  const waits = new Map<string, number>(ids.map((id) => [id, 0]));
  const followers = new Map<string, string[]>();
  const follow = (id: string, needed: string) => {
    if (!waits.has(needed)) return;
    waits.set(id, (waits.get(id) ?? 0) + 1);
    const list = followers.get(needed);
    if (list) list.push(id);
    else followers.set(needed, [id]);
  };
  for (const id of ids) {
    for (const source of sources.get(id)?.values() ?? []) follow(id, source.node);
    const data = extra.get(id);
    if (data) follow(id, data.node);
  }
  const sorted = ids.filter((id) => waits.get(id) === 0);
  for (let next = 0; next < sorted.length; next++) {
    for (const follower of followers.get(sorted[next] ?? "") ?? []) {
      const left = (waits.get(follower) ?? 0) - 1;
      waits.set(follower, left);
      if (left === 0) sorted.push(follower);
    }
  }
  const left = new Set(ids.filter((id) => (waits.get(id) ?? 0) > 0));
  return { sorted, ...findCycles(left, sources) };
}

/** Walks upstream from each node that is left until the walk meets itself: each node is walked once. */
function findCycles(left: ReadonlySet<string>, sources: Wiring["sources"]): Omit<Order, "sorted"> {
  const cyclic = new Set<string>();
  const problems: Problem[] = [];
  const walked = new Map<string, number>();
  let walk = 0;
  for (const start of left) {
    walk++;
    const path: { id: string; port: string }[] = [];
    let id: string | undefined = start;
    while (id !== undefined && !walked.has(id)) {
      walked.set(id, walk);
      const into: [string, End] | undefined = [...(sources.get(id) ?? [])].find(([, end]) =>
        left.has(end.node),
      );
      path.push({ id, port: into?.[0] ?? "" });
      id = into?.[1].node;
    }
    if (id === undefined || walked.get(id) !== walk) continue;
    const loop = path.slice(path.findIndex((step) => step.id === id));
    for (const step of loop) cyclic.add(step.id);
    const last = loop[0];
    const source = last && sources.get(last.id)?.get(last.port);
    if (!last || !source) continue;
    const names = [...loop.map((step) => step.id).reverse()];
    problems.push({
      severity: "error",
      node: last.id,
      port: last.port,
      message: `These nodes wait for each other: ${[...names, names[0]].join(" → ")}. Remove one of the edges between them.`,
      expected: "no cycle",
      got: `a cycle of ${loop.length} ${loop.length === 1 ? "node" : "nodes"}`,
      fix: {
        title: `Remove the edge from ${source.node}`,
        edit: { kind: "disconnect", from: `${source.node}.${source.port}`, to: `${last.id}.${last.port}` },
      },
    });
  }
  return { cyclic, problems };
}
