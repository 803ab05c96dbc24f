import { documentStore } from "../state/editor";
import { gestureStore } from "../state/gesture-store";
import { sessionStore } from "../state/session-store";
import { titleOf } from "../state/titles";
import { say } from "./say";

/** Keeps a node's last result, or lets it follow the graph again. Results live in this tab, and so do pins. */
export function togglePin(node: string): void {
  const { pins } = gestureStore.getState();
  const title = titleOf(documentStore.getState().graph, node);
  const next = new Map(pins);
  if (next.delete(node)) {
    gestureStore.setState({ pins: next });
    say(`Unpinned ${title}: it follows the graph again`);
    return;
  }
  const run = sessionStore.getState().runs[node];
  if (!run?.graph || (run.status !== "done" && run.status !== "cached")) {
    say(`${title} has no result to pin yet: run to it first`);
    return;
  }
  gestureStore.setState({ pins: next.set(node, run.graph) });
  say(`Pinned ${title}: it keeps this result whatever is changed before it`);
}

export function pinSelection(): void {
  const [node, ...more] = sessionStore.getState().selected;
  if (node !== undefined && more.length === 0) togglePin(node);
  else say("Select one node to pin its result");
}
