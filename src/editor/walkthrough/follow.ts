import { errorText } from "@/error-text";
import { emptyGraph, type Graph } from "@/graph/document";
import { migrateGraph } from "@/graph/migrate";
import { readGraph } from "@/graph/parse";
import { registry } from "@/registry";
import type { Walkthrough } from "@/walkthrough/document";
import type { Answer } from "@/walkthrough/evidence";
import { parseWalkthrough } from "@/walkthrough/parse";
import { toast } from "../panels/toast";
import { adopt, openKept } from "../saving/current";
import { closeDialog, savingStore } from "../saving/saving-store";
import { TEMPLATES, templateGraph } from "../saving/templates";
import { addLog } from "../state/session-store";
import { judgeStep } from "./judge-step";
import { forgetProgress, type Progress, readProgress } from "./progress";
import { change } from "./progress-change";
import { WRITING_TAB, walkthroughStore } from "./walkthrough-store";

/** Which walkthrough this tab shows, so that a reload brings it back. */
const TAB = "tensorloom.walkthrough";

/** Opens a walkthrough's text: where it was left, or from its start. `false`: it was refused, in words. */
export async function openWalkthrough(text: string, name: string): Promise<boolean> {
  const { walkthrough, problems } = parseWalkthrough(text);
  if (!walkthrough) {
    refuse(`${name} was not opened`, problems.join(" "));
    return false;
  }
  for (const problem of problems) addLog("warning", `${name}: ${problem}`);
  walkthroughStore.setState({ isPreview: false });
  const kept = await readProgress(walkthrough.id).catch(() => undefined);
  if (kept && (await isThere(kept.graph))) await resume(walkthrough, { ...kept, text });
  else await start(walkthrough, text);
  return true;
}

/** Opens the start graph as a graph of its own: the one before stays in the library. */
async function start(walkthrough: Walkthrough, text: string): Promise<void> {
  const before = savingStore.getState();
  const graph = await startGraph(walkthrough);
  adopt(graph, { status: `Opened ${walkthrough.title}`, keep: true });
  closeDialog();
  show(walkthrough, newProgress(walkthrough, text));
  if (!before.kept) return;
  toast(`Began ${walkthrough.title}`, {
    description: "Your graph is in File › Graphs.",
    action: { label: "Go back", act: () => void openKept(before.id).catch(sayWhy) },
    brief: true,
  });
}

/** Plays a draft for its writer: as for a student, and without a trace in this browser. */
export async function preview(walkthrough: Walkthrough): Promise<void> {
  adopt(await startGraph(walkthrough), { status: `Preview of ${walkthrough.title}` });
  walkthroughStore.setState({ isPreview: true });
  show(walkthrough, newProgress(walkthrough, ""));
}

function newProgress(walkthrough: Walkthrough, text: string): Progress {
  const now = Date.now();
  const [first] = walkthrough.steps;
  return {
    id: walkthrough.id,
    text,
    title: walkthrough.title,
    steps: walkthrough.steps.length,
    graph: savingStore.getState().id,
    step: first?.id ?? "",
    since: now,
    startedAt: now,
    changedAt: now,
    done: {},
    answers: {},
    hints: {},
    shown: [],
    times: {},
  };
}

async function resume(walkthrough: Walkthrough, kept: Progress): Promise<void> {
  await openKept(kept.graph);
  closeDialog();
  const step = walkthrough.steps.some(({ id }) => id === kept.step)
    ? kept.step
    : (walkthrough.steps.find(({ id }) => !Object.hasOwn(kept.done, id))?.id ??
      walkthrough.steps[0]?.id ??
      "");
  show(walkthrough, { ...kept, step, steps: walkthrough.steps.length, title: walkthrough.title });
}

/** Brings back what this tab followed before it was loaded again. */
export async function resumeInTab(): Promise<void> {
  const id = sessionStorage.getItem(TAB);
  if (id === null || walkthroughStore.getState().walkthrough) return;
  const kept = await readProgress(id);
  const walkthrough = kept && parseWalkthrough(kept.text).walkthrough;
  // The tab brings its own graph back; a reader who left the walkthrough's graph is not led back to it.
  if (kept && walkthrough) show(walkthrough, kept);
}

function show(walkthrough: Walkthrough, progress: Progress): void {
  const { isPreview } = walkthroughStore.getState();
  if (!isPreview) {
    sessionStorage.setItem(TAB, walkthrough.id);
    // Who follows one writes none: the draft stays in the list.
    sessionStorage.removeItem(WRITING_TAB);
  }
  walkthroughStore.setState({
    ...(isPreview ? {} : { isWriting: false }),
    walkthrough,
    judgement: undefined,
    isCollapsed: false,
    dialog: undefined,
  });
  change(progress);
}

/** Leaves the walkthrough; its progress and its graph stay where they are. A writer goes back to the draft. */
export function closeWalkthrough(): void {
  if (walkthroughStore.getState().isPreview) {
    import("./author/preview").then(({ endPreview }) => endPreview()).catch(sayWhy);
    return;
  }
  sessionStorage.removeItem(TAB);
  walkthroughStore.setState({ walkthrough: undefined, progress: undefined, judgement: undefined });
}

/** Begins anew, with a new graph. The old graph stays in the library. */
export async function restart(): Promise<void> {
  const { walkthrough, progress } = walkthroughStore.getState();
  if (!walkthrough || !progress) return;
  if (walkthroughStore.getState().isPreview) {
    const { endPreview, startPreview } = await import("./author/preview");
    await endPreview();
    await startPreview();
    return;
  }
  await forgetProgress(progress.id).catch(sayWhy);
  await start(walkthrough, progress.text);
}

/** Goes back to the graph that the walkthrough is about. */
export function goToGraph(): void {
  const { progress } = walkthroughStore.getState();
  if (progress) openKept(progress.graph).catch(sayWhy);
}

export function goToStep(id: string): void {
  // Who goes on faster than goals are judged has still done the step.
  judgeStep();
  const { progress } = walkthroughStore.getState();
  if (!progress || progress.step === id) return;
  walkthroughStore.setState({ judgement: undefined });
  change({ ...progress, step: id, since: Date.now() });
}

export function giveAnswer(question: string, answer: Answer): void {
  const { progress } = walkthroughStore.getState();
  if (progress) change({ ...progress, answers: { ...progress.answers, [question]: answer } });
}

export function openHint(): void {
  const { progress } = walkthroughStore.getState();
  if (!progress) return;
  const { step, hints } = progress;
  change({ ...progress, hints: { ...hints, [step]: (hints[step] ?? 0) + 1 } });
}

async function startGraph({ start, title }: Walkthrough): Promise<Graph> {
  const read = start.graph === undefined ? undefined : readGraph(start.graph).graph;
  if (read) return migrateGraph(read, registry).graph;
  const template = `${start.template}.json`;
  if (start.template === undefined) return { ...emptyGraph(), title };
  if (TEMPLATES.includes(template)) return templateGraph(template);
  throw new Error(`It begins with the graph “${start.template}”, which this page does not have.`);
}

/** Whether the library has this graph. */
export async function isThere(graph: string): Promise<boolean> {
  const { listGraphs } = await import("../saving/library");
  return (await listGraphs().catch(() => [])).some(({ id }) => id === graph);
}

export function sayWhy(error: unknown): void {
  refuse("The walkthrough was not opened", errorText(error));
}

function refuse(words: string, description: string): void {
  toast(words, { description, bad: true });
  addLog("error", `${words}. ${description}`);
}
