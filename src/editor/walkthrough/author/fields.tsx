import { type ReactNode, useId, useState } from "react";
import { StepProse } from "../step-prose";

/** Words above a field; clicking them goes into it. */
export function Labelled(props: { readonly label: string; readonly children: (id: string) => ReactNode }) {
  const id = useId();
  return (
    <div className="grid gap-1">
      <label htmlFor={id} className="text-[12px] font-medium">
        {props.label}
      </label>
      {props.children(id)}
    </div>
  );
}

interface TextProps {
  readonly label: string;
  readonly value: string;
  readonly write: (value: string) => void;
  readonly placeholder?: string;
  readonly maxLength?: number;
}

export function TextLine({ label, value, write, placeholder, maxLength = 200 }: TextProps) {
  return (
    <Labelled label={label}>
      {(id) => (
        <input
          id={id}
          className="field"
          value={value}
          maxLength={maxLength}
          placeholder={placeholder}
          onChange={(event) => write(event.target.value)}
        />
      )}
    </Labelled>
  );
}

/** Markdown, and below it what a student sees of it. */
export function ProseField(
  props: TextProps & {
    readonly rows?: number;
    readonly drawings?: Readonly<Record<string, string>> | undefined;
  },
) {
  const { label, value, write, placeholder, maxLength = 20_000, rows = 3, drawings } = props;
  const lines = Math.min(14, Math.max(rows, value.split("\n").length + Math.floor(value.length / 60)));
  return (
    <div className="grid gap-1.5">
      <Labelled label={label}>
        {(id) => (
          <textarea
            id={id}
            className="field area"
            rows={lines}
            value={value}
            maxLength={maxLength}
            placeholder={placeholder}
            onChange={(event) => write(event.target.value)}
          />
        )}
      </Labelled>
      {/[*_`#$[\]<>|-]|\n/.test(value) && (
        <section className="as-seen" aria-label={`${label}, as a student sees it`}>
          <StepProse text={value} drawings={drawings} />
        </section>
      )}
    </div>
  );
}

/** A number, or nothing. What cannot be read stays as it was typed and is not taken. */
export function NumberLine(props: {
  readonly label: string;
  readonly value: number | undefined;
  readonly write: (value: number | undefined) => void;
  readonly optional?: boolean;
  readonly min?: number;
}) {
  const { label, value, write, optional = false, min = Number.NEGATIVE_INFINITY } = props;
  const [typed, setTyped] = useState<string>();
  // A comma is a decimal sign in most of Europe.
  const read = (text: string) => (text.trim() === "" ? undefined : Number(text.trim().replace(",", ".")));
  const isRight = (text: string) => {
    const number = read(text);
    return number === undefined ? optional : Number.isFinite(number) && number >= min;
  };
  const shown = typed ?? (value === undefined ? "" : String(value));
  return (
    <Labelled label={label}>
      {(id) => (
        <input
          id={id}
          className="field"
          inputMode="decimal"
          autoComplete="off"
          value={shown}
          aria-invalid={!isRight(shown)}
          onChange={(event) => {
            setTyped(event.target.value);
            if (isRight(event.target.value)) write(read(event.target.value));
          }}
          onBlur={() => setTyped(undefined)}
        />
      )}
    </Labelled>
  );
}

export function Choose<V extends string>(props: {
  readonly label: string;
  readonly value: V;
  readonly options: readonly (readonly [V, string])[];
  readonly write: (value: V) => void;
  readonly isBare?: boolean;
}) {
  const { label, value, options, write, isBare = false } = props;
  const known = options.some(([each]) => each === value);
  const select = (id?: string) => (
    <select
      id={id}
      className="field"
      aria-label={isBare ? label : undefined}
      value={value}
      onChange={(event) => write(event.target.value as V)}
    >
      {!known && <option value={value}>{value} (not in the graph)</option>}
      {options.map(([each, words]) => (
        <option key={each} value={each}>
          {words}
        </option>
      ))}
    </select>
  );
  return isBare ? select() : <Labelled label={label}>{select}</Labelled>;
}

/** A part of a step's form, with what is in it at a glance. */
export function Part(props: {
  readonly title: string;
  readonly note?: string;
  readonly children: ReactNode;
}) {
  return (
    <details className="author-part" open>
      <summary>
        <span className="font-semibold">{props.title}</span>
        {props.note && <span className="min-w-0 truncate text-[11.5px] text-soft">{props.note}</span>}
      </summary>
      <div className="grid grid-cols-[minmax(0,1fr)] gap-2.5 pt-2">{props.children}</div>
    </details>
  );
}

/** A list begins with words, and does something with what is chosen. */
export function AddFrom<V extends string>(props: {
  readonly label: string;
  readonly options: readonly (readonly [V, string])[];
  readonly add: (value: V) => void;
}) {
  return (
    <select
      className="field add"
      aria-label={props.label}
      value=""
      onChange={(event) => event.target.value !== "" && props.add(event.target.value as V)}
    >
      <option value="">{props.label}</option>
      {props.options.map(([value, words]) => (
        <option key={value} value={value}>
          {words}
        </option>
      ))}
    </select>
  );
}
