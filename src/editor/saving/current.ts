import { canonicalText } from "@/graph/canonical";
import type { Graph } from "@/graph/document";
import { leaveGraph } from "../actions/leave-graph";
import { documentStore } from "../state/editor";
import { addLog, select, sessionStore } from "../state/session-store";
import { browserPlace } from "./browser-place";
import { tellTabs } from "./channel";
import { type Hold, takeHold, tryHold } from "./hold";
import { type Journal, keepJournal } from "./journal";
import { graphOf, summaryOf } from "./kept-graph";
import { savingStore } from "./saving-store";
import { rememberInTab } from "./this-tab";

/** How the graph on the page is kept, and by what right it is changed here. */
interface Current {
  readonly id: string;
  journal: Journal | undefined;
  hold: Hold | undefined;
}

const GONE = "This graph is not in this browser any more.";

let current: Current = { id: "", journal: undefined, hold: undefined };

/** Puts a graph that is in no library on the page, as one of its own. The one before stays where it is kept. */
export function adopt(
  graph: Graph,
  how: { readonly status: string; readonly keep?: boolean; readonly template?: string },
): void {
  const id = crypto.randomUUID();
  leave();
  leaveGraph(how.status);
  documentStore.getState().load(graph);
  begin(id, undefined);
  rememberInTab({ id, template: how.template });
  const adopted = current;
  // Nobody else knows the name yet: the lock is ours, a moment later.
  tryHold(id, () => lose(id)).then((hold) => {
    if (current === adopted) adopted.hold = hold;
    else hold?.release();
  });
  if (how.keep) current.journal?.keep();
}

/** Opens a graph of the library: to be changed, or to be looked at where another tab changes it. */
export async function openKept(id: string, status?: string): Promise<void> {
  if (id === current.id) return;
  if (!(await browserPlace.read(id))) throw new Error(GONE);
  // What is changed from here on would be of neither graph.
  documentStore.setState({ locked: true });
  await leave();
  const hold = await tryHold(id, () => lose(id));
  try {
    await show(id, hold, status);
  } catch (error) {
    hold?.release();
    documentStore.setState({ locked: false });
    throw error;
  }
}

async function show(id: string, hold: Hold | undefined, status?: string): Promise<void> {
  const kept = await browserPlace.read(id);
  const graph = kept && (await graphOf(kept));
  if (!kept || !graph) throw new Error(GONE);
  leaveGraph(status ?? `Opened ${graph.title}`);
  documentStore.getState().load(graph);
  rememberInTab({ id });
  if (!hold) {
    current = { id, journal: undefined, hold };
    setReadOnly(id, true);
    savingStore.setState({ kept: true });
    return;
  }
  const epoch = await browserPlace.begin(id, canonicalText(graph)).catch(() => undefined);
  begin(id, epoch, hold);
}

/** From here on this tab writes. */
function begin(id: string, epoch: number | undefined, hold?: Hold): void {
  const journal = keepJournal(documentStore, {
    place: browserPlace,
    id,
    epoch,
    summary: summaryOf,
    tell: (saved) => {
      sessionStore.setState({ saved });
      if (saved !== "saved") return;
      rememberInTab({ id });
      savingStore.setState({ kept: true });
      tellTabs({ kind: "changed", graph: id });
    },
    lost: () => lose(id),
  });
  current = { id, journal, hold };
  savingStore.setState({ kept: epoch !== undefined });
  setReadOnly(id, false);
  sessionStore.setState({ saved: "saved" });
}

function setReadOnly(id: string, readOnly: boolean): void {
  documentStore.setState({ locked: readOnly });
  savingStore.setState({ id, readOnly });
}

/** Lets the graph on the page go. What was done to it is handed over already. */
async function leave(): Promise<void> {
  const { journal, hold } = current;
  current = { id: "", journal: undefined, hold: undefined };
  try {
    await journal?.end();
  } finally {
    hold?.release();
  }
}

/** Another tab changes this graph from now on. */
function lose(id: string): void {
  if (id !== current.id || savingStore.getState().readOnly) return;
  const { journal, hold } = current;
  current = { id, journal: undefined, hold: undefined };
  setReadOnly(id, true);
  addLog("info", "This graph is changed in another tab now.");
  (journal?.end() ?? Promise.resolve()).finally(() => hold?.release());
}

/** Another tab asks for the graph: it gets it once all that was done here is kept. */
export function yieldGraph(id: string): void {
  lose(id);
}

/** Makes this tab the one that changes the graph; the other one, if it is there still, can look at it. */
export async function takeOver(): Promise<void> {
  const { id } = current;
  if (!savingStore.getState().readOnly) return;
  tellTabs({ kind: "take over", graph: id });
  const hold = await takeHold(id, () => lose(id));
  if (current.id !== id) {
    hold.release();
    return;
  }
  await show(id, hold, "You change this graph here now");
}

let following: Promise<void> | undefined;
let again = false;

/** Shows what another tab did to the graph that can only be looked at here. */
export async function follow(id: string): Promise<void> {
  if (id !== current.id || !savingStore.getState().readOnly) return;
  again = true;
  following ??= (async () => {
    while (again) {
      again = false;
      const kept = await browserPlace.read(id);
      const graph = kept && (await graphOf(kept));
      if (graph && id === current.id && savingStore.getState().readOnly) {
        documentStore.getState().load(graph);
        select(sessionStore.getState().selected.filter((node) => Object.hasOwn(graph.nodes, node)));
      }
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  })().finally(() => {
    following = undefined;
  });
  await following;
}

/** Fulfilled when all that was done is kept. */
export function flushJournal(): Promise<void> {
  return current.journal?.flush() ?? Promise.resolve();
}
