import { describe, expect, it } from "vitest";
import { isKey, keysInWords } from "@/editor/actions/key-words";
import { COMMANDS } from "@/editor/actions/shortcuts";

function pressed(key: string, more: Partial<Parameters<typeof isKey>[0]> = {}) {
  return { key, code: "", ctrlKey: false, metaKey: false, shiftKey: false, altKey: false, ...more };
}

describe("the keys of the page", () => {
  it("mean one command each", () => {
    const keys = COMMANDS.flatMap((command) => command.keys);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it("are known by what is pressed", () => {
    expect(isKey(pressed("Z", { ctrlKey: true, shiftKey: true }), "Mod+Shift+Z")).toBe(true);
    expect(isKey(pressed("z", { metaKey: true }), "Mod+Z")).toBe(true);
    expect(isKey(pressed("z", { ctrlKey: true, shiftKey: true }), "Mod+Z")).toBe(false);
    expect(isKey(pressed("c"), "C")).toBe(true);
    expect(isKey(pressed("c", { ctrlKey: true }), "C")).toBe(false);
    expect(isKey(pressed(" "), "Space")).toBe(true);
  });

  it("are found on keyboards of other languages", () => {
    expect(isKey(pressed("/", { shiftKey: true }), "/")).toBe(true);
    expect(isKey(pressed("?", { shiftKey: true }), "?")).toBe(true);
    expect(isKey(pressed("!", { code: "Digit1", shiftKey: true }), "Shift+1")).toBe(true);
    expect(isKey(pressed("+"), "Plus")).toBe(true);
  });

  it("are written as the machine calls them", () => {
    expect(keysInWords("Mod+Shift+Z", false)).toBe("Ctrl+Shift+Z");
    expect(keysInWords("Mod+Shift+Z", true)).toBe("⌘⇧Z");
    expect(keysInWords("Plus", false)).toBe("+");
  });
});
