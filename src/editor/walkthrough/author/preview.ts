import { readWalkthrough } from "@/walkthrough/parse";
import { browserPlace } from "../../saving/browser-place";
import { flushJournal, openKept } from "../../saving/current";
import { savingStore } from "../../saving/saving-store";
import { preview, sayWhy } from "../follow";
import { walkthroughStore } from "../walkthrough-store";
import { authorStore } from "./author-store";
import { checkDraft, keep } from "./writing";

/** The graph of a preview, so that it goes even where the page was loaded again meanwhile. */
const PREVIEW = "tensorloom.preview";

/** Plays the draft as a student would see it, from its start graph. Its progress is kept nowhere. */
export async function startPreview(): Promise<void> {
  const { history } = authorStore.getState();
  if (!history) return;
  const { title, steps } = history.now;
  const whole = {
    ...history.now,
    title: title.trim() || "Untitled",
    steps: steps.map((step) => ({ ...step, title: step.title.trim() || "Untitled step" })),
  };
  const { walkthrough } = readWalkthrough(JSON.parse(JSON.stringify(whole)));
  if (!walkthrough) {
    checkDraft();
    return;
  }
  keep();
  await flushJournal();
  await preview(walkthrough);
  sessionStorage.setItem(PREVIEW, savingStore.getState().id);
}

/** Back to the draft and to its graph, as they were left. */
export async function endPreview(): Promise<void> {
  walkthroughStore.setState({
    walkthrough: undefined,
    progress: undefined,
    judgement: undefined,
    isPreview: false,
    isCollapsed: false,
  });
  await openKept(authorStore.getState().graph).catch(sayWhy);
  await forgetPreview();
}

export async function forgetPreview(): Promise<void> {
  const id = sessionStorage.getItem(PREVIEW);
  if (id === null || id === savingStore.getState().id) return;
  sessionStorage.removeItem(PREVIEW);
  await browserPlace.remove(id);
}
