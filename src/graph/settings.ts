import { z } from "zod/mini";

/** How the inspector shows a setting. The schema says what is allowed; this says how to ask for it. */
export type Control =
  | {
      readonly kind: "number";
      readonly min?: number;
      readonly max?: number;
      readonly step?: number;
      readonly integer: boolean;
    }
  | { readonly kind: "switch" }
  | {
      readonly kind: "choice";
      readonly options: readonly { readonly value: string; readonly label: string }[];
    }
  | { readonly kind: "text"; readonly placeholder?: string }
  | { readonly kind: "integers"; readonly min: number; readonly max: number; readonly maxLength: number }
  | { readonly kind: "numbers"; readonly maxLength: number }
  | { readonly kind: "names"; readonly maxLength: number };

/** One thing that a user sets on a node: one schema for the file, the form and the compiler. */
export interface Setting<T> {
  readonly label: string;
  readonly unit?: string;
  readonly default: T;
  readonly schema: z.ZodMiniType<T>;
  readonly control: Control;
  /** A longer word on it, for the inspector. */
  readonly doc?: string;
  /** It came to the node later: at its default it is in no key, and what was made before keeps its own. */
  readonly added?: true;
}

interface Common {
  readonly unit?: string;
  readonly doc?: string;
  readonly added?: true;
}

function common({ unit, doc, added }: Common): Common {
  return {
    ...(unit === undefined ? {} : { unit }),
    ...(doc === undefined ? {} : { doc }),
    ...(added === undefined ? {} : { added }),
  };
}

/** A whole number from min to max. */
export function int(
  label: string,
  o: Common & { default: number; min: number; max: number },
): Setting<number> {
  const control = { kind: "number", min: o.min, max: o.max, step: 1, integer: true } as const;
  const schema = z.int().check(z.gte(o.min), z.lte(o.max));
  return { label, default: o.default, schema, control, ...common(o) };
}

/** A finite number from min to max. */
export function number(
  label: string,
  o: Common & { default: number; min: number; max: number; step?: number },
): Setting<number> {
  const control = {
    kind: "number",
    min: o.min,
    max: o.max,
    integer: false,
    ...(o.step ? { step: o.step } : {}),
  } as const;
  const schema = z.number().check(z.gte(o.min), z.lte(o.max));
  return { label, default: o.default, schema, control, ...common(o) };
}

export function bool(label: string, o: Common & { default: boolean }): Setting<boolean> {
  return { label, default: o.default, schema: z.boolean(), control: { kind: "switch" }, ...common(o) };
}

/** One of some words; `options` gives each value with its label. */
export function choice<const V extends string>(
  label: string,
  o: Common & { default: NoInfer<V>; options: Readonly<Record<V, string>> },
): Setting<V> {
  const values = Object.keys(o.options) as V[];
  const options = values.map((value) => ({ value, label: o.options[value] }));
  const schema = z.enum(values as [V, ...V[]]) as unknown as z.ZodMiniType<V>;
  return { label, default: o.default, schema, control: { kind: "choice", options }, ...common(o) };
}

/** A short text. */
export function text(
  label: string,
  o: Common & { default: string; maxLength?: number; placeholder?: string },
): Setting<string> {
  const control = {
    kind: "text",
    ...(o.placeholder === undefined ? {} : { placeholder: o.placeholder }),
  } as const;
  const schema = z.string().check(z.maxLength(o.maxLength ?? 200));
  return { label, default: o.default, schema, control, ...common(o) };
}

/** A list of whole numbers, e.g. the sizes of hidden layers. May be empty. */
export function integers(
  label: string,
  o: Common & { default: readonly number[]; min: number; max: number; maxLength: number },
): Setting<readonly number[]> {
  const schema = z.array(z.int().check(z.gte(o.min), z.lte(o.max))).check(z.maxLength(o.maxLength));
  const control = { kind: "integers", min: o.min, max: o.max, maxLength: o.maxLength } as const;
  return { label, default: o.default, schema, control, ...common(o) };
}

/** A list of finite numbers, e.g. one mean per channel. */
export function numbers(
  label: string,
  o: Common & { default: readonly number[]; maxLength: number },
): Setting<readonly number[]> {
  const schema = z.array(z.number()).check(z.maxLength(o.maxLength));
  return {
    label,
    default: o.default,
    schema,
    control: { kind: "numbers", maxLength: o.maxLength },
    ...common(o),
  };
}

/** A list of names, e.g. of pictures. May be empty. */
export function names(
  label: string,
  o: Common & { default: readonly string[]; maxLength?: number },
): Setting<readonly string[]> {
  const maxLength = o.maxLength ?? 5000;
  const name = z.string().check(z.minLength(1), z.maxLength(1000));
  const schema = z.array(name).check(z.maxLength(maxLength));
  return { label, default: o.default, schema, control: { kind: "names", maxLength }, ...common(o) };
}

// biome-ignore lint/suspicious/noExplicitAny: a record of settings of any type; each keeps its own.
export type SettingsSpec = Readonly<Record<string, Setting<any>>>;
export type SettingsOf<S extends SettingsSpec> = {
  readonly [K in keyof S]: S[K] extends Setting<infer T> ? T : never;
};
