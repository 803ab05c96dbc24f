import { expect, type Locator, type Page } from "@playwright/test";
import { selectNode, undo } from "./canvas";
import type { DeedOf } from "./deeds";
import type { Hand } from "./hand";

type Set = DeedOf<"set">;

/** Settings are set in the inspector. */
export const set: Hand<Set> = {
  async isSo(page, deed) {
    return isShown(await fieldOf(page, deed), deed.value);
  },
  async wrong(page, deed) {
    const field = await fieldOf(page, deed);
    const before = await shown(field);
    const kind = await kindOf(field);
    if (kind === "switch") return undefined;
    if (kind === "choice") {
      const options = await optionsOf(field);
      const other = options.find((option) => option !== deed.value && option !== before);
      if (other === undefined) return undefined;
      await choose(field, other);
      return async () => choose(field, before);
    }
    await typeOther(field, deed.value);
    return async () => {
      // A text that the field did not take may have been one that it took while it was typed: that is a step of its own.
      for (let steps = 0; steps < 3 && (await field.inputValue()) !== before; steps++) await undo(page);
      await expect(field).toHaveValue(before);
    };
  },
  async right(page, deed) {
    const field = await fieldOf(page, deed);
    const kind = await kindOf(field);
    if (kind === "switch") await field.click();
    else if (kind === "choice") await choose(field, String(deed.value));
    else await typeInto(field, asText(deed.value));
    await expect.poll(() => isShown(field, deed.value)).toBe(true);
  },
};

async function fieldOf(page: Page, { node, setting }: Set): Promise<Locator> {
  const inspector = page.getByRole("region", { name: "Inspector" });
  const field = inspector.locator(`[id="${node}-${setting}"]`);
  if (await field.isVisible()) return field;
  await selectNode(page, node);
  await inspector.getByRole("tab", { name: "Settings", exact: true }).click();
  await expect(field).toBeVisible();
  return field;
}

async function kindOf(field: Locator): Promise<"switch" | "choice" | "text"> {
  if ((await field.getAttribute("role")) === "switch") return "switch";
  return (await field.evaluate((element) => element.tagName)) === "SELECT" ? "choice" : "text";
}

async function shown(field: Locator): Promise<string> {
  if ((await kindOf(field)) !== "switch") return field.inputValue();
  return String((await field.getAttribute("aria-checked")) === "true");
}

async function isShown(field: Locator, value: unknown): Promise<boolean> {
  const text = await shown(field);
  if (typeof value === "number") return Number(text) === value;
  if (!Array.isArray(value)) return text === String(value);
  return JSON.stringify(text.split(/[\s,]+/).map(Number)) === JSON.stringify(value);
}

function asText(value: unknown): string {
  return Array.isArray(value) ? value.join(", ") : String(value);
}

/** Several texts are typed until the field takes one: a share has an upper end, a count a lower one. */
async function typeOther(field: Locator, value: unknown): Promise<void> {
  const change = (by: (number: number) => number) =>
    Array.isArray(value) ? value.map((each) => by(Number(each))) : by(Number(value));
  for (const other of [change(half), change((number) => number + 1)]) {
    if (asText(other) === asText(value)) continue;
    await typeInto(field, asText(other));
    if ((await field.getAttribute("aria-invalid")) === "false") return;
  }
  throw new Error(`No other value than ${asText(value)} was found for the field ${field}.`);
}

const half = (number: number) => (Number.isInteger(number) ? Math.ceil(number / 2) : number / 2);

async function typeInto(field: Locator, text: string): Promise<void> {
  await field.click();
  await field.press("ControlOrMeta+a");
  await field.pressSequentially(text);
  await field.press("Enter");
}

function optionsOf(field: Locator): Promise<string[]> {
  return field
    .locator("option")
    .evaluateAll((options) => options.map((option) => (option as HTMLOptionElement).value));
}

/** The browser's own list is opened, gone through by arrows, and taken from by Enter: nothing is chosen on the way. */
async function choose(field: Locator, value: string): Promise<void> {
  const options = await optionsOf(field);
  const steps = options.indexOf(value) - options.indexOf(await field.inputValue());
  await field.click();
  for (let step = 0; step < Math.abs(steps); step++)
    await field.page().keyboard.press(steps > 0 ? "ArrowDown" : "ArrowUp");
  await field.page().keyboard.press("Enter");
  await expect(field).toHaveValue(value);
}
