import { canonicalText } from "@/graph/canonical";
import type { Graph } from "@/graph/document";
import { migrateGraph } from "@/graph/migrate";
import { readGraph } from "@/graph/parse";
import type { LeftOut } from "@/graph/salvage";
import { registry } from "@/registry";
import { addLog } from "../state/session-store";
import { replay } from "./journal";
import { pictureOf } from "./picture";
import type { Kept, Summary } from "./place";

/** A kept graph as it was left, brought to what this page knows; what of it no graph may have is left out and logged. */
export async function graphOf(kept: Kept): Promise<Graph | undefined> {
  const base = await readOwn(kept.base);
  if (!base.graph) return undefined;
  // Through its text: what lies in a browser's storage is believed no more than a file.
  const whole = kept.steps.length === 0 ? base : await readOwn(canonicalText(replay(base.graph, kept.steps)));
  if (!whole.graph) return undefined;
  for (const { message, node } of whole.leftOut) addLog("warning", message, node);
  return migrateGraph(whole.graph, registry).graph;
}

/** What mends broken texts is loaded when there is one. */
async function readOwn(
  text: string,
): Promise<{ readonly graph: Graph | undefined; readonly leftOut: readonly LeftOut[] }> {
  try {
    const { graph, problems } = readGraph(JSON.parse(text));
    if (graph) return { graph, leftOut: problems };
  } catch {
    // It breaks off, which a text of our own should not.
  }
  const { salvageOwn } = await import("@/graph/salvage");
  const { graph, ...rest } = salvageOwn(text);
  return { graph, leftOut: "leftOut" in rest ? rest.leftOut : [] };
}

/** What the list of graphs shows of a graph. */
export function summaryOf(graph: Graph): Omit<Summary, "id" | "at"> {
  return {
    title: graph.title,
    nodes: Object.keys(graph.nodes).length,
    picture: pictureOf(graph, registry),
  };
}
