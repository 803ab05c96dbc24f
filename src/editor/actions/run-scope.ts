import { endpoint, type Graph } from "@/graph/document";
import { documentStore } from "../state/editor";
import { gestureStore } from "../state/gesture-store";
import { nodeState } from "../state/node-state";
import { sessionStore } from "../state/session-store";
import { titleInSentence, titleOf } from "../state/titles";
import { runGraph } from "./run";
import { say } from "./say";

/** Runs a node with all that it needs. */
export function runTo(node: string): Promise<void> {
  return runTargets(`Run to ${titleInSentence(graph(), node)}`, [node]);
}

/** Runs a node and all that follows from it, with what they need. */
export function runFrom(node: string): Promise<void> {
  return runTargets(`Run from ${titleInSentence(graph(), node)}`, [node, ...followersOf(graph(), node)]);
}

/** Runs one node on what its inputs have already; refused where one of them would have to run first. */
export async function runOnly(node: string): Promise<void> {
  const missing = neededBy(graph(), node).filter((id) => !isAtHand(id));
  if (missing.length > 0) {
    const names = missing.map((id) => titleOf(graph(), id));
    const first = names.slice(0, 3).join(", ");
    const more = names.length > 3 ? ` and ${names.length - 3} more` : "";
    say(
      `${titleOf(graph(), node)} cannot run alone: ${first}${more} would have to run first. Choose Run to here`,
    );
    return;
  }
  await runTargets(`Run only ${titleInSentence(graph(), node)}`, [node]);
}

export function runToSelection(): void {
  withOne("run to it", runTo);
}

export function runFromSelection(): void {
  withOne("run from it", runFrom);
}

export function runOnlySelection(): void {
  withOne("run only it", runOnly);
}

/** All nodes downstream, nearest first. */
export function followersOf({ edges }: Graph, node: string): readonly string[] {
  return reached(node, (id) =>
    edges.filter((edge) => endpoint(edge.from).node === id).map((edge) => endpoint(edge.to).node),
  );
}

/** All nodes upstream, nearest first. */
export function neededBy({ edges }: Graph, node: string): readonly string[] {
  return reached(node, (id) =>
    edges.filter((edge) => endpoint(edge.to).node === id).map((edge) => endpoint(edge.from).node),
  );
}

function reached(start: string, next: (id: string) => readonly string[]): readonly string[] {
  const seen = new Set([start]);
  for (const id of seen) for (const other of next(id)) seen.add(other);
  seen.delete(start);
  return [...seen];
}

/** The plan is shown before anything of it runs. */
async function runTargets(title: string, targets: readonly string[]): Promise<void> {
  if (sessionStore.getState().run.state !== "idle") return;
  gestureStore.setState({ scope: { title, targets } });
  sessionStore.setState({ bottom: "plan" });
  await runGraph(targets);
}

function isAtHand(id: string): boolean {
  const state = nodeState(id);
  return state === "done" || state === "cached";
}

function withOne(what: string, act: (node: string) => unknown): void {
  const { selected } = sessionStore.getState();
  const [node] = selected;
  if (node !== undefined && selected.length === 1) act(node);
  else say(`Select one node to ${what}`);
}

function graph(): Graph {
  return documentStore.getState().graph;
}
