import { useId, useState } from "react";
import { judgeAnswer } from "@/walkthrough/answers";
import type { Question } from "@/walkthrough/document";
import type { Answer } from "@/walkthrough/evidence";
import { giveAnswer } from "./follow";
import { StepProse } from "./step-prose";
import { useWalkthrough } from "./walkthrough-store";

interface Props<K extends Question["kind"]> {
  readonly question: Extract<Question, { kind: K }>;
  readonly answer: Answer | undefined;
  readonly drawings: Readonly<Record<string, string>> | undefined;
}

/** A question of a step; the answer that was given last counts. */
export function QuestionView(props: {
  readonly question: Question;
  readonly drawings: Readonly<Record<string, string>> | undefined;
}) {
  const { question, drawings } = props;
  const answer = useWalkthrough(({ progress }) => progress?.answers[question.id]);
  const text = useId();
  return (
    <fieldset className="question" aria-labelledby={text}>
      <div id={text}>
        <StepProse text={question.text} drawings={drawings} />
      </div>
      {question.kind === "choice" ? (
        <Choice question={question} answer={answer} drawings={drawings} />
      ) : question.kind === "number" ? (
        <NumberAnswer question={question} answer={answer} drawings={drawings} />
      ) : (
        <Words question={question} answer={answer} drawings={drawings} />
      )}
    </fieldset>
  );
}

function Choice({ question, answer, drawings }: Props<"choice">) {
  const given = Array.isArray(answer) ? (answer as readonly number[]) : [];
  const [ticked, setTicked] = useState<readonly number[]>(given);
  const name = useId();
  const several = question.several === true;
  const choose = (index: number, on: boolean) => {
    if (!several) {
      setTicked([index]);
      giveAnswer(question.id, [index]);
      return;
    }
    setTicked(on ? [...ticked, index].sort((a, b) => a - b) : ticked.filter((each) => each !== index));
  };
  // "Show me" answers too: what was given last is what is ticked.
  const shown = several && given.length > 0 && ticked.length === 0 ? given : several ? ticked : given;
  const { right } = judgeAnswer(question, given);
  return (
    <>
      {several && <p className="mb-1 text-[11.5px] text-soft">Several answers may be right.</p>}
      <ul className="grid gap-1">
        {question.options.map((option, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: options are known by their place, in answers too.
          <li key={index}>
            <label className="option">
              <input
                type={several ? "checkbox" : "radio"}
                name={name}
                checked={shown.includes(index)}
                onChange={(event) => choose(index, event.target.checked)}
              />
              <StepProse text={option.text} drawings={drawings} />
            </label>
            {given.includes(index) && (
              <div className="explanation" data-right={option.correct === true} aria-live="polite">
                <b>{option.correct === true ? "Right." : "Not this one."}</b>
                <StepProse text={option.explanation} drawings={drawings} />
              </div>
            )}
          </li>
        ))}
      </ul>
      {several && (
        <div className="mt-2 flex items-center gap-3">
          <button
            type="button"
            className="button small"
            disabled={ticked.length === 0}
            onClick={() => giveAnswer(question.id, ticked)}
          >
            Answer
          </button>
          <span className="text-[12px] text-soft" aria-live="polite">
            {right === true ? "All of them." : right === false ? "Not yet all of them, or one too many." : ""}
          </span>
        </div>
      )}
    </>
  );
}

function NumberAnswer({ question, answer, drawings }: Props<"number">) {
  const given = typeof answer === "number" ? answer : undefined;
  const [draft, setDraft] = useState<string>();
  const text = draft ?? (given === undefined ? "" : String(given));
  // A comma is a decimal sign in most of Europe.
  const value = Number(text.trim().replace(",", "."));
  const isNumber = text.trim() !== "" && Number.isFinite(value);
  const { right, explanations } = judgeAnswer(question, answer);
  const done = () => {
    if (!isNumber) return;
    giveAnswer(question.id, value);
    setDraft(undefined);
  };
  return (
    <>
      <div className="flex items-center gap-2">
        <input
          className="field w-[120px]!"
          inputMode="decimal"
          aria-label={question.unit ? `Answer in ${question.unit}` : "Answer"}
          aria-invalid={text.trim() !== "" && !isNumber}
          maxLength={40}
          value={text}
          onChange={(event) => setDraft(event.target.value)}
          onKeyDown={(event) => event.key === "Enter" && done()}
        />
        {question.unit && <span className="text-soft">{question.unit}</span>}
        <button type="button" className="button small" disabled={!isNumber} onClick={done}>
          Answer
        </button>
      </div>
      <div aria-live="polite">
        {text.trim() !== "" && !isNumber && (
          <p className="mt-1 text-[12px] text-bad">Enter one number, such as 12.5 or 1e-4.</p>
        )}
        {right === false && (
          <div className="explanation" data-right="false">
            Not yet. Work it out once more; a hint may help.
          </div>
        )}
        {right === true && (
          <div className="explanation" data-right="true">
            <b>Right.</b>
            {explanations.map((each) => (
              <StepProse key={each} text={each} drawings={drawings} />
            ))}
          </div>
        )}
      </div>
    </>
  );
}

function Words({ question, answer }: Props<"text">) {
  const given = typeof answer === "string" ? answer : "";
  const [draft, setDraft] = useState<string>();
  return (
    <>
      <textarea
        className="field h-[76px]! resize-y py-1.5"
        aria-label="Answer in your own words"
        maxLength={5000}
        value={draft ?? given}
        onChange={(event) => setDraft(event.target.value)}
        onBlur={() => {
          if (draft !== undefined && draft !== given) giveAnswer(question.id, draft);
          setDraft(undefined);
        }}
      />
      <p className="mt-1 text-[11.5px] text-soft">Kept for your teacher when you hand in.</p>
    </>
  );
}
