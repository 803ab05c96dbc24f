import { isRecord } from "../graph/parse";
import type { Action, Goal, Question, Step, Walkthrough } from "./document";
import { placeOf } from "./goal-faults";

const PORT_REFERENCE = /^[A-Za-z][A-Za-z0-9_-]{0,63}\.[A-Za-z][A-Za-z0-9_-]{0,63}$/;

/** What names what: ids that stand twice, questions and drawings that are not there, goals that ask for nothing. */
export function referenceFaults(walkthrough: Walkthrough): {
  readonly faults: readonly string[];
  readonly remarks: readonly string[];
} {
  const questions = new Map<string, Question>();
  const faults: string[] = [];
  const steps = new Set<string>();
  walkthrough.steps.forEach((step, index) => {
    const place = placeOf(step, index);
    if (steps.has(step.id)) faults.push(`${place}: another step has the id ${step.id} already.`);
    steps.add(step.id);
    for (const question of step.questions ?? []) {
      if (questions.has(question.id))
        faults.push(`${place}: another question has the id ${question.id} already.`);
      questions.set(question.id, question);
      if (question.kind === "choice" && !question.options.some((option) => option.correct === true))
        faults.push(`${place}: none of the options of the question ${question.id} is correct. Mark one.`);
    }
  });
  walkthrough.steps.forEach((step, index) => {
    const place = placeOf(step, index);
    const say = (text: string) => faults.push(`${place}: ${text}`);
    for (const goal of goalsOf(step.goal)) checkGoal(goal, questions, say);
    for (const action of step.showMe ?? []) checkAction(action, questions, say);
    for (const each of step.focus ?? []) checkWhich(each, say);
  });
  return { faults, remarks: drawingRemarks(walkthrough) };
}

/** A goal and all goals inside it. */
export function goalsOf(goal: Goal | undefined): readonly Goal[] {
  if (!goal) return [];
  if (goal.kind === "all" || goal.kind === "any") return [goal, ...goal.goals.flatMap(goalsOf)];
  return goal.kind === "not" ? [goal, ...goalsOf(goal.goal)] : [goal];
}

function checkGoal(goal: Goal, questions: ReadonlyMap<string, Question>, say: (text: string) => void): void {
  for (const which of ["of", "from", "to"]) checkWhich((goal as Record<string, unknown>)[which], say);
  const ranges: unknown[] = [goal];
  if (goal.kind === "data") ranges.push(goal.classes, goal.pictures);
  for (const range of ranges) {
    const { min, max } = (range ?? {}) as { min?: unknown; max?: unknown };
    if (typeof min === "number" && typeof max === "number" && min > max)
      say(`a goal asks for at least ${min} and at most ${max}, which nothing meets.`);
  }
  if (goal.kind === "setting") {
    const { equals, oneOf, min, max } = goal;
    if ([equals, oneOf, min, max].every((each) => each === undefined))
      say(`the goal about the setting ${goal.setting} asks for nothing. Give it equals, oneOf, min or max.`);
  }
  if (goal.kind !== "answered") return;
  const question = questions.get(goal.question);
  if (!question) say(`a goal names the question ${goal.question}, which no step has.`);
  else if (question.kind === "text" && goal.correct)
    say(`a goal asks for the right answer to ${goal.question}, a free text, which is never judged.`);
}

function checkAction(
  action: Action,
  questions: ReadonlyMap<string, Question>,
  say: (text: string) => void,
): void {
  if (action.kind === "answer" && !questions.has(action.question))
    say(`"show me" answers the question ${action.question}, which no step has.`);
  if (action.kind !== "connect" && action.kind !== "disconnect") return;
  for (const end of [action.from, action.to])
    if (!PORT_REFERENCE.test(end))
      say(
        `"show me" names the port ${JSON.stringify(end.slice(0, 60))}: it has to be node.port, such as images.dataset.`,
      );
}

function checkWhich(which: unknown, say: (text: string) => void): void {
  if (isRecord(which) && which.node !== undefined && which.type !== undefined)
    say(`one place names a node and a type (${String(which.node)}, ${String(which.type)}). Keep one.`);
}

const DRAWING = /\]\(drawing:([^)\s]+)\)/g;

/** A drawing that is not there leaves a gap in the text; the rest can be followed. */
function drawingRemarks({ steps, drawings }: Walkthrough): string[] {
  return steps.flatMap((step, index) =>
    textsOf(step).flatMap((text) =>
      [...text.matchAll(DRAWING)]
        .map(([, name = ""]) => name)
        .filter((name) => !drawings || !Object.hasOwn(drawings, name))
        .map(
          (name) =>
            `${placeOf(step, index)} shows the drawing ${name.slice(0, 64)}, which is not in the file.`,
        ),
    ),
  );
}

function textsOf({ text, hints = [], questions = [] }: Step): string[] {
  return [text, ...hints, ...questions.map((question) => question.text)];
}
