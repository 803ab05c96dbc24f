import { useId } from "react";
import type { Setting } from "@/graph/settings";
import { withFields } from "@/walkthrough/author/draft";
import { settingNames, typeOf } from "@/walkthrough/author/goal-forms";
import type { Goal } from "@/walkthrough/document";
import { SettingField } from "../../inspector/setting-field";
import type { StepChoices } from "./choices";
import { Choose, NumberLine } from "./fields";
import { WhichField } from "./which-field";

type SettingGoal = Extract<Goal, { kind: "setting" }>;
type Way = "equals" | "oneOf" | "range";

/** A setting of a node: its own editor for the value, or several values, or a range where it is a number. */
export function SettingGoalFields(props: {
  readonly goal: SettingGoal;
  readonly choices: StepChoices;
  readonly write: (goal: Goal, gesture?: string) => void;
}) {
  const { goal, choices, write } = props;
  const id = useId();
  const specs = (choices.registry.get(typeOf(goal.of, choices) ?? "")?.settings ?? {}) as Readonly<
    Record<string, Setting<unknown>>
  >;
  const spec = specs[goal.setting];
  const way: Way = goal.oneOf ? "oneOf" : goal.equals !== undefined ? "equals" : "range";
  const kind = spec?.control.kind;
  const ways: (readonly [Way, string])[] = [
    ["equals", "is"],
    ...(kind === "choice" || kind === "number" ? [["oneOf", "is one of"] as const] : []),
    ...(kind === "number" ? [["range", "is between"] as const] : []),
  ];
  const bare = { kind: "setting" as const, of: goal.of, setting: goal.setting };
  const missing = goal.missing === undefined ? {} : { missing: goal.missing };
  const choose = (next: Way) => {
    const value = goal.equals ?? goal.oneOf?.[0] ?? goal.min ?? spec?.default;
    if (next === "equals") write({ ...bare, ...missing, equals: value });
    else if (next === "oneOf") write({ ...bare, ...missing, oneOf: [value] });
    else write({ ...bare, ...missing, ...(typeof value === "number" ? { min: value } : {}) });
  };
  return (
    <>
      <WhichField
        label="Of"
        which={goal.of}
        choices={choices}
        write={(of) => {
          const names = settingNames(of, choices);
          const setting = names.includes(goal.setting) ? goal.setting : (names[0] ?? goal.setting);
          if (setting === goal.setting) write({ ...goal, of });
          else {
            const type = typeOf(of, choices) ?? "";
            write({
              ...bare,
              ...missing,
              of,
              setting,
              equals: choices.registry.get(type)?.settings[setting]?.default,
            });
          }
        }}
      />
      <Choose
        label="Setting"
        value={goal.setting}
        options={Object.entries(specs).map(([name, each]) => [name, each.label] as const)}
        write={(setting) => write({ ...bare, ...missing, setting, equals: specs[setting]?.default })}
      />
      {spec && (
        <>
          <Choose label="Its value" value={way} options={ways} write={choose} />
          {way === "equals" && (
            <div>
              <label htmlFor={id} className="sr-only">
                {spec.label}
              </label>
              <SettingField
                key={goal.setting}
                id={id}
                setting={spec}
                value={goal.equals}
                write={(equals, gesture) => write({ ...bare, ...missing, equals }, gesture)}
              />
            </div>
          )}
          {way === "oneOf" && <OneOf goal={goal} spec={spec} write={write} />}
          {way === "range" && (
            <RangeFields
              unit={spec.unit}
              min={goal.min}
              max={goal.max}
              write={(range) => write(withFields(goal, range), "range")}
            />
          )}
        </>
      )}
    </>
  );
}

export function RangeFields(props: {
  readonly what?: string;
  readonly unit?: string | undefined;
  readonly min: number | undefined;
  readonly max: number | undefined;
  readonly write: (range: { readonly min: number | undefined; readonly max: number | undefined }) => void;
}) {
  const { what, unit, min, max, write } = props;
  const tail = `${what ? `, ${what}` : ""}${unit ? ` (${unit})` : ""}`;
  return (
    <div className="grid grid-cols-2 gap-2">
      <NumberLine label={`At least${tail}`} optional value={min} write={(to) => write({ min: to, max })} />
      <NumberLine label={`At most${tail}`} optional value={max} write={(to) => write({ min, max: to })} />
    </div>
  );
}

function OneOf(props: {
  readonly goal: SettingGoal;
  readonly spec: Setting<unknown>;
  readonly write: (goal: Goal, gesture?: string) => void;
}) {
  const { goal, spec, write } = props;
  const values = goal.oneOf ?? [];
  if (spec.control.kind === "choice")
    return (
      <fieldset className="grid gap-1">
        <legend className="sr-only">{spec.label}</legend>
        {spec.control.options.map(({ value, label }) => (
          <label key={value} className="flex items-center gap-2">
            <input
              type="checkbox"
              checked={values.includes(value)}
              // The last one stays: a goal asks for something.
              disabled={values.length === 1 && values.includes(value)}
              onChange={(event) =>
                write({
                  ...goal,
                  oneOf: event.target.checked ? [...values, value] : values.filter((each) => each !== value),
                })
              }
            />
            {label}
          </label>
        ))}
      </fieldset>
    );
  return (
    <div className="grid grid-cols-3 gap-2">
      {[...values, undefined].map((value, at) => (
        <NumberLine
          // biome-ignore lint/suspicious/noArrayIndexKey: values have no names and keep their places.
          key={at}
          label={`Value ${at + 1}`}
          optional={at > 0 || value === undefined}
          value={typeof value === "number" ? value : undefined}
          write={(number) => {
            const next = [...values];
            if (number === undefined) next.splice(at, 1);
            else next[at] = number;
            if (next.length > 0) write({ ...goal, oneOf: next }, "one of");
          }}
        />
      ))}
    </div>
  );
}
