import { useId } from "react";
import { withFields } from "@/walkthrough/author/draft";
import { metricNames, OPENED_WORDS } from "@/walkthrough/author/goal-forms";
import { type Goal, OPENED } from "@/walkthrough/document";
import { questionText } from "@/walkthrough/result-goals";
import type { StepChoices } from "./choices";
import { Choose, Labelled, NumberLine } from "./fields";
import { RangeFields, SettingGoalFields } from "./setting-goal";
import { WhichField } from "./which-field";

interface Props {
  readonly goal: Goal;
  readonly choices: StepChoices;
  readonly write: (goal: Goal, gesture?: string) => void;
}

/** What one goal asks for, in fields that offer what the graph has. */
export function GoalFields({ goal, choices, write }: Props) {
  switch (goal.kind) {
    case "node": {
      const types = [...choices.registry.values()].map(({ type, title }) => [type, title] as const);
      return (
        <>
          <Choose label="Type" value={goal.type} options={types} write={(type) => write({ ...goal, type })} />
          <NumberLine
            label="How many"
            min={1}
            value={goal.count ?? 1}
            write={(count) => write(withFields(goal, { count: count === 1 ? undefined : count }), "count")}
          />
        </>
      );
    }
    case "wired":
      return (
        <>
          <WhichField
            label="From"
            which={goal.from}
            side="outputs"
            choices={choices}
            write={(from) => write({ ...goal, from })}
          />
          <WhichField
            label="To"
            which={goal.to}
            side="inputs"
            choices={choices}
            write={(to) => write({ ...goal, to })}
          />
          <Tick
            label="Other nodes may lie between"
            on={goal.through === true}
            write={(on) => write(withFields(goal, { through: on || undefined }))}
          />
        </>
      );
    case "setting":
      return <SettingGoalFields goal={goal} choices={choices} write={write} />;
    case "data":
      return (
        <>
          <WhichField label="Of" which={goal.of} choices={choices} write={(of) => write({ ...goal, of })} />
          {(["classes", "pictures"] as const).map((what) => (
            <RangeFields
              key={what}
              what={what}
              min={goal[what]?.min}
              max={goal[what]?.max}
              write={(range) => {
                const isOpen = range.min === undefined && range.max === undefined;
                write(withFields(goal, { [what]: isOpen ? undefined : withFields({}, range) }), what);
              }}
            />
          ))}
        </>
      );
    case "ran":
      return (
        <>
          <Choose
            label="What has run"
            value={goal.of ? "node" : "all"}
            options={[
              ["all", "the whole graph"],
              ["node", "one node"],
            ]}
            write={(what) => {
              const [first] = Object.keys(choices.graph.nodes);
              write(withFields(goal, { of: what === "all" || !first ? undefined : { node: first } }));
            }}
          />
          {goal.of && (
            <WhichField
              label="Node"
              which={goal.of}
              choices={choices}
              write={(of) => write({ ...goal, of })}
            />
          )}
          <Tick
            label="Again, since the step began"
            on={goal.again === true}
            write={(on) => write(withFields(goal, { again: on || undefined }))}
          />
        </>
      );
    case "metric":
      return <MetricFields goal={goal} choices={choices} write={write} />;
    case "opened":
      return (
        <>
          <Choose
            label="What"
            value={goal.what}
            options={OPENED.map((what) => [what, OPENED_WORDS[what]] as const)}
            write={(what) =>
              write(
                withFields(goal, { what, ...(what === "plan" || what === "runs" ? { of: undefined } : {}) }),
              )
            }
          />
          {goal.what !== "plan" && goal.what !== "runs" && (
            <>
              <Tick
                label="Of any node"
                on={goal.of === undefined}
                write={(on) => {
                  const [first] = Object.keys(choices.graph.nodes);
                  write(withFields(goal, { of: on || !first ? undefined : { node: first } }));
                }}
              />
              {goal.of && (
                <WhichField
                  label="Of"
                  which={goal.of}
                  choices={choices}
                  write={(of) => write({ ...goal, of })}
                />
              )}
            </>
          )}
        </>
      );
    case "answered": {
      const question = choices.questions.find(({ id }) => id === goal.question);
      return (
        <>
          <Choose
            label="Question"
            value={goal.question}
            options={choices.questions.map((each) => [each.id, questionText(each) || each.id] as const)}
            write={(id) => {
              const isText = choices.questions.find((each) => each.id === id)?.kind === "text";
              write(withFields(goal, { question: id, ...(isText ? { correct: undefined } : {}) }));
            }}
          />
          {question?.kind !== "text" && (
            <Tick
              label="The right answer"
              on={goal.correct === true}
              write={(on) => write(withFields(goal, { correct: on || undefined }))}
            />
          )}
        </>
      );
    }
    default:
      return null;
  }
}

function MetricFields(props: Props & { readonly goal: Extract<Goal, { kind: "metric" }> }) {
  const { goal, choices, write } = props;
  const list = useId();
  const names = metricNames(goal.of, choices);
  return (
    <>
      <WhichField label="Of" which={goal.of} choices={choices} write={(of) => write({ ...goal, of })} />
      <Labelled label="Number">
        {(id) => (
          <>
            {" "}
            <input
              id={id}
              className="field"
              list={list}
              maxLength={200}
              value={goal.metric}
              onChange={(event) => write({ ...goal, metric: event.target.value || "accuracy" }, "metric")}
            />
            <datalist id={list}>
              {names.map((name) => (
                <option key={name} value={name} />
              ))}
            </datalist>
          </>
        )}
      </Labelled>
      <p className="text-[11.5px] text-soft">
        {names.length > 0
          ? `The last run gave ${names.join(", ")}.`
          : "Run the graph once: the numbers that the node gives are named here then."}
      </p>
      <RangeFields min={goal.min} max={goal.max} write={(range) => write(withFields(goal, range), "range")} />
    </>
  );
}

function Tick(props: {
  readonly label: string;
  readonly on: boolean;
  readonly write: (on: boolean) => void;
}) {
  return (
    <label className="flex items-center gap-2">
      <input type="checkbox" checked={props.on} onChange={(event) => props.write(event.target.checked)} />
      {props.label}
    </label>
  );
}
