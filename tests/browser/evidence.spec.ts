import { expect, type Page, test } from "@playwright/test";
import { expectNothingSerious } from "./axe";
import { node, open, openEditor, run, save, variant } from "./graph-page";

/** Small enough to run in seconds, and so badly trained that there are mistakes to look at. */
const small = () =>
  variant({
    images: { count: 5 },
    resize: { height: 64, width: 64 },
    adam: { learningRate: 1e-5 },
    trainer: { epochs: 1 },
    split: { train: 0.4, validation: 0.1, test: 0.5 },
  });

let faults: readonly string[] = [];

test.beforeEach(async ({ page }) => {
  faults = await openEditor(page);
});

test.afterEach(() => {
  expect(faults, "nothing was thrown on the page").toEqual([]);
});

test("a count lists its pictures, a picture shows what was looked at, and can be left out and put back", async ({
  page,
}) => {
  await open(page, await small());
  await run(page);
  await select(page, "confusion");
  const matrix = page.getByRole("table", { name: "Confusion matrix" });
  const cell = matrix.getByRole("button").first();
  const count = Number(await cell.textContent());
  await cell.focus();
  await page.keyboard.press("Enter");
  await expect(cell).toHaveAttribute("aria-pressed", "true");
  const pictures = page.getByRole("region", { name: "Pictures of the chosen cell" }).getByRole("button");
  await expect(pictures).toHaveCount(count);
  await pictures.first().click();

  const dialog = page.getByRole("dialog");
  const name = (await dialog.getByRole("heading").first().textContent()) ?? "";
  expect(name).toMatch(/^(Cr|In|PS|Pa|RS|Sc)_[1-5]$/);
  const shares = dialog.getByRole("table", { name: "Probability of each class" }).locator("td:last-child");
  await expect(shares).toHaveCount(6);
  const sum = (await shares.allTextContents()).reduce((all, text) => all + Number.parseFloat(text), 0);
  expect(sum).toBeGreaterThan(99);
  expect(sum).toBeLessThan(101);
  await dialog.getByRole("button", { name: "Show saliency" }).click();
  const saliency = dialog.getByRole("region", { name: "Saliency", exact: true });
  await expect(saliency.getByRole("img")).toHaveCount(3, { timeout: 60_000 });
  await dialog.getByRole("button", { name: "Show feature maps" }).click();
  const features = dialog.getByRole("region", { name: "Feature maps", exact: true });
  await expect(features.getByRole("img")).toHaveCount(15, { timeout: 60_000 });
  await expectNothingSerious(page);

  await dialog.getByRole("button", { name: "Leave this picture out" }).click();
  await expect(dialog.getByText(/^Left out of Steel pictures\./)).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await expect(pictures.first()).toBeFocused();
  expect(await excluded(page)).toEqual([name]);
  await run(page);
  await select(page, "images");
  await page.getByRole("tab", { name: "Result" }).click();
  await expect(page.getByText("29 pictures, 6 classes")).toBeVisible();
  await page.keyboard.press("Control+z");
  expect(await excluded(page)).toBeUndefined();
});

test("predictions stand with the worst mistakes first, and a row opens its picture", async ({ page }) => {
  await open(page, await small());
  await run(page);
  await select(page, "predict");
  const rows = page.getByRole("table", { name: "Predictions" }).locator("tbody tr");
  await expect(rows).toHaveCount(15);
  const read = () =>
    rows.evaluateAll((found) =>
      found.map((row) => ({
        wrong: row.querySelector("[aria-label=wrong]") !== null,
        share: Number.parseFloat(row.querySelector("td:last-child")?.textContent ?? ""),
      })),
    );
  const worst = await read();
  const mistakes = worst.filter(({ wrong }) => wrong);
  expect(mistakes.length).toBeGreaterThan(1);
  expect(worst.slice(0, mistakes.length)).toEqual(mistakes);
  expect(mistakes.map(({ share }) => share)).toEqual(
    mistakes.map(({ share }) => share).toSorted((a, b) => b - a),
  );
  await page.getByRole("checkbox", { name: "Only wrong ones" }).check();
  await expect(rows).toHaveCount(mistakes.length);
  await page.getByRole("combobox", { name: "Order" }).selectOption("Least confident first");
  const unsure = (await read()).map(({ share }) => share);
  expect(unsure).toEqual(unsure.toSorted((a, b) => a - b));
  await expectNothingSerious(page);
  await rows.nth(1).click();
  await expect(page.getByRole("dialog").getByText("wrong", { exact: true })).toBeVisible();
  await page.getByRole("button", { name: "Picture before" }).click();
  await expect(page.getByRole("dialog").getByText(`1 of ${mistakes.length}`)).toBeVisible();
});

for (const colorScheme of ["light", "dark"] as const) {
  test(`a box opens on its layers, and is measured on demand, in ${colorScheme} colours`, async ({
    page,
  }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.setViewportSize({ width: 900, height: 700 });
    await open(page, await small());
    await node(page, "vgg16").dblclick({ position: { x: 60, y: 10 } });
    const dialog = page.getByRole("dialog", { name: "Inside VGG16" });
    const rows = dialog.getByRole("table").locator("tbody tr", { has: page.locator("td") });
    await expect(rows).toHaveCount(38);
    await expect(rows.first()).toContainText("features.0");
    await expect(rows.first()).toContainText("[8, 64, 64]");
    await expect(dialog.getByRole("button", { name: "Measure time per layer" })).toBeDisabled();
    await page.keyboard.press("Escape");
    await expect(dialog).toBeHidden();
    await expect(node(page, "vgg16")).toBeFocused();
    await run(page);
    await node(page, "vgg16").dblclick({ position: { x: 60, y: 10 } });
    await dialog.getByRole("button", { name: "Measure time per layer" }).click();
    await expect(dialog.getByRole("columnheader", { name: "Time (ms)" })).toBeVisible({ timeout: 60_000 });
    await expect(rows.first().locator("td").last()).toHaveText(/^[\d.]+$/);
    await expectNothingSerious(page);
  });
}

/** Brings a node's result into the inspector. */
async function select(page: Page, id: string): Promise<void> {
  await node(page, id).click({ position: { x: 40, y: 10 } });
}

async function excluded(page: Page): Promise<unknown> {
  return JSON.parse(await save(page)).nodes.images.settings.exclude;
}
