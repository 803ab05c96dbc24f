import { changeStep } from "@/walkthrough/author/draft";
import type { Step, Walkthrough } from "@/walkthrough/document";
import { StepButtons } from "./about-form";
import { useChoices } from "./choices";
import { ProseField, TextLine } from "./fields";
import { GoalPart } from "./goal-part";
import { HintsPart } from "./hints-part";
import { PointsPart } from "./points-part";
import { QuestionsPart } from "./questions-part";
import { ShowPart } from "./show-part";
import { change } from "./writing";

/** One step: what is read, what it points at, what is shown, when it is done. */
export function StepForm({ draft, step }: { readonly draft: Walkthrough; readonly step: Step }) {
  const choices = useChoices(draft, step);
  const at = draft.steps.findIndex(({ id }) => id === step.id);
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-3">
      <div className="flex items-center justify-between">
        <h3 className="text-[13px] font-semibold">
          Step {at + 1} of {draft.steps.length}
        </h3>
        <StepButtons draft={draft} at={at} />
      </div>
      <TextLine
        label="Title of the step"
        value={step.title}
        write={(title) => change((now) => changeStep(now, step.id, { title }), `title ${step.id}`)}
      />
      <ProseField
        label="Text"
        rows={4}
        placeholder="What is to be done, and why. **Bold**, lists, and formulas such as $x^2$."
        value={step.text}
        drawings={draft.drawings}
        write={(text) => change((now) => changeStep(now, step.id, { text }), `text ${step.id}`)}
      />
      <PointsPart step={step} choices={choices} />
      <ShowPart step={step} choices={choices} />
      <QuestionsPart step={step} draft={draft} />
      <GoalPart step={step} choices={choices} />
      <HintsPart step={step} draft={draft} />
    </div>
  );
}
