import type { Graph } from "@/graph/document";
import { registry } from "@/registry";
import { changeStep, orNone } from "@/walkthrough/author/draft";
import { followed, graphBefore, isEdit, type Recorded, recorded } from "@/walkthrough/author/record";
import type { Action } from "@/walkthrough/document";
import { toast } from "../../panels/toast";
import { savingStore } from "../../saving/saving-store";
import { documentStore } from "../../state/editor";
import { addLog, sessionStore } from "../../state/session-store";
import { authorStore } from "./author-store";
import { setDrawer } from "./make-room";
import { change, keep, startGraph } from "./writing";

/** The number of the last run when recording began: a run meanwhile is part of what is shown. */
let runBefore = 0;

/** Puts the graph on the canvas as the step begins, or goes on where "show me" ends, and takes down what is done. */
export function startRecording(mode: "anew" | "on"): void {
  const before = stateBefore(mode);
  if (!before) return;
  putOnCanvas(before);
  runBefore = sessionStore.getState().run.number;
  authorStore.setState({ recording: mode, isPicking: false });
  setDrawer(false);
  keep();
}

/** Makes what was done since "show me" of the step. The graph stays as it is: so the next step begins. */
export function stopRecording(): void {
  const { recording, step } = authorStore.getState();
  const done = recordedSoFar(documentStore.getState().graph);
  authorStore.setState({ recording: undefined });
  keep();
  if (!done || step === undefined) return;
  const hasRun = sessionStore.getState().run.number > runBefore;
  const made: Action[] = [...done.actions, ...(hasRun ? [{ kind: "run" } as const] : [])];
  if (made.length > 0)
    change((draft) => {
      const old = draft.steps.find(({ id }) => id === step)?.showMe ?? [];
      const rest =
        recording === "on"
          ? old
          : old.filter((action) => !isEdit(action) && !(hasRun && action.kind === "run"));
      const showMe = recording === "on" ? [...rest, ...made] : [...made, ...rest];
      return changeStep(draft, step, { showMe: orNone(showMe) });
    });
  else toast("Nothing was changed, so nothing was recorded", { brief: true });
  if (done.remarks.length === 0) return;
  toast("Not all of it can be shown", { description: done.remarks.join(" "), bad: true });
  for (const remark of done.remarks) addLog("warning", remark);
}

/** Forgets what was done since, and puts the graph back. */
export function discardRecording(): void {
  const before = stateBefore(authorStore.getState().recording ?? "anew");
  authorStore.setState({ recording: undefined });
  keep();
  if (before) putOnCanvas(before);
}

/** What would be recorded if it ended now. */
export function recordedSoFar(graph: Graph): Recorded | undefined {
  const before = stateBefore(authorStore.getState().recording ?? "anew");
  return before && recorded(withFilesOf(graph, before), graph, registry);
}

/** The graph as the step begins, or as "show me" leaves it. */
function stateBefore(mode: "anew" | "on"): Graph | undefined {
  const { history, step, template } = authorStore.getState();
  if (!history || step === undefined) return undefined;
  const begins = graphBefore(history.now, startGraph(history.now, template), step, registry);
  if (mode === "anew") return begins;
  return followed(history.now.steps.find(({ id }) => id === step)?.showMe ?? [], begins, registry);
}

/** Shows the graph as a step begins; without one, the start. Undo brings back what was there. */
export function showBeginning(step: string | undefined): void {
  const { history, template } = authorStore.getState();
  if (history) putOnCanvas(graphBefore(history.now, startGraph(history.now, template), step, registry));
}

/**
 * The canvas goes along to the step that is shown, as it begins: as long as what is on it is a state of the walkthrough, which
 * can be had again at any time. What was changed and not recorded stays.
 */
export function followOnCanvas(step: string): void {
  const { history, template, graph } = authorStore.getState();
  const { id, readOnly } = savingStore.getState();
  if (!history || id !== graph || readOnly) return;
  const draft = history.now;
  const start = startGraph(draft, template);
  const now = JSON.stringify(work(documentStore.getState().graph));
  let state = start;
  const isKnown = [undefined, ...draft.steps].some((each) => {
    state = followed(each?.showMe ?? [], state, registry);
    return JSON.stringify(work(state)) === now;
  });
  if (isKnown) putOnCanvas(graphBefore(draft, start, step, registry));
}

function putOnCanvas(graph: Graph): void {
  const { graph: now, replace } = documentStore.getState();
  const target = { ...withFilesOf(now, graph), title: now.title };
  if (JSON.stringify(work(now)) === JSON.stringify(work(target))) return;
  replace(target);
  sessionStore.setState(({ fit }) => ({ fit: fit + 1 }));
}

function work({ nodes, edges }: Graph) {
  return [
    Object.entries(nodes).sort(([a], [b]) => (a < b ? -1 : 1)),
    edges.map(({ from, to }) => `${from} ${to}`).sort(),
  ];
}

/** Files that the writer gave stay given: only their names are in the graph. */
function withFilesOf(now: Graph, graph: Graph): Graph {
  const given = Object.entries(now.assets).filter(([id]) => Object.hasOwn(graph.nodes, id));
  return { ...graph, assets: { ...graph.assets, ...Object.fromEntries(given) } };
}
