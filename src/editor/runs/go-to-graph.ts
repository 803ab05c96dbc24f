import type { Graph } from "@/graph/document";
import { showGraph } from "../actions/document-files";
import { documentStore } from "../state/editor";
import { select, sessionStore } from "../state/session-store";
import { nameOf, type RunRecord } from "./run-record";

/** Puts the graph of a run in the place of the one that is open: one step to be undone. Results that still hold stay. */
export function goToGraphOf(record: RunRecord): void {
  const { graph, replace } = documentStore.getState();
  const status = `Back at the graph of ${nameOf(record)}`;
  if (!hasSameFiles(graph, record.graph)) {
    showGraph(record.graph, status);
    return;
  }
  select([]);
  replace(record.graph);
  sessionStore.setState({ status });
}

/** The engine holds files by node: those of another graph would be taken for this one's. */
function hasSameFiles(graph: Graph, other: Graph): boolean {
  const nodes = new Set([...Object.keys(graph.assets), ...Object.keys(other.assets)]);
  return [...nodes].every((node) => graph.assets[node]?.sha256 === other.assets[node]?.sha256);
}
