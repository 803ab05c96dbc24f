import { questionsOf } from "../answers";
import {
  type Action,
  type Goal,
  type Question,
  type Step,
  WALKTHROUGH_FORMAT,
  WALKTHROUGH_VERSION,
  type Walkthrough,
} from "../document";

/*
 * A walkthrough while it is written: the same plain data, changed by pure steps. What a file must not lack, such as a title,
 * may be missing for a while; the check says so before it is handed out.
 */

/** A walkthrough of one empty step. `unique` makes its id one that no other has: progress is kept under it. */
export function newWalkthrough(title: string, start: Walkthrough["start"], unique: string): Walkthrough {
  return {
    format: WALKTHROUGH_FORMAT,
    formatVersion: WALKTHROUGH_VERSION,
    id: `walkthrough-${unique}`.slice(0, 64),
    title: title.slice(0, 200),
    summary: "",
    start,
    steps: [newStep([])],
  };
}

export function newStep(steps: readonly Step[]): Step {
  return { id: freshId("step", new Set(steps.map(({ id }) => id))), title: "", text: "" };
}

/** `step-2`, the first that is free. */
export function freshId(stem: string, taken: ReadonlySet<string>): string {
  let number = taken.size + 1;
  while (taken.has(`${stem}-${number}`)) number++;
  return `${stem}-${number}`;
}

/** Puts a new step behind one that is there; at the end where none is named. */
export function addStep(draft: Walkthrough, after?: string): { draft: Walkthrough; step: string } {
  const step = newStep(draft.steps);
  return { draft: withStepBehind(draft, step, after), step: step.id };
}

function withStepBehind(draft: Walkthrough, step: Step, after: string | undefined): Walkthrough {
  const found = draft.steps.findIndex(({ id }) => id === after);
  const at = found < 0 ? draft.steps.length : found + 1;
  return { ...draft, steps: [...draft.steps.slice(0, at), step, ...draft.steps.slice(at)] };
}

/** A copy behind the step, whose questions are questions of its own: one answer is not to count for both. */
export function duplicateStep(draft: Walkthrough, id: string): { draft: Walkthrough; step: string } {
  const step = draft.steps.find((each) => each.id === id);
  if (!step) return { draft, step: id };
  const taken = new Set(questionsOf(draft).map((question) => question.id));
  const names = new Map<string, string>();
  for (const question of step.questions ?? []) {
    const fresh = freshId("question", taken);
    taken.add(fresh);
    names.set(question.id, fresh);
  }
  const nameOf = (question: string) => names.get(question) ?? question;
  const copy: Step = {
    ...step,
    id: newStep(draft.steps).id,
    title: step.title === "" ? "" : `${step.title.slice(0, 190)} (copy)`,
    ...(step.questions
      ? { questions: step.questions.map((each) => ({ ...each, id: nameOf(each.id) })) }
      : {}),
    ...(step.showMe
      ? {
          showMe: step.showMe.map((action) =>
            action.kind === "answer" ? { ...action, question: nameOf(action.question) } : action,
          ),
        }
      : {}),
    ...(step.goal
      ? {
          goal: mapGoal(step.goal, (goal) =>
            goal.kind === "answered" ? { ...goal, question: nameOf(goal.question) } : goal,
          ),
        }
      : {}),
  };
  return { draft: withStepBehind(draft, copy, id), step: copy.id };
}

/** One place forwards or back; at an end it stays. */
export function moveStep(draft: Walkthrough, id: string, by: 1 | -1): Walkthrough {
  const at = draft.steps.findIndex((step) => step.id === id);
  const to = at + by;
  if (at < 0 || to < 0 || to >= draft.steps.length) return draft;
  return { ...draft, steps: moved(draft.steps, at, by) };
}

/** A list in which one item has changed places with its neighbour. */
export function moved<T>(list: readonly T[], at: number, by: 1 | -1): T[] {
  const copy = [...list];
  const [here, there] = [copy[at], copy[at + by]];
  if (here === undefined || there === undefined) return copy;
  copy[at] = there;
  copy[at + by] = here;
  return copy;
}

