import { controlInWords } from "@/compile/settings";
import type { Control, Setting } from "@/graph/settings";

/** A value as it stands on a card: short. */
export function valueText(setting: Setting<unknown>, value: unknown): string {
  const { control, unit } = setting;
  if (control.kind === "switch") return value === true ? "on" : value === false ? "off" : anyText(value);
  if (control.kind === "choice") {
    return control.options.find((option) => option.value === value)?.label ?? anyText(value);
  }
  if (Array.isArray(value)) return value.length === 0 ? "none" : value.map(numberText).join(", ");
  const text = numberText(value);
  return unit && text !== "" ? `${text} ${unit}` : text;
}

/** A value as the text that its field begins with: the parser below reads it back. */
export function fieldText(value: unknown): string {
  if (Array.isArray(value)) return value.map(numberText).join(", ");
  return value === undefined || value === null ? "" : numberText(value);
}

/** What a file has in a setting's place, whatever it is: short. */
export function anyText(value: unknown): string {
  return (typeof value === "string" ? value : (JSON.stringify(value) ?? "nothing")).slice(0, 60);
}

function numberText(value: unknown): string {
  if (typeof value !== "number") return typeof value === "string" ? value : JSON.stringify(value);
  const small = value !== 0 && Math.abs(value) < 1e-3;
  return small ? value.toExponential() : String(value);
}

export type Read =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly fault: string };

/** What was typed into a field, as a value that the schema allows, or a sentence on what it takes. */
export function readField(setting: Setting<unknown>, text: string): Read {
  const value = parse(setting.control, text.trim(), text);
  const parsed = value === undefined ? undefined : setting.schema.safeParse(value);
  if (parsed?.success) return { ok: true, value: parsed.data };
  const got = text.trim() === "" ? "nothing" : `“${text.trim().slice(0, 40)}”`;
  return { ok: false, fault: `${setting.label} takes ${controlInWords(setting.control)}, and got ${got}.` };
}

function parse(control: Control, text: string, raw: string): unknown {
  switch (control.kind) {
    case "number":
      return readNumber(text);
    case "integers":
    case "numbers": {
      const bare = text.replace(/^\[|\]$/g, "");
      if (bare.trim() === "") return [];
      const parts = bare.split(/[\s,;]+/).filter((part) => part !== "");
      const numbers = parts.map(readNumber);
      return numbers.includes(undefined) ? undefined : numbers;
    }
    case "switch":
      return text === "true" ? true : text === "false" ? false : undefined;
    case "choice":
      return text;
    case "names":
      return text
        .split(/[,\n]/)
        .map((part) => part.trim())
        .filter((part) => part !== "");
    case "text":
      return raw;
  }
}

/** `0.5`, `1e-4`, `-3`; no empty text, no `Infinity`, no `0x10`. */
function readNumber(text: string): number | undefined {
  return /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text) ? Number(text) : undefined;
}
