import type { Question, Step, Walkthrough } from "./document";
import type { Answer } from "./evidence";

/** What an answer is worth. */
export interface AnswerJudgement {
  /** Something was given that can be an answer to this question. */
  readonly answered: boolean;
  /** `undefined`: nothing is judged, or nothing was answered. */
  readonly right: boolean | undefined;
  /** What to say to it: of the options that were ticked, each its own; of a number, the question's. */
  readonly explanations: readonly string[];
}

const NONE: AnswerJudgement = { answered: false, right: undefined, explanations: [] };

/** Judges an answer. What does not fit the question, such as words for a number, counts as none. */
export function judgeAnswer(question: Question, answer: Answer | undefined): AnswerJudgement {
  switch (question.kind) {
    case "choice":
      return Array.isArray(answer) ? judgeChoice(question, answer) : NONE;
    case "number": {
      if (typeof answer !== "number" || !Number.isFinite(answer)) return NONE;
      // 0.4 - 0.3 is more than 0.1 in binary: the last digits are not held against the student.
      const slack = 1e-9 * Math.max(Math.abs(question.answer), question.tolerance);
      const right = Math.abs(answer - question.answer) <= question.tolerance + slack;
      return { answered: true, right, explanations: [question.explanation] };
    }
    case "text":
      return typeof answer === "string" && answer.trim() !== ""
        ? { answered: true, right: undefined, explanations: question.model ? [question.model] : [] }
        : NONE;
  }
}

function judgeChoice(
  question: Extract<Question, { kind: "choice" }>,
  answer: readonly number[],
): AnswerJudgement {
  const ticked = new Set(answer);
  const options = [...ticked].map((index) => question.options[index]);
  if (ticked.size === 0 || options.includes(undefined)) return NONE;
  if (!question.several && ticked.size > 1) return NONE;
  const right = question.several
    ? question.options.every((option, index) => (option.correct === true) === ticked.has(index))
    : options[0]?.correct === true;
  return { answered: true, right, explanations: options.flatMap((option) => option?.explanation ?? []) };
}

/** The answer that is right; of a free text, the model answer, and `undefined` where there is none. */
export function rightAnswer(question: Question): Answer | undefined {
  if (question.kind === "number") return question.answer;
  if (question.kind === "text") return question.model;
  const right = question.options.flatMap((option, index) => (option.correct === true ? [index] : []));
  return question.several ? right : right.slice(0, 1);
}

export function questionOf(walkthrough: Walkthrough, id: string): Question | undefined {
  return questionsOf(walkthrough).find((question) => question.id === id);
}

export function questionsOf(walkthrough: Walkthrough): readonly Question[] {
  return walkthrough.steps.flatMap((step: Step) => step.questions ?? []);
}
