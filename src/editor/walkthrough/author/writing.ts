import { canonicalText } from "@/graph/canonical";
import { emptyGraph, type Graph } from "@/graph/document";
import { migrateGraph } from "@/graph/migrate";
import { readGraph } from "@/graph/parse";
import { registry } from "@/registry";
import { findings } from "@/walkthrough/author/check";
import { newWalkthrough } from "@/walkthrough/author/draft";
import { begun, redone, stepped, undone } from "@/walkthrough/author/history";
import type { Walkthrough } from "@/walkthrough/document";
import { parseWalkthrough } from "@/walkthrough/parse";
import { toast } from "../../panels/toast";
import { adopt, openKept } from "../../saving/current";
import { closeDialog, savingStore } from "../../saving/saving-store";
import { TEMPLATES, templateGraph } from "../../saving/templates";
import { documentStore } from "../../state/editor";
import { addLog } from "../../state/session-store";
import { courseItems } from "../course";
import { closeWalkthrough, isThere, sayWhy } from "../follow";
import { WRITING_TAB, walkthroughStore } from "../walkthrough-store";
import { authorStore, NO_DRAFT } from "./author-store";
import { type KeptDraft, keepDraft, readDraft } from "./drafts";
import { setDrawer } from "./make-room";

/** Writes a walkthrough that begins with the graph that is open. That graph stays as it is: the writing has a copy. */
export async function write(): Promise<void> {
  const { graph } = documentStore.getState();
  const start = await startOf(graph);
  await begin(newWalkthrough(graph.title, start, crypto.randomUUID().slice(0, 8)));
}

/** Goes on with a walkthrough that is in a file. One of the course becomes one of the writer's own, by a new id. */
export async function edit(text: string, name: string): Promise<void> {
  const { walkthrough, problems } = parseWalkthrough(text);
  if (!walkthrough) throw new Error(`${name}: ${problems.join(" ")}`);
  const course = await courseItems();
  const isCourse = course.some((item) => item.walkthrough.id === walkthrough.id);
  const id = isCourse ? `${walkthrough.id.slice(0, 50)}-${crypto.randomUUID().slice(0, 8)}` : walkthrough.id;
  await begin({ ...walkthrough, id });
}

/** How a file says where it begins: by the name of an example graph where it is one, which keeps links short. */
async function startOf(graph: Graph): Promise<Walkthrough["start"]> {
  if (Object.keys(graph.nodes).length === 0 && graph.notes.length === 0) return {};
  const text = canonicalText(graph);
  for (const name of TEMPLATES)
    if (canonicalText(await templateGraph(name)) === text) return { template: name.replace(/\.json$/, "") };
  return { graph };
}

async function begin(draft: Walkthrough): Promise<void> {
  const before = savingStore.getState();
  const key = crypto.randomUUID();
  const template = await templateOf(draft);
  adoptCopy(startGraph(draft, template), draft.title);
  show(
    {
      key,
      draft,
      graph: savingStore.getState().id,
      step: undefined,
      recording: undefined,
      changedAt: Date.now(),
    },
    template,
  );
  keep();
  if (!before.kept) return;
  toast("You write on a copy", {
    description: "Your graph is in File › Graphs, as it was.",
    brief: true,
  });
}

/** Brings back a draft, with the graph that it is written on; where that is gone, with its start. */
export async function openDraft(key: string): Promise<void> {
  const kept = await readDraft(key);
  if (!kept) throw new Error("This draft is not in this browser any more.");
  const template = await templateOf(kept.draft);
  const hasGraph = await isThere(kept.graph);
  if (hasGraph) await openKept(kept.graph);
  else adoptCopy(startGraph(kept.draft, template), kept.draft.title);
  show(
    { ...kept, ...(hasGraph ? {} : { recording: undefined }), graph: savingStore.getState().id },
    template,
  );
}

/** Brings back what this tab wrote before it was loaded again. */
export async function resumeWriting(): Promise<void> {
  const key = sessionStorage.getItem(WRITING_TAB);
  if (key === null || authorStore.getState().history) return;
  const { forgetPreview } = await import("./preview");
  if (!(await readDraft(key))) {
    sessionStorage.removeItem(WRITING_TAB);
    return;
  }
  await openDraft(key);
  await forgetPreview();
}

function adoptCopy(graph: Graph, title: string): void {
  adopt(
    { ...graph, title: `${(title || graph.title).slice(0, 150)} (being written)` },
    { status: `Writing ${title || "a walkthrough"}`, keep: true },
  );
}

