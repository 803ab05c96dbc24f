import type { Edge } from "@/graph/document";
import { say } from "../actions/say";
import { documentStore } from "../state/editor";
import type { TypedEdgeData } from "./typed-edge";

type Ends = Pick<Edge, "from" | "to">;

/** The edge whose end is being dragged. */
let held: Ends | undefined;

export function holdEdge(edge: TypedEdgeData): void {
  held = endsOf(edge);
}

export function heldEdge(): Ends | undefined {
  return held;
}

export function letGoOfEdge(): void {
  held = undefined;
}

/** Makes an edge; one whose end was dragged goes in the same step. Let go where it was, it stays as it is. */
export function makeEdge(from: string, to: string): void {
  const before = held;
  if (before?.from === from && before.to === to) return;
  const { apply } = documentStore.getState();
  if (!before) apply({ kind: "connect", from, to });
  else {
    apply({
      kind: "all",
      edits: [
        { kind: "disconnect", ...before },
        { kind: "connect", from, to },
      ],
    });
  }
  say(`Wired ${from} to ${to}`);
}

/** An edge's end was let go on nothing. */
export function dropEdge({ from, to }: Ends): void {
  documentStore.getState().apply({ kind: "disconnect", from, to });
  say(`Disconnected ${from} from ${to}`);
}

export function endsOf({ source, sourceHandle, target, targetHandle }: TypedEdgeData): Ends {
  return { from: `${source}.${sourceHandle}`, to: `${target}.${targetHandle}` };
}
