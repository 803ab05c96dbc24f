import { basename } from "node:path";
import type { Facts } from "../compile/checked";
import type { Graph } from "../graph/document";
import { applyEdit } from "../graph/edits";
import type { DataFacts, WeightFacts } from "../graph/node";
import type { Problem } from "../graph/problem";
import type { Session } from "./browser";
import type { Reply } from "./headless";
import { isAddress, type Loaded } from "./load";

/** The files did not stand up to a look: a broken archive, no pictures in it. */
export class DataError extends Error {
  readonly problem: Problem;
  constructor(node: string, reply: Extract<Reply<unknown>, { ok: false }>) {
    super(reply.message);
    this.problem = { severity: "error", message: reply.message, ...reply.problem, node };
  }
}

/** Hands the files to the engine and looks through them; remarks name what was left out. Throws DataError. */
export async function lookThrough(
  session: Session,
  loaded: Loaded,
): Promise<{ readonly graph: Graph; readonly facts: Facts; readonly remarks: readonly Problem[] }> {
  let graph = loaded.graph;
  const data: Record<string, DataFacts> = {};
  const weights: Record<string, WeightFacts> = {};
  const remarks: Problem[] = [];
  for (const [node, paths] of loaded.files) {
    const address = paths.find(isAddress);
    const asset = answered(
      node,
      address === undefined
        ? await session.give(node, paths)
        : await session.call("fetch", graph, node, address),
    );
    if (!asset) {
      const message = `${paths.map((path) => basename(path)).join(", ")} is empty: there is no file in it.`;
      throw new DataError(node, { ok: false, message });
    }
    graph = applyEdit(graph, { kind: "asset", node, asset });
    const found = answered(node, await session.call("inspect", graph, node));
    if (found.data) data[node] = found.data;
    if (found.weights) weights[node] = found.weights;
    for (const message of found.data?.remarks ?? []) remarks.push({ severity: "warning", node, message });
  }
  return { graph, facts: { data, weights, files: new Set(loaded.files.keys()) }, remarks };
}

function answered<T>(node: string, reply: Reply<T>): T {
  if (reply.ok) return reply.value;
  throw new DataError(node, reply);
}
