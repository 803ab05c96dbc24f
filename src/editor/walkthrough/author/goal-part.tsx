import { ListTree, WandSparkles, X } from "lucide-react";
import { useMemo } from "react";
import { changeStep, withFields } from "@/walkthrough/author/draft";
import { GOAL_WORDS, type GoalKind, newGoal } from "@/walkthrough/author/goal-forms";
import { suggestedGoal } from "@/walkthrough/author/suggest";
import { DEEPEST_GOAL, GOAL_KINDS, type Goal, type Step } from "@/walkthrough/document";
import { stepJudgement } from "@/walkthrough/goals";
import type { StepChoices } from "./choices";
import { AddFrom, Choose, Part, TextLine } from "./fields";
import { GoalFields } from "./goal-fields";
import { IconButton } from "./small-buttons";
import { change } from "./writing";

/** Kinds that can be asked for here: without a question none can be answered, and too deep is no honest goal. */
function kindsFor({ questions }: StepChoices, depth: number) {
  return GOAL_KINDS.filter(
    (kind) => (kind !== "answered" || questions.length > 0) && (depth < DEEPEST_GOAL || !isCombined(kind)),
  ).map((kind) => [kind, GOAL_WORDS[kind]] as const);
}

/** When the step is done: a goal from lists, or several that combine. */
export function GoalPart({ step, choices }: { readonly step: Step; readonly choices: StepChoices }) {
  const { goal, id } = step;
  const write = (next: Goal | undefined, gesture?: string) =>
    change((draft) => changeStep(draft, id, { goal: next }), gesture && `goal ${gesture}`);
  const canSuggest = (step.showMe ?? []).length > 0;
  const suggest = () => write(suggestedGoal(step, choices.draft, choices.start));
  return (
    <Part title="Goal" note={goal ? GOAL_WORDS[goal.kind] : "none: done once it was read"}>
      {goal ? (
        <GoalBox goal={goal} choices={choices} depth={1} write={write} remove={() => write(undefined)} />
      ) : (
        <AddFrom
          label="Add a goal…"
          options={kindsFor(choices, 1)}
          add={(kind) => write(newGoal(kind, choices))}
        />
      )}
      {canSuggest && (
        <button type="button" className="button small justify-self-start" onClick={suggest}>
          <WandSparkles size={13} aria-hidden /> {goal ? "Anew, from Show me" : "Make it from Show me"}
        </button>
      )}
      {goal && <AsRead step={step} choices={choices} />}
    </Part>
  );
}

interface BoxProps {
  readonly goal: Goal;
  readonly choices: StepChoices;
  readonly depth: number;
  readonly write: (goal: Goal, gesture?: string) => void;
  readonly remove: () => void;
}

function GoalBox({ goal, choices, depth, write, remove }: BoxProps) {
  const kinds = kindsFor(choices, depth);
  const chooseKind = (kind: GoalKind) => {
    if (isList(goal) && isListKind(kind)) write({ ...goal, kind });
    else write(newGoal(kind, choices, goal));
  };
  return (
    <section className="goal-box" aria-label={`Goal: ${GOAL_WORDS[goal.kind]}`}>
      <div className="flex items-center gap-1">
        <Choose isBare label="Kind of goal" value={goal.kind} options={kinds} write={chooseKind} />
        {!isCombined(goal.kind) && depth < DEEPEST_GOAL && (
          <IconButton
            icon={ListTree}
            words="Ask for more beside it"
            act={() => write({ kind: "all", goals: [goal, newGoal("node", choices)] })}
          />
        )}
        <IconButton icon={X} words="Remove this goal" act={remove} />
      </div>
      {isList(goal) ? (
        <>
          {goal.goals.map((inner, at) => (
            <GoalBox
              // biome-ignore lint/suspicious/noArrayIndexKey: goals have no names.
              key={`${at} ${inner.kind}`}
              goal={inner}
              choices={choices}
              depth={depth + 1}
              write={(next, gesture) =>
                write(
                  { ...goal, goals: goal.goals.map((each, place) => (place === at ? next : each)) },
                  gesture && `${at} ${gesture}`,
                )
              }
              remove={() => {
                const goals = goal.goals.filter((_, place) => place !== at);
                const [only] = goals;
                // One goal needs nothing to hold it.
                if (!only) remove();
                else write(goals.length === 1 ? only : { ...goal, goals });
              }}
            />
          ))}
          <AddFrom
            label="Add one more…"
            options={kinds}
            add={(kind) => write({ ...goal, goals: [...goal.goals, newGoal(kind, choices)] })}
          />
        </>
      ) : goal.kind === "not" ? (
        <GoalBox
          goal={goal.goal}
          choices={choices}
          depth={depth + 1}
          write={(inner, gesture) => write({ ...goal, goal: inner }, gesture)}
          remove={remove}
        />
      ) : (
        <GoalFields goal={goal} choices={choices} write={write} />
      )}
      <details className="text-[12px]" open={goal.missing !== undefined}>
        <summary className="text-soft">In your own words</summary>
        <div className="pt-1">
          <TextLine
            label="What a student reads as long as it is not met"
            maxLength={400}
            placeholder="Left empty, the page says what is missing."
            value={goal.missing ?? ""}
            write={(words) => write(withFields(goal, { missing: words || undefined }), "missing")}
          />
        </div>
      </details>
    </section>
  );
}

/** What the player says as the step begins: the sentences are the page's own, of this very goal. */
function AsRead({ step, choices }: { readonly step: Step; readonly choices: StepChoices }) {
  const { draft, before, registry } = choices;
  const judged = useMemo(() => {
    const nothing = { data: {}, results: {}, ranAt: undefined, opened: [], answers: {}, since: 0 };
    return stepJudgement(step, { ...nothing, graph: before }, draft, registry);
  }, [step, draft, before, registry]);
  if (judged.met)
    return (
      <p className="remark" role="status">
        It is met as the step begins: the step asks for nothing.
      </p>
    );
  return (
    <section className="as-seen" aria-label="What a student reads as the step begins">
      <p className="mb-0.5 text-[11.5px] text-soft">As the step begins, a student reads:</p>
      {judged.missing.map((sentence) => (
        <p key={sentence} className="text-[12.5px]">
          {sentence}
        </p>
      ))}
    </section>
  );
}

type ListGoal = Extract<Goal, { kind: "all" | "any" }>;

function isList(goal: Goal): goal is ListGoal {
  return goal.kind === "all" || goal.kind === "any";
}

function isListKind(kind: GoalKind): kind is ListGoal["kind"] {
  return kind === "all" || kind === "any";
}

function isCombined(kind: GoalKind): boolean {
  return isListKind(kind) || kind === "not";
}
