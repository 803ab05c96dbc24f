import { expect, test } from "@playwright/test";
import { expectNothingSerious } from "./axe";
import { open, openEditor, run, save, variant } from "./graph-page";

test("two runs can be named, compared, and gone back to", async ({ page }) => {
  const faults = await openEditor(page);
  const few = { images: { count: 6 }, trainer: { epochs: 2 }, adam: { learningRate: 1e-3 } };
  await open(page, await variant(few));
  await run(page);
  const first = await save(page);
  await open(page, await variant({ ...few, trainer: { epochs: 3 }, adam: { learningRate: 1e-2 } }));
  await run(page);
  await page.getByRole("tab", { name: "Runs" }).click();
  const table = page.getByRole("table", { name: "Runs" });
  await expect(table.getByRole("row")).toHaveCount(3);
  await table.getByRole("textbox", { name: "Name of Run 2" }).fill("Higher rate");
  await page.keyboard.press("Enter");
  await table.getByRole("checkbox", { name: "Compare Run 1" }).check();
  await expect(page.getByRole("button", { name: "Compare", exact: true })).toBeDisabled();
  await table.getByRole("checkbox", { name: "Compare Higher rate" }).check();
  await page.getByRole("button", { name: "Compare", exact: true }).click();

  const dialog = page.getByRole("dialog", { name: "Run 1 and Higher rate" });
  const differs = dialog.getByRole("table", { name: "Differences of the graphs" });
  await expect(differs.getByRole("row", { name: /Adam Learning rate 0.001 0.01/ })).toBeVisible();
  await expect(differs.getByRole("row", { name: /Trainer Epochs 2 3/ })).toBeVisible();
  await expect(dialog.getByRole("img", { name: /^Loss, nats over Epoch/ })).toBeVisible();
  const numbers = dialog.getByRole("table", { name: "Numbers of both runs" });
  await expect(numbers.getByRole("row", { name: /Evaluate on test accuracy/ })).toContainText(/points|equal/);
  await expectNothingSerious(page, "two runs side by side");
  await dialog.getByRole("button", { name: "back to its graph" }).first().click();
  await expect(dialog).toBeHidden();
  expect(await save(page)).toBe(first);

  // The list and its names are there on the next visit.
  await page.reload();
  await page.getByRole("tab", { name: "Runs" }).click();
  await expect(table.getByRole("textbox", { name: "Name of Higher rate" })).toBeVisible();
  expect(faults).toEqual([]);
});
