import { expect, type Page, test } from "@playwright/test";
import { expectNothingSerious } from "./axe";
import { open, openEditor, run, variant } from "./graph-page";

let faults: readonly string[] = [];

test.beforeEach(async ({ page }) => {
  faults = await openEditor(page);
});

test.afterEach(() => {
  expect(faults, "nothing was thrown on the page").toEqual([]);
});

/** Runs the graph; gives what the status line said of pictures that went through the network. */
async function picturesThrough(page: Page): Promise<readonly string[]> {
  await page.evaluate(() => {
    const said = new Set<string>();
    Object.assign(globalThis, { said });
    const line = document.querySelector("[role=status]");
    if (!line) throw new Error("There is no status line.");
    const look = () => said.add(line.textContent ?? "");
    new MutationObserver(look).observe(line, { childList: true, characterData: true, subtree: true });
  });
  await run(page);
  const all = await page.evaluate(() => [...(globalThis as unknown as { said: Set<string> }).said]);
  return all.filter((text) => /\d+ of \d+ pictures/.test(text));
}

test("after a reload the frozen network is not run again, and what is kept can be seen and removed", async ({
  page,
}) => {
  await open(page, await variant({ images: { count: 5 }, trainer: { epochs: 1 } }));
  expect(await picturesThrough(page)).not.toEqual([]);
  await page.reload();
  await expect(page.getByRole("button", { name: "Run", exact: true })).toBeEnabled({ timeout: 60_000 });
  expect(await picturesThrough(page)).toEqual([]);

  await page.getByRole("button", { name: "File" }).click();
  await page.getByRole("menuitem", { name: /^Kept files/ }).click();
  const table = page.getByRole("table", { name: "Kept features" });
  await expect(table.getByRole("row")).toHaveCount(2);
  await expect(table).toContainText("VGG16");
  await expectNothingSerious(page);
  await table.getByRole("button", { name: "Remove features of VGG16" }).click();
  await expect(page.getByText("Nothing is kept.")).toBeVisible();
});