/** Takes a step away, and what others ask of its questions. The last one left becomes an empty step. */
export function removeStep(draft: Walkthrough, id: string): Walkthrough {
  const gone = draft.steps.find((step) => step.id === id);
  if (!gone) return draft;
  const steps = draft.steps.filter((step) => step.id !== id);
  const rest = { ...draft, steps: steps.length > 0 ? steps : [newStep([])] };
  return (gone.questions ?? []).reduce((now, question) => forgetQuestion(now, question.id), rest);
}

/** Changes a step; `undefined` takes a field away. */
export function changeStep(
  draft: Walkthrough,
  id: string,
  changes: { readonly [K in keyof Step]?: Step[K] | undefined },
): Walkthrough {
  return {
    ...draft,
    steps: draft.steps.map((step) => (step.id === id ? (withFields(step, changes) as Step) : step)),
  };
}

export function withFields<T extends object>(
  value: T,
  changes: { readonly [K in keyof T]?: T[K] | undefined },
): T {
  return Object.fromEntries(
    Object.entries({ ...value, ...changes }).filter(([, field]) => field !== undefined),
  ) as T;
}

export function newQuestion(kind: Question["kind"], draft: Walkthrough): Question {
  const id = freshId("question", new Set(questionsOf(draft).map((question) => question.id)));
  if (kind === "number") return { kind, id, text: "", answer: 0, tolerance: 0, explanation: "" };
  if (kind === "text") return { kind, id, text: "" };
  return {
    kind,
    id,
    text: "",
    options: [
      { text: "", correct: true, explanation: "" },
      { text: "", explanation: "" },
    ],
  };
}

/** Takes a question out of its step, and all that names it. */
export function removeQuestion(draft: Walkthrough, question: string): Walkthrough {
  const steps = draft.steps.map((step) =>
    step.questions?.some(({ id }) => id === question)
      ? withFields(step, { questions: orNone(step.questions.filter(({ id }) => id !== question)) })
      : step,
  );
  return forgetQuestion({ ...draft, steps }, question);
}

function forgetQuestion(draft: Walkthrough, question: string): Walkthrough {
  const names = (action: Action) => action.kind === "answer" && action.question === question;
  const steps = draft.steps.map((step) => {
    const goal = pruneGoal(step.goal, (each) => each.kind === "answered" && each.question === question);
    const isNamed = step.showMe?.some(names) === true;
    if (goal === step.goal && !isNamed) return step;
    return withFields(step, { goal, showMe: orNone((step.showMe ?? []).filter((each) => !names(each))) });
  });
  return { ...draft, steps };
}

/** An empty list is left out of the file. */
export function orNone<T>(list: T[]): T[] | undefined {
  return list.length === 0 ? undefined : list;
}

function mapGoal(goal: Goal, change: (goal: Goal) => Goal): Goal {
  if (goal.kind === "all" || goal.kind === "any")
    return { ...goal, goals: goal.goals.map((each) => mapGoal(each, change)) };
  return goal.kind === "not" ? { ...goal, goal: mapGoal(goal.goal, change) } : change(goal);
}

/** The goal without those that are named; nothing where nothing is left. What did not change stays the same object. */
export function pruneGoal(goal: Goal | undefined, gone: (goal: Goal) => boolean): Goal | undefined {
  if (!goal || gone(goal)) return undefined;
  if (goal.kind === "not") {
    const inner = pruneGoal(goal.goal, gone);
    return inner === goal.goal ? goal : inner && { ...goal, goal: inner };
  }
  if (goal.kind !== "all" && goal.kind !== "any") return goal;
  const goals = goal.goals.flatMap((each) => pruneGoal(each, gone) ?? []);
  if (goals.length === goal.goals.length && goals.every((each, at) => each === goal.goals[at])) return goal;
  return goals.length === 0 ? undefined : { ...goal, goals };
}
