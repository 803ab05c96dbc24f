import { describe, expect, it } from "vitest";
import { fieldText, readField, valueText } from "@/editor/inspector/setting-text";
import { bool, choice, int, integers, names, number, numbers, type Setting, text } from "@/graph/settings";

const rate = number("Learning rate", { default: 1e-4, min: 0, max: 10 }) as Setting<unknown>;
const rows = int("Rows", { default: 224, min: 1, max: 4096, unit: "px" }) as Setting<unknown>;
const hidden = integers("Hidden sizes", { default: [2048], min: 1, max: 65536, maxLength: 8 });
const mean = numbers("Mean", { default: [0.5], maxLength: 4 });

describe("a setting's field", () => {
  it("reads numbers as people write them", () => {
    expect(readField(rate, "1e-4")).toEqual({ ok: true, value: 1e-4 });
    expect(readField(rate, " .5 ")).toEqual({ ok: true, value: 0.5 });
    expect(readField(rows, "64")).toEqual({ ok: true, value: 64 });
  });

  it("refuses what the schema does not allow, in a sentence with what it takes", () => {
    expect(readField(rows, "0")).toEqual({
      ok: false,
      fault: "Rows takes a whole number from 1 to 4096, and got “0”.",
    });
    for (const wrong of ["", "1.5", "ten", "0x10", "Infinity", "1e9", "--1"])
      expect(readField(rows, wrong).ok, wrong).toBe(false);
  });

  it("reads lists with commas or spaces, with or without brackets, also empty", () => {
    const setting = hidden as Setting<unknown>;
    expect(readField(setting, "2048, 512")).toEqual({ ok: true, value: [2048, 512] });
    expect(readField(setting, "[2048 512]")).toEqual({ ok: true, value: [2048, 512] });
    expect(readField(setting, "")).toEqual({ ok: true, value: [] });
    expect(readField(setting, "2048, x").ok).toBe(false);
    expect(readField(mean as Setting<unknown>, "0.485 0.456, 0.406")).toEqual({
      ok: true,
      value: [0.485, 0.456, 0.406],
    });
  });

  it("reads names with commas between them", () => {
    const left = names("Left out", { default: [] }) as Setting<unknown>;
    expect(readField(left, " Cr_1.jpg, a b.png ,")).toEqual({ ok: true, value: ["Cr_1.jpg", "a b.png"] });
    expect(readField(left, "x".repeat(1001)).ok).toBe(false);
    expect(valueText(left, ["Cr_1", "Pa_2"])).toBe("Cr_1, Pa_2");
  });

  it("writes each value so that it is read back as the same value", () => {
    for (const value of [1e-8, 0.0001, 0.1, 3, 10])
      expect(readField(rate, fieldText(value))).toEqual({ ok: true, value });
    expect(readField(hidden as Setting<unknown>, fieldText([1, 22]))).toEqual({ ok: true, value: [1, 22] });
  });

  it("shows values on a card in words, with units", () => {
    const mode = choice("Mode", { default: "rgb", options: { rgb: "RGB, 3 channels", l: "Grey" } });
    expect(valueText(rows, 224)).toBe("224 px");
    expect(valueText(rate, 0.0001)).toBe("1e-4");
    expect(valueText(mode as Setting<unknown>, "l")).toBe("Grey");
    expect(valueText(bool("Shuffle", { default: true }) as Setting<unknown>, false)).toBe("off");
    expect(valueText(hidden as Setting<unknown>, [])).toBe("none");
    expect(valueText(text("Pattern", { default: "" }) as Setting<unknown>, "(\\w+)_")).toBe("(\\w+)_");
  });
});

it("what a file has in a choice's or a switch's place is shown as it stands there, and short", () => {
  const colour = choice("Mode", { default: "a", options: { a: "A", b: "B" } }) as Setting<unknown>;
  const flag = bool("Flag", { default: false }) as Setting<unknown>;
  expect(valueText(colour, { a: [1] })).toBe('{"a":[1]}');
  expect(valueText(flag, { a: 1 })).toBe('{"a":1}');
  expect(valueText(colour, "x".repeat(5000))).toHaveLength(60);
});
