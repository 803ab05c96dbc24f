import { durationText } from "@/compile/amounts";
import type { RunEvent } from "@/engine/protocol";
import { joined } from "@/figures/film";
import { documentStore } from "../state/editor";
import { addLog, type NodeRun, type SessionState, sessionStore } from "../state/session-store";
import { titleInSentence, titleOf } from "../state/titles";

const FRESH: NodeRun = {
  status: "will run",
  done: 0,
  total: 0,
  text: "",
  ms: 0,
  since: 0,
  key: "",
};

const queue: RunEvent[] = [];
const waiting: (() => void)[] = [];
let scheduled = false;

/**
 * Takes an event of the engine. Many events in one frame become one change of the page, up to one that brings pictures:
 * what is drawn for the next waits for the next frame, so that hands are never kept waiting.
 */
export function receive(event: RunEvent): void {
  queue.push(event);
  schedule();
}

function schedule(): void {
  if (scheduled) return;
  scheduled = true;
  const next = () => {
    scheduled = false;
    const heavy = queue.findIndex(bringsPictures);
    apply(queue.splice(0, heavy < 0 || document.hidden ? queue.length : heavy + 1));
    if (queue.length > 0) schedule();
    else for (const done of waiting.splice(0)) done();
  };
  // A hidden tab draws no frames, and still wants to know where it stands.
  if (document.hidden) setTimeout(next, 100);
  else requestAnimationFrame(next);
}

function bringsPictures({ kind }: RunEvent): boolean {
  return kind === "outputs" || kind === "preview" || kind === "film";
}

/** Comes when all that waits was shown, a frame for each node's pictures: then the run's own answer is. */
export function drained(): Promise<void> {
  return queue.length === 0 ? Promise.resolve() : new Promise((done) => waiting.push(done));
}

/** Applies what waits, now. */
export function applyQueue(): void {
  apply(queue.splice(0));
  for (const done of waiting.splice(0)) done();
}

function apply(events: readonly RunEvent[]): void {
  if (events.length === 0) return;
  sessionStore.setState((state) => events.reduce(applyEvent, state));
  for (const event of events) {
    if (event.kind === "message" && isCurrent(event)) addLog(event.level, event.text, event.node);
    if (event.kind === "step" && isCurrent(event)) logStep(event);
    if (event.kind === "paused" && sessionStore.getState().run.state === "paused")
      addLog("info", sessionStore.getState().status);
  }
}

function isCurrent(event: RunEvent): boolean {
  return event.run === 0 || event.run === sessionStore.getState().run.number;
}

function applyEvent(state: SessionState, event: RunEvent): SessionState {
  if (event.run === 0) return applyInspection(state, event);
  if (event.run !== state.run.number) return state;
  switch (event.kind) {
    case "planned":
      return {
        ...state,
        runs: planned(state, event.nodes),
        run: { ...state.run, ...(event.expected ? { expected: event.expected } : {}) },
      };
    case "running":
      return running(change(state, event.node, { status: "running", since: performance.now() }), event.node);
    case "progress": {
      const { done, total, text = "" } = event;
      const now = performance.now();
      const before = state.runs[event.node];
      const since = before?.since || now;
      // A second piece of work at the same node counts from its own beginning.
      const first = before?.from && before.total === total && before.done <= done ? before.from : undefined;
      const from = { at: first?.at ?? now, done: first?.done ?? done, now };
      return running(
        change(state, event.node, { status: "running", done, total, text, since, from }),
        event.node,
        text,
      );
    }
    case "preview":
      return change(state, event.node, { preview: event.figure });
    case "film":
      return change(state, event.node, { film: joined(state.runs[event.node]?.film, event.film) });
    case "outputs":
      return change(state, event.node, { views: event.outputs, threshold: undefined });
    case "step": {
      const { node, status, ms, key, problem, kernels } = event.step;
      const said = { ...(problem ? { problem } : {}), ...(kernels ? { kernels } : {}) };
      const { graph } = state.run;
      // A run that did not ask for a node leaves its earlier result as it is.
      const before = state.runs[node]?.status;
      const wasAsked = before === undefined || before === "will run" || before === "running";
      if (status === "skipped" && !wasAsked) return state;
      return change(state, node, { status, ms, key, text: "", ...(graph ? { graph } : {}), ...said });
    }
    case "paused":
      return paused(state);
    case "message":
    case "fetch":
      return state;
  }
}

/** Nodes of an earlier run keep their results until new ones come. */
function planned(state: SessionState, nodes: readonly string[]): SessionState["runs"] {
  const runs = { ...state.runs };
  for (const id of nodes) {
    const { views, threshold } = runs[id] ?? {};
    runs[id] = { ...FRESH, ...(views ? { views, threshold } : {}) };
  }
  return runs;
}

function change(state: SessionState, node: string, fields: Partial<NodeRun>): SessionState {
  const run = { ...(state.runs[node] ?? FRESH), ...fields };
  return { ...state, runs: { ...state.runs, [node]: run } };
}

function running(state: SessionState, node: string, text = ""): SessionState {
  if (state.run.state !== "running") return state;
  const title = titleInSentence(documentStore.getState().graph, node);
  return { ...state, status: text ? `Running: ${title}, ${text}` : `Running: ${title}` };
}

/** It came to the place where it waits, unless it was let go or stopped meanwhile. */
function paused(state: SessionState): SessionState {
  if (state.run.state !== "pausing") return state;
  const what = whatRuns(state.runs, titleOf);
  const status = what === undefined ? "Paused" : `Paused: ${what}`;
  // How fast it goes is measured anew once it goes on.
  const runs = Object.fromEntries(
    Object.entries(state.runs).map(([id, run]) => [id, run.from ? { ...run, from: undefined } : run]),
  );
  return { ...state, runs, run: { ...state.run, state: "paused" }, status };
}

/** The node at work and how far it is: `trainer, epoch 3 of 20`. */
export function whatRuns(runs: SessionState["runs"], title: typeof titleOf): string | undefined {
  const [at] = Object.entries(runs).filter(([, { status }]) => status === "running");
  if (!at) return undefined;
  const [id, { text }] = at;
  const name = title(documentStore.getState().graph, id);
  return text === "" ? name : `${name}, ${text}`;
}

function applyInspection(state: SessionState, event: RunEvent): SessionState {
  if (event.kind !== "progress") return state;
  const text = event.text ?? `${event.done} of ${event.total}`;
  return { ...state, inspecting: { ...state.inspecting, [event.node]: { text, failed: false } } };
}

function logStep(event: Extract<RunEvent, { kind: "step" }>): void {
  const { node, status, ms, problem } = event.step;
  const title = titleOf(documentStore.getState().graph, node);
  if (problem) addLog("error", `${title}: ${problem.message}`, node);
  else if (status === "done") addLog("info", `${title} done in ${durationText(ms)}`, node);
  else if (status === "cached") addLog("info", `${title} was kept from before`, node);
}
