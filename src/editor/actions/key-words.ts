/** `Mod+Shift+Z`: names of modifiers, then a key as it is called on the keyboard. `Mod` is Ctrl, on a Mac Command. */
export type Keys = string;

const NAMED: Readonly<Record<string, string>> = { space: " ", plus: "+" };

/** Whether a pressed key is the one that the words name. Signs such as `?` may need Shift on some keyboards and not on others. */
export function isKey(
  event: Pick<KeyboardEvent, "key" | "code" | "ctrlKey" | "metaKey" | "shiftKey" | "altKey">,
  keys: Keys,
): boolean {
  const parts = keys.toLowerCase().split("+");
  const name = parts.at(-1) ?? "";
  const has = (modifier: string) => parts.slice(0, -1).includes(modifier);
  if ((event.ctrlKey || event.metaKey) !== has("mod") || event.altKey !== has("alt")) return false;
  if (/^\d$/.test(name)) return event.code === `Digit${name}` && event.shiftKey === has("shift");
  const wanted = NAMED[name] ?? name;
  const isSign = wanted.length === 1 && /[^a-z0-9 ]/.test(wanted);
  return event.key.toLowerCase() === wanted && (isSign || event.shiftKey === has("shift"));
}

/** The same as people read it: `Ctrl+Shift+Z`, on a Mac `⌘⇧Z`. */
export function keysInWords(keys: Keys, mac = isMac()): string {
  const parts = keys.split("+").map((part) => (part === "Plus" ? "+" : part));
  if (!mac) return parts.map((part) => (part === "Mod" ? "Ctrl" : part)).join("+");
  const signs: Readonly<Record<string, string>> = { Mod: "⌘", Shift: "⇧", Alt: "⌥" };
  return parts.map((part) => signs[part] ?? part).join("");
}

function isMac(): boolean {
  return /Mac|iPhone|iPad/.test(globalThis.navigator?.platform ?? "");
}
