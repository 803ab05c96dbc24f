import { Check, CircleDashed } from "lucide-react";
import type { Step } from "@/walkthrough/document";
import { useWalkthrough } from "./walkthrough-store";

/** So many sentences at once: the text above is to stay in sight. */
const MOST = 3;

/** What is missing before the step is done, in words; told aloud when it changes. */
export function GoalState({ step }: { readonly step: Step }) {
  const judgement = useWalkthrough((state) => state.judgement);
  const wasDone = useWalkthrough(
    ({ progress }) => progress !== undefined && Object.hasOwn(progress.done, step.id),
  );
  const asks = step.goal !== undefined || (step.questions ?? []).length > 0;
  const isDone = wasDone || judgement?.met === true;
  const count = judgement?.missing.length ?? 0;
  const shown = count > MOST + 1 ? MOST : count;
  const more = count - shown;
  return (
    <div className="goal-state" data-done={isDone} aria-live="polite" data-testid="goal">
      {asks && isDone && (
        <p className="flex items-center gap-2 font-medium text-ok">
          <Check size={15} aria-hidden className="flex-none" /> Done
        </p>
      )}
      {asks && !isDone && judgement && (
        <>
          <p className="sr-only">Still to do:</p>
          <ul className="grid gap-1">
            {judgement.missing.slice(0, shown).map((sentence) => (
              <li key={sentence} className="flex items-start gap-2">
                <CircleDashed size={14} aria-hidden className="mt-0.5 flex-none text-faint" />
                <span className="min-w-0">{sentence}</span>
              </li>
            ))}
            {more > 0 && <li className="pl-[22px] text-soft">and {more} more after that</li>}
          </ul>
        </>
      )}
    </div>
  );
}
