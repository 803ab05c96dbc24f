import {
  changeStep,
  moved,
  newQuestion,
  orNone,
  removeQuestion,
  withFields,
} from "@/walkthrough/author/draft";
import type { Question, Step, Walkthrough } from "@/walkthrough/document";
import { AddFrom, NumberLine, Part, ProseField, TextLine } from "./fields";
import { ItemButtons } from "./small-buttons";
import { change } from "./writing";

const KINDS: readonly (readonly [Question["kind"], string])[] = [
  ["choice", "A choice"],
  ["number", "A number"],
  ["text", "Free text, kept for the teacher"],
];

/** What the step asks, each with what is said to an answer. */
export function QuestionsPart({ step, draft }: { readonly step: Step; readonly draft: Walkthrough }) {
  const questions = step.questions ?? [];
  const write = (next: Question[], gesture?: string) =>
    change((now) => changeStep(now, step.id, { questions: orNone(next) }), gesture);
  return (
    <Part title="Questions" note={questions.length === 0 ? "none" : `${questions.length}`}>
      {questions.map((question, at) => (
        <section key={question.id} className="goal-box" aria-label={`Question ${at + 1}`}>
          <div className="flex items-center">
            <span className="flex-1 font-medium">{KINDS.find(([kind]) => kind === question.kind)?.[1]}</span>
            <ItemButtons
              what={`question ${at + 1}`}
              at={at}
              count={questions.length}
              move={(by) => write(moved(questions, at, by))}
              remove={() => change((now) => removeQuestion(now, question.id))}
            />
          </div>
          <QuestionFields
            question={question}
            drawings={draft.drawings}
            write={(next, field) =>
              write(
                questions.map((each) => (each.id === question.id ? next : each)),
                `${question.id} ${field}`,
              )
            }
          />
        </section>
      ))}
      <AddFrom
        label="Add a question…"
        options={KINDS}
        add={(kind) => write([...questions, newQuestion(kind, draft)])}
      />
    </Part>
  );
}

type Drawings = Readonly<Record<string, string>> | undefined;
type Write<K> = (question: Extract<Question, { kind: K }>, field: string) => void;

function QuestionFields(props: {
  readonly question: Question;
  readonly drawings: Drawings;
  readonly write: (question: Question, field: string) => void;
}) {
  const { question, drawings, write } = props;
  const words = (
    <ProseField
      label="Question"
      rows={2}
      value={question.text}
      drawings={drawings}
      write={(text) => write({ ...question, text }, "text")}
    />
  );
  if (question.kind === "text")
    return (
      <>
        {words}
        <ProseField
          label="Model answer, shown once a student has answered"
          rows={2}
          value={question.model ?? ""}
          drawings={drawings}
          write={(model) => write(withFields(question, { model: model || undefined }), "model")}
        />
      </>
    );
  if (question.kind === "choice")
    return (
      <>
        {words}
        <Options question={question} drawings={drawings} write={write} />
      </>
    );
  return (
    <>
      {words}
      <div className="grid grid-cols-3 gap-2">
        <NumberLine
          label="Answer"
          value={question.answer}
          write={(answer) => answer !== undefined && write({ ...question, answer }, "answer")}
        />
        <NumberLine
          label="May be off by"
          min={0}
          value={question.tolerance}
          write={(tolerance) => tolerance !== undefined && write({ ...question, tolerance }, "tolerance")}
        />
        <TextLine
          label="Unit"
          maxLength={40}
          value={question.unit ?? ""}
          write={(unit) => write(withFields(question, { unit: unit || undefined }), "unit")}
        />
      </div>
      <ProseField
        label="Explanation"
        rows={2}
        value={question.explanation}
        drawings={drawings}
        write={(explanation) => write({ ...question, explanation }, "explanation")}
      />
    </>
  );
}

const MOST_OPTIONS = 12;

function Options(props: {
  readonly question: Extract<Question, { kind: "choice" }>;
  readonly drawings: Drawings;
  readonly write: Write<"choice">;
}) {
  const { question, drawings, write } = props;
  const { options, several = false } = question;
  type Option = (typeof options)[number];
  const change = (at: number, changes: Partial<Option>, field: string) =>
    write(
      { ...question, options: options.map((each, place) => (place === at ? { ...each, ...changes } : each)) },
      `${field} ${at}`,
    );
  /** Of a choice of one, marking another takes the mark away from the one before. */
  const mark = (at: number, on: boolean) =>
    write(
      {
        ...question,
        options: options.map((each, place) =>
          withFields(each, {
            correct: (place === at ? on : several && each.correct === true) || undefined,
          }),
        ),
      },
      "correct",
    );
  return (
    <>
      {options.map((option, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: options are known by their place, in answers too.
        <div key={at} className="option-box">
          <div className="flex items-center">
            <label className="flex flex-1 items-center gap-2">
              <input
                type="checkbox"
                checked={option.correct === true}
                onChange={(event) => mark(at, event.target.checked)}
              />
              <span className="text-[12px] font-medium">Option {at + 1} is right</span>
            </label>
            {options.length > 2 && (
              <ItemButtons
                what={`option ${at + 1}`}
                at={at}
                count={options.length}
                remove={() =>
                  write({ ...question, options: options.filter((_, place) => place !== at) }, "options")
                }
              />
            )}
          </div>
          <ProseField
            label={`Option ${at + 1}`}
            rows={1}
            value={option.text}
            drawings={drawings}
            write={(text) => change(at, { text }, "option")}
          />
          <ProseField
            label={`Explanation of option ${at + 1}`}
            rows={1}
            value={option.explanation}
            drawings={drawings}
            write={(explanation) => change(at, { explanation }, "explanation")}
          />
        </div>
      ))}
      <div className="flex flex-wrap items-center gap-3">
        {options.length < MOST_OPTIONS && (
          <button
            type="button"
            className="button small"
            onClick={() =>
              write({ ...question, options: [...options, { text: "", explanation: "" }] }, "options")
            }
          >
            Add an option
          </button>
        )}
        <label className="flex items-center gap-2">
          <input
            type="checkbox"
            checked={several}
            onChange={(event) =>
              write(withFields(question, { several: event.target.checked || undefined }), "several")
            }
          />
          Several are right
        </label>
      </div>
    </>
  );
}
