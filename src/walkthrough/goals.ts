import { judgeAnswer } from "./answers";
import type { Goal, Step, Walkthrough } from "./document";
import type { Evidence, Judgement } from "./evidence";
import { judgeGraphGoal } from "./graph-goals";
import type { Registry } from "./names";
import { judgeDeedGoal, questionText } from "./result-goals";

/** Of one goal that holds no others: whether it is met, what would meet it, and what would undo it. */
export interface SimpleJudgement {
  readonly met: boolean;
  readonly todo: readonly string[];
  readonly undo: string;
}

/**
 * Whether a goal is met, and if not, what is missing in sentences that a student can act on. `registry` gives the titles and
 * the defaults of settings that were never set.
 */
export function judge(
  goal: Goal,
  evidence: Evidence,
  walkthrough: Walkthrough,
  registry: Registry,
): Judgement {
  const missing = missingOf(goal, true, (simple) => {
    const place = { graph: evidence.graph, walkthrough, registry };
    return judgeGraphGoal(simple, place) ?? judgeDeedGoal(simple, evidence, place);
  });
  return { met: missing.length === 0, missing };
}

/**
 * Whether a step is done. A goal decides alone, and names the questions that count (`answered`). Without one all questions
 * have to be answered rightly, a free text with anything. With neither, a step is done when it was read: it is met.
 */
export function stepJudgement(
  step: Step,
  evidence: Evidence,
  walkthrough: Walkthrough,
  registry: Registry,
): Judgement {
  if (step.goal) return judge(step.goal, evidence, walkthrough, registry);
  const missing = (step.questions ?? []).flatMap((question) => {
    const answer = Object.hasOwn(evidence.answers, question.id) ? evidence.answers[question.id] : undefined;
    const { answered, right } = judgeAnswer(question, answer);
    if (!answered) return [`Answer the question: ${questionText(question)}`];
    return right === false ? [`Your answer is not right yet: ${questionText(question)}`] : [];
  });
  return { met: missing.length === 0, missing };
}

/** Nothing is missing: it is as wanted. What "not" is asked of goals in goals follows De Morgan. */
function missingOf(goal: Goal, want: boolean, simple: (goal: Goal) => SimpleJudgement): readonly string[] {
  const missing = ownMissing(goal, want, simple);
  return missing.length > 0 && want && goal.missing ? [goal.missing] : missing;
}

function ownMissing(goal: Goal, want: boolean, simple: (goal: Goal) => SimpleJudgement): readonly string[] {
  if (goal.kind === "not") return missingOf(goal.goal, !want, simple);
  if (goal.kind === "all" || goal.kind === "any") {
    const each = goal.goals.map((inner) => missingOf(inner, want, simple));
    if ((goal.kind === "all") === want) return [...new Set(each.flat())];
    return each.some((missing) => missing.length === 0) ? [] : oneOf(each);
  }
  const { met, todo, undo } = simple(goal);
  if (met === want) return [];
  return want ? todo : [undo];
}

/** Several ways, of which each is a sentence or more. */
function oneOf(ways: readonly (readonly string[])[]): readonly string[] {
  const different = [...new Set(ways.map((sentences) => sentences.join(" ")))];
  if (different.length < 2) return ways[0] ?? [];
  return [`One of these is enough: ${different.map((way, index) => `(${index + 1}) ${way}`).join(" ")}`];
}
