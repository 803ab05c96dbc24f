import { Switch } from "radix-ui";
import { useId, useRef, useState } from "react";
import type { Setting } from "@/graph/settings";
import { documentStore } from "../state/editor";
import { NamesField } from "./names-field";
import { anyText, fieldText, readField } from "./setting-text";

interface FieldProps {
  readonly id: string;
  readonly setting: Setting<unknown>;
  readonly value: unknown;
  readonly write: (value: unknown, gesture: string) => void;
}

/** One field of the form, as the setting's control says. */
export function SettingField(props: FieldProps) {
  const { id, setting, value, write } = props;
  const { control } = setting;
  if (control.kind === "switch") {
    return (
      <Switch.Root
        id={id}
        className="relative h-5 w-9 rounded-full bg-line-strong transition-colors data-[state=checked]:bg-accent"
        checked={value === true}
        onCheckedChange={(checked) => write(checked, crypto.randomUUID())}
      >
        <Switch.Thumb className="block size-4 translate-x-0.5 rounded-full bg-white transition-transform data-[state=checked]:translate-x-[18px]" />
      </Switch.Root>
    );
  }
  if (control.kind === "choice") {
    const known = control.options.some((option) => option.value === value);
    return (
      <select
        id={id}
        className="field"
        aria-invalid={!known}
        value={known ? String(value) : ""}
        onChange={(event) => write(event.target.value, crypto.randomUUID())}
      >
        {!known && <option value="">{anyText(value)} (not known)</option>}
        {control.options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    );
  }
  if (control.kind === "names") return <NamesField {...props} />;
  return <TextField {...props} />;
}

/** What is typed stays as it is typed; only what the schema allows is written to the graph. */
function TextField({ id, setting, value, write }: FieldProps) {
  const { control } = setting;
  const [draft, setDraft] = useState<string>();
  const gesture = useRef("");
  const faultId = useId();
  const shown = draft ?? fieldText(value);
  const read = readField(setting, shown);
  const stored = readField(setting, fieldText(value));
  const fault =
    draft === undefined ? (stored.ok ? undefined : stored.fault) : read.ok ? undefined : read.fault;

  const change = (text: string) => {
    setDraft(text);
    const now = readField(setting, text);
    if (now.ok && !same(now.value, value)) write(now.value, gesture.current);
  };
  const step = (direction: 1 | -1, times: number) => {
    if (control.kind !== "number" || !read.ok || typeof read.value !== "number") return;
    const { min = -Infinity, max = Infinity } = control;
    const size = (control.step ?? stepOf(read.value)) * times;
    const next = Math.min(max, Math.max(min, tidy(read.value + direction * size)));
    change(fieldText(next));
  };
  return (
    <>
      <input
        id={id}
        className="field"
        type="text"
        inputMode={control.kind === "text" ? "text" : "decimal"}
        autoComplete="off"
        spellCheck={false}
        placeholder={control.kind === "text" ? control.placeholder : undefined}
        aria-invalid={fault !== undefined}
        aria-describedby={fault === undefined ? undefined : faultId}
        value={shown}
        onFocus={() => {
          gesture.current = crypto.randomUUID();
        }}
        onChange={(event) => change(event.target.value)}
        onBlur={() => {
          documentStore.getState().endGesture();
          // A text that cannot be read stays, so that it can be mended.
          if (read.ok) setDraft(undefined);
        }}
        onKeyDown={(event) => {
          if (event.key === "ArrowUp" || event.key === "ArrowDown") {
            if (control.kind !== "number") return;
            event.preventDefault();
            step(event.key === "ArrowUp" ? 1 : -1, event.shiftKey ? 10 : 1);
          }
          if (event.key === "Enter") event.currentTarget.blur();
          if (event.key === "Escape") setDraft(undefined);
        }}
      />
      {fault !== undefined && (
        <p id={faultId} className="mt-1 text-[12px] text-bad" role="alert">
          {fault}
        </p>
      )}
    </>
  );
}

/** A tenth of the number's own size: 1e-4 goes to 1.1e-4, 0.5 to 0.6. */
function stepOf(value: number): number {
  return value === 0 ? 0.1 : 10 ** Math.floor(Math.log10(Math.abs(value)) - (Math.abs(value) < 0.1 ? 1 : 0));
}

function tidy(value: number): number {
  return Number(value.toPrecision(12));
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
