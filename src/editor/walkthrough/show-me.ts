import { registry } from "@/registry";
import { questionOf, rightAnswer } from "@/walkthrough/answers";
import type { Step } from "@/walkthrough/document";
import { type Effect, show } from "@/walkthrough/show";
import { runGraph } from "../actions/run";
import { toast } from "../panels/toast";
import { documentStore } from "../state/editor";
import { addLog, goTo, select, sessionStore } from "../state/session-store";
import { giveAnswer } from "./follow";
import { change } from "./progress-change";
import { noteOpened, walkthroughStore } from "./walkthrough-store";

/** Does a step for the student: its edits as one step of undo, then what is to be run, looked at and answered. */
export async function showMe(step: Step): Promise<void> {
  const { progress } = walkthroughStore.getState();
  const { graph, apply } = documentStore.getState();
  const { edit, effects, problems } = show(step.showMe ?? [], graph, registry);
  if (edit) apply(edit);
  if (progress && !progress.shown.includes(step.id))
    change({ ...progress, shown: [...progress.shown, step.id] });
  const failed = [...problems];
  for (const effect of effects) {
    const problem = await doEffect(effect);
    if (problem !== undefined) failed.push(problem);
  }
  if (failed.length > 0) sayNotShown(failed);
}

function sayNotShown(problems: readonly string[]): void {
  const description = problems.join(" ");
  toast("Not all of this step could be shown", { description, bad: true });
  addLog("warning", `Not all of this step could be shown. ${description}`);
}

async function doEffect(effect: Effect): Promise<string | undefined> {
  switch (effect.kind) {
    case "run":
      if (sessionStore.getState().run.state !== "idle")
        return "Something runs already: wait for it, or stop it.";
      await runGraph(effect.node === undefined ? undefined : [effect.node]);
      return undefined;
    case "answer":
      return showAnswer(effect.question);
    case "open":
      return openThing(effect.what, effect.node);
  }
}

function showAnswer(id: string): string | undefined {
  const { walkthrough } = walkthroughStore.getState();
  const question = walkthrough && questionOf(walkthrough, id);
  const answer = question && rightAnswer(question);
  if (answer === undefined) return `The question “${id}” has no answer that can be shown.`;
  giveAnswer(id, answer);
  return undefined;
}

async function openThing(what: Extract<Effect, { kind: "open" }>["what"], node: string | undefined) {
  if (what === "plan" || what === "runs") {
    sessionStore.setState({ bottom: what });
    noteOpened(what);
    return undefined;
  }
  const id = node ?? sessionStore.getState().selected[0];
  if (id === undefined || !Object.hasOwn(documentStore.getState().graph.nodes, id))
    return `There is no node ${id ?? ""} to look at.`;
  if (what === "box") {
    sessionStore.setState({ box: id });
    return undefined;
  }
  select([id]);
  goTo(id);
  if (matchMedia("(max-width: 900px)").matches) sessionStore.setState({ drawer: "inspector" });
  sessionStore.setState({ tab: what === "docs" ? "about" : what === "settings" ? "settings" : "result" });
  if (what !== "picture") {
    noteOpened(what, id);
    return undefined;
  }
  return (await pressPicture()) ? undefined : "Its result has no picture to open yet. Run it first.";
}

/** Opens the first picture of the result that the inspector shows, as a student would. */
async function pressPicture(): Promise<boolean> {
  const until = Date.now() + 5000;
  while (Date.now() < until) {
    const picture = document.querySelector<HTMLElement>(
      "[aria-label=Inspector] [role=tabpanel] button:has(img, canvas)",
    );
    if (picture) {
      picture.click();
      return true;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return false;
}
