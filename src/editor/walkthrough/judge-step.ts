import { registry } from "@/registry";
import { stepJudgement } from "@/walkthrough/goals";
import { savingStore } from "../saving/saving-store";
import { pageEvidence } from "./page-evidence";
import { change } from "./progress-change";
import { walkthroughStore } from "./walkthrough-store";

/** Judges the step that is shown by what has been done until now. What is done stays done. */
export function judgeStep(): void {
  const { walkthrough, progress, opened, judgement } = walkthroughStore.getState();
  const step = walkthrough?.steps.find(({ id }) => id === progress?.step);
  if (!walkthrough || !progress || !step) return;
  // Another graph was opened meanwhile: what is done to it is no part of the walkthrough.
  if (savingStore.getState().id !== progress.graph) return;
  const now = stepJudgement(step, pageEvidence(progress, opened), walkthrough, registry);
  if (now.met !== judgement?.met || now.missing.join("\n") !== judgement.missing.join("\n"))
    walkthroughStore.setState({ judgement: now });
  if (now.met && !Object.hasOwn(progress.done, step.id))
    change({ ...progress, done: { ...progress.done, [step.id]: Date.now() } });
}
