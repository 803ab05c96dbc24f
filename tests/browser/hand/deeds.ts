import type { Action, Question, Step } from "@/walkthrough/document";
import { goalsOf } from "@/walkthrough/references";

type ActionOf<K> = Extract<Action, { kind: K }>;

/** One thing that a student does: with one gesture, or a few that belong together. */
export type Deed =
  | Exclude<Action, { kind: "answer" }>
  | { readonly kind: "answer"; readonly question: Question; readonly place: number };
export type DeedOf<K> = Extract<Deed, { kind: K }>;

/** What a student does in a step in place of pressing "Show me": a node is added first and set then. */
export function deedsOf(step: Step): readonly Deed[] {
  return (step.showMe ?? []).flatMap((action): Deed[] => {
    if (action.kind === "answer") return [answerOf(action, step)];
    if (action.kind !== "add") return [action];
    const { id, settings = {} } = action;
    return [
      action,
      ...Object.entries(settings).map(
        ([setting, value]) => ({ kind: "set", node: id, setting, value }) as const,
      ),
    ];
  });
}

function answerOf({ question: id }: ActionOf<"answer">, step: Step): DeedOf<"answer"> {
  const questions = step.questions ?? [];
  const place = questions.findIndex((question) => question.id === id);
  const question = questions[place];
  if (!question) throw new Error(`The question “${id}” is not one of the step “${step.title}”.`);
  return { kind: "answer", question, place };
}

/**
 * Whether the step cannot be done before this deed is: a question that it asks, or the run behind a change, of which it asks
 * for a result.
 */
export function isAskedFor(deed: Deed, { goal, questions = [] }: Step, hasChanged: boolean): boolean {
  const goals = goalsOf(goal);
  if (goals.some(({ kind }) => kind === "any" || kind === "not")) return false;
  switch (deed.kind) {
    case "answer":
      return goal
        ? goals.some((each) => each.kind === "answered" && each.question === deed.question.id)
        : questions.includes(deed.question);
    case "run":
      return hasChanged && goals.some(({ kind }) => kind === "ran" || kind === "metric");
    default:
      return false;
  }
}
