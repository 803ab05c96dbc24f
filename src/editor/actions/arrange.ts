import { aligned, type Box, distributed, type Edge as Side } from "../arrange/align";
import { cardSize } from "../canvas/flow-handle";
import { documentStore } from "../state/editor";
import { toggleSnap } from "../state/gesture-store";
import { sessionStore } from "../state/session-store";
import { say } from "./say";

/** Puts the selected cards on one line; one step. */
export function align(side: Side): void {
  arrange(2, "align", (boxes) => aligned(boxes, side));
}

/** Gives the selected cards equal gaps; one step. */
export function distribute(axis: "x" | "y"): void {
  arrange(3, "distribute", (boxes) => distributed(boxes, axis));
}

/** Lays out the selected cards, or all, from left to right as the data go; one step. */
export async function tidy(): Promise<void> {
  const { graph } = documentStore.getState();
  const { selected } = sessionStore.getState();
  const ids = selected.length > 1 ? selected : Object.keys(graph.nodes);
  if (ids.length === 0) return;
  const { tidied } = await import("../arrange/tidy");
  const positions = tidied(graph, boxesOf(ids));
  if (documentStore.getState().graph !== graph) return;
  const chosen = new Set(ids);
  const straightened = graph.edges.filter(
    (edge) =>
      edge.bends && [edge.from, edge.to].every((port) => chosen.has(port.slice(0, port.indexOf(".")))),
  );
  documentStore.getState().apply({
    kind: "all",
    edits: [
      { kind: "move", positions },
      // Where cards stand anew, a bend that led around one leads nowhere.
      ...straightened.map(({ from, to }) => ({ kind: "bend" as const, from, to, bends: [] })),
    ],
  });
  if (ids.length === Object.keys(graph.nodes).length) sessionStore.setState(({ fit }) => ({ fit: fit + 1 }));
  say(`Tidied ${ids.length} nodes`);
}

export function toggleSnapping(): void {
  say(
    toggleSnap()
      ? "Cards snap to the grid; hold Alt to place one freely"
      : "Cards stand where you let them go",
  );
}

function arrange(
  least: number,
  what: string,
  made: (boxes: readonly Box[]) => Readonly<Record<string, readonly [number, number]>>,
): void {
  const { selected } = sessionStore.getState();
  if (selected.length < least) {
    say(`Select at least ${least} nodes to ${what} them`);
    return;
  }
  documentStore.getState().apply({ kind: "move", positions: made(boxesOf(selected)) });
}

function boxesOf(ids: readonly string[]): readonly Box[] {
  const { layout } = documentStore.getState().graph;
  return ids.map((id) => {
    const [x, y] = layout[id] ?? [0, 0];
    return { id, x, y, ...cardSize(id) };
  });
}
