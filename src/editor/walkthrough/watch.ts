import { savingStore } from "../saving/saving-store";
import { documentStore, subscribeDerived } from "../state/editor";
import { type SessionState, sessionStore } from "../state/session-store";
import { judgeStep } from "./judge-step";
import { change, countTime } from "./progress-change";
import { seenResults, watchResults } from "./results-seen";
import { noteOpened, walkthroughStore } from "./walkthrough-store";

/** Judging waits for a moment's rest: a slider that is dragged changes the graph at every pixel. */
const REST = 80;

/** Judges the step that is shown whenever something changed that a goal may ask for. */
export function watchGoals(): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(judgeStep, REST);
  };
  const clock = setInterval(countTime, 1000, 1000);
  const ends = [
    watchResults(),
    subscribeDerived(soon),
    sessionStore.subscribe((state, before) => {
      noteLooks(state, before);
      if (state.result !== before.result) keepResults();
      if (state.runs !== before.runs || state.run !== before.run || state.result !== before.result) soon();
    }),
    walkthroughStore.subscribe((state, before) => {
      if (state.progress?.step !== before.progress?.step) noteLooks(sessionStore.getState());
      if (state.progress !== before.progress || state.opened !== before.opened) soon();
    }),
    savingStore.subscribe(soon),
  ];
  noteLooks(sessionStore.getState());
  soon();
  return () => {
    clearTimeout(timer);
    clearInterval(clock);
    for (const end of ends) end();
  };
}

/** A reload does not take away what ran. */
function keepResults(): void {
  const { progress } = walkthroughStore.getState();
  if (!progress || savingStore.getState().id !== progress.graph) return;
  const nodes = Object.keys(documentStore.getState().graph.nodes);
  change({ ...progress, results: { ...progress.results, ...seenResults(nodes) } });
}

/**
 * What the page shows of nodes counts as looked at. Without `before`: all that is shown now, since who has the result before
 * their eyes as a step begins is not to close and open it. A picture or a box lies over the page: that is always a new act.
 */
function noteLooks(state: SessionState, before?: SessionState): void {
  const [node] = state.selected;
  const isNew = !before || isOther(state, before);
  if (state.selected.length === 1 && node !== undefined && isNew && isInspectorSeen(state)) {
    const run = state.runs[node];
    // The inspector begins with the result where there is one.
    const tab = state.tab ?? (run?.views || run?.preview ? "result" : "settings");
    noteOpened(tab === "about" ? "docs" : tab, node);
  }
  if (state.box !== undefined && state.box !== before?.box) noteOpened("box", state.box);
  if (state.bottom !== before?.bottom && (state.bottom === "plan" || state.bottom === "runs"))
    noteOpened(state.bottom);
}

function isOther(state: SessionState, before: SessionState): boolean {
  return state.selected !== before.selected || state.tab !== before.tab || state.drawer !== before.drawer;
}

/** Where there is no room beside the canvas, a node that is selected is not looked at before its drawer is open. */
function isInspectorSeen({ drawer }: SessionState): boolean {
  return drawer === "inspector" || !matchMedia("(max-width: 900px)").matches;
}
