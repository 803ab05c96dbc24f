/** Numbers side by side, as tensors and pictures are held. */
export type Numbers = Float32Array | Int32Array | Uint32Array | Uint8Array | Uint8ClampedArray;

const FORMS = { Float32Array, Int32Array, Uint32Array, Uint8Array, Uint8ClampedArray };
type FormName = keyof typeof FORMS;

/** A value as text, with its arrays of numbers aside: what the text calls part 3 is `parts[3]`. */
export interface Packed {
  readonly text: string;
  readonly parts: readonly Numbers[];
}

/**
 * Writes a plain value as JSON that gives the same value back: arrays of numbers and maps are kept as what they are, and
 * so are NaN, ±∞ and −0, which JSON alone would lose.
 */
export function pack(value: unknown): Packed {
  const parts: Numbers[] = [];
  const text = JSON.stringify(value, (_key, each: unknown) => {
    if (isNumbers(each)) return { $part: parts.push(each) - 1, of: each.constructor.name };
    if (each instanceof Map) return { $map: [...each] };
    if (typeof each === "number" && (!Number.isFinite(each) || Object.is(each, -0)))
      return { $number: Object.is(each, -0) ? "-0" : String(each) };
    return each;
  });
  return { text, parts };
}

/** The value that was packed. `part` gives the bytes of a part, in memory of their own. */
export function unpack(text: string, part: (index: number) => ArrayBuffer): unknown {
  return JSON.parse(text, (_key, each: unknown) => {
    if (typeof each !== "object" || each === null) return each;
    if ("$part" in each && "of" in each) {
      const form = FORMS[each.of as FormName];
      return new form(part(Number(each.$part)));
    }
    if ("$map" in each) return new Map(each.$map as [unknown, unknown][]);
    return "$number" in each ? Number(each.$number) : each;
  });
}

function isNumbers(value: unknown): value is Numbers {
  return ArrayBuffer.isView(value) && value.constructor.name in FORMS;
}
