import { errorText } from "@/error-text";
import { addLog } from "../state/session-store";
import { keepProgress, type Progress } from "./progress";
import { walkthroughStore } from "./walkthrough-store";

/** Keeps progress in the page at once, and in the browser as soon as it can. */
export function change(progress: Progress): void {
  const before = walkthroughStore.getState().progress;
  const isSame = before?.id === progress.id && before.startedAt === progress.startedAt;
  const times =
    isSame && spent > 0
      ? { ...progress.times, [before.step]: (before.times[before.step] ?? 0) + spent }
      : progress.times;
  spent = 0;
  const changed = { ...progress, times, changedAt: Date.now() };
  walkthroughStore.setState({ progress: changed });
  if (walkthroughStore.getState().isPreview) return;
  keepProgress(changed).catch((error: unknown) =>
    addLog("warning", `Your progress is not kept in this browser: ${errorText(error)}`),
  );
}

/** Time on the step that is shown, since it was kept last, ms: counted apart, so that nothing is drawn anew by it. */
let spent = 0;
const KEPT_EVERY = 15_000;

/** Counts time on a step while the page is seen. */
export function countTime(ms: number): void {
  const { progress } = walkthroughStore.getState();
  if (!progress || document.hidden) return;
  spent += ms;
  if (spent >= KEPT_EVERY) change(progress);
}