function show({ draft, key, graph, step, recording }: KeptDraft, template: Graph | undefined): void {
  if (walkthroughStore.getState().walkthrough) closeWalkthrough();
  closeDialog();
  sessionStorage.setItem(WRITING_TAB, key);
  authorStore.setState({ ...NO_DRAFT, history: begun(draft), key, graph, template, step, recording });
  walkthroughStore.setState({ isWriting: true, dialog: undefined, isCollapsed: false });
  setDrawer(recording === undefined);
}

/** Stops writing; the draft and its graph stay where they are. */
export function closeWriting(): void {
  keep();
  sessionStorage.removeItem(WRITING_TAB);
  walkthroughStore.setState({ isWriting: false });
  authorStore.setState(NO_DRAFT);
}

/** One step of the draft. Steps of one gesture are taken back together. */
export function change(next: (draft: Walkthrough) => Walkthrough, gesture?: string): void {
  const { history } = authorStore.getState();
  if (!history) return;
  setHistory(stepped(history, next(history.now), gesture, Date.now()));
}

export function undo(): void {
  const { history } = authorStore.getState();
  setHistory(history && undone(history));
}

export function redo(): void {
  const { history } = authorStore.getState();
  setHistory(history && redone(history));
}

function setHistory(history: ReturnType<typeof undone<Walkthrough>>): void {
  const { step, history: before } = authorStore.getState();
  if (!history || history === before) return;
  // The step that is shown may be one that was taken back.
  const isThere = step === undefined || history.now.steps.some(({ id }) => id === step);
  authorStore.setState({ history, ...(isThere ? {} : { step: history.now.steps.at(-1)?.id }) });
  keep();
}

export function goToDraftStep(step: string | undefined): void {
  authorStore.setState({ step, isPicking: false });
  keep();
  if (step !== undefined) import("./recording").then(({ followOnCanvas }) => followOnCanvas(step));
}

/** Keeps the draft in this browser. Where that fails, the panel says so until it works again. */
export function keep(): void {
  const { history, key, graph, step, recording } = authorStore.getState();
  if (!history || isWrittenElsewhere(graph)) return;
  authorStore.setState({ saved: "saving" });
  keepDraft({ key, draft: history.now, graph, step, recording, changedAt: Date.now() }).then(
    () => authorStore.setState({ saved: "saved" }),
    (error: unknown) => {
      authorStore.setState({ saved: "failed" });
      addLog("warning", `The walkthrough is not kept in this browser: ${String(error)}. Save it as a file.`);
    },
  );
}

/** Whoever may change the graph may change the draft: two tabs would overwrite each other's words. */
function isWrittenElsewhere(graph: string): boolean {
  const { id, readOnly } = savingStore.getState();
  return readOnly && id === graph;
}

const read = new WeakMap<object, Graph>();

/** The graph that a draft begins with. */
export function startGraph({ start }: Walkthrough, template: Graph | undefined): Graph {
  if (typeof start.graph !== "object" || start.graph === null) return template ?? emptyGraph();
  const known = read.get(start.graph);
  if (known) return known;
  const { graph } = readGraph(structuredClone(start.graph));
  const migrated = graph ? migrateGraph(graph, registry).graph : emptyGraph();
  read.set(start.graph, migrated);
  return migrated;
}

async function templateOf({ start }: Walkthrough): Promise<Graph | undefined> {
  const name = `${start.template}.json`;
  return start.template !== undefined && TEMPLATES.includes(name) ? templateGraph(name) : undefined;
}

/** Where the draft begins from now on: the graph as it stands, under the title that the start had. */
export async function takeStart(): Promise<void> {
  const { history, template } = authorStore.getState();
  if (!history) return;
  const { title } = startGraph(history.now, template);
  const start = await startOf({ ...documentStore.getState().graph, title });
  change((draft) => ({ ...draft, start }));
  authorStore.setState({ template: await templateOf({ ...history.now, start }) });
  toast("The walkthrough begins with this graph now", { brief: true });
}

/** Looks for all that is wrong; what is found stays until it is looked for again. */
export function checkDraft(): void {
  const { history, template } = authorStore.getState();
  if (!history) return;
  const draft = history.now;
  authorStore.setState({ checked: { draft, found: findings(draft, startGraph(draft, template), registry) } });
}

export function goToWritingGraph(): void {
  openKept(authorStore.getState().graph).catch(sayWhy);
}
