import { readFile } from "node:fs/promises";
import { expect, type Locator, type Page, test } from "@playwright/test";
import { node, open, openEditor, STEEL, save, variant } from "./graph-page";

let faults: readonly string[] = [];

test.beforeEach(async ({ page }) => {
  faults = await openEditor(page);
});

test.afterEach(() => {
  expect(faults, "nothing was thrown on the page").toEqual([]);
});

test("the editor opens with the steel graph ready to run", async ({ page }) => {
  await expect(page.getByRole("button", { name: "Run", exact: true })).toBeEnabled();
  await expect(page.getByRole("button", { name: "Stop", exact: true })).toBeDisabled();
  for (const id of ["images", "resize", "vgg16", "head", "trainer", "confusion"]) {
    await expect(node(page, id)).toHaveAttribute("tabindex", "0");
    await expect(node(page, id)).toHaveAttribute("aria-label", /\S/);
  }
});

test("the first Run on the sample ends by itself and tests at least 90 % right", async ({ page }) => {
  const status = page.getByRole("status");
  // An epoch may be over before anyone asks again: what the line said is written down on the page.
  await status.evaluate((line) => {
    const said: string[] = [];
    new MutationObserver(() => said.push(line.textContent ?? "")).observe(line, {
      characterData: true,
      childList: true,
      subtree: true,
    });
    Object.assign(globalThis, { said });
  });
  await page.getByRole("button", { name: "Run", exact: true }).click();
  await expect(status).toHaveText(/^Done in /, { timeout: 200_000 });
  const said = await page.evaluate(() => (globalThis as unknown as { said: string[] }).said);
  expect(said.filter((text) => /^Running: trainer, epoch [1-5] of 5$/.test(text))).not.toEqual([]);
  await node(page, "confusion").click();
  const rows = await page
    .getByRole("table", { name: "Confusion matrix" })
    .first()
    .locator("tbody tr")
    .evaluateAll((found) =>
      found.map((row) =>
        [...row.querySelectorAll("td")].map((cell) => Number(cell.textContent?.match(/\d+/)?.[0])),
      ),
    );
  const total = rows.flat().reduce((sum, count) => sum + count, 0);
  const right = rows.reduce((sum, row, at) => sum + (row[at] ?? 0), 0);
  expect(total).toBeGreaterThanOrEqual(48);
  expect(right / total).toBeGreaterThanOrEqual(0.9);

  // What was expected, what came, and after an edit why a result is old.
  await page.getByRole("tab", { name: "Plan", exact: true }).click();
  const plan = page.getByRole("tabpanel", { name: "Plan" });
  await expect(plan).toContainText(
    /All of it from the beginning takes about \d.* s, \d+\.\d MB of the device's memory/,
  );
  await expect(plan).toContainText(/The last run was expected to take .* s and took .* s; the device holds/);
  await node(page, "adam").click();
  await page.getByRole("tab", { name: "Settings", exact: true }).click();
  const rate = page
    .getByRole("tabpanel", { name: "Settings" })
    .getByLabel(/^Learning rate/)
    .first();
  await rate.fill("0.001");
  await rate.press("Enter");
  await expect(plan.getByText("What it has is old: Learning rate of Adam: 1e-4 → 0.001.")).toHaveCount(8);
  await node(page, "confusion").getByText("stale", { exact: true }).first().hover();
  await expect(node(page, "confusion").getByTitle("Learning rate of Adam: 1e-4 → 0.001.")).toBeVisible();
});

test("exact kernels are asked for in the menu, and the log says that they are used", async ({ page }) => {
  const ask = async () => {
    await page.getByRole("button", { name: "File", exact: true }).click();
    await page.getByRole("menuitemcheckbox", { name: /Exact kernels/ }).click();
  };
  await ask();
  await page.getByRole("tab", { name: "Log" }).click();
  await expect(page.getByText(/Exact kernels, as asked/).first()).toBeVisible({ timeout: 60_000 });
  await page.reload();
  await page.getByRole("button", { name: "File", exact: true }).click();
  await expect(page.getByRole("menuitemcheckbox", { name: /Exact kernels/ })).toBeChecked();
});

test("Stop in mid-training answers at once, and the next Run works", async ({ page }) => {
  await open(
    page,
    await variant({ images: { count: 5 }, resize: { height: 64, width: 64 }, trainer: { epochs: 500 } }),
  );
  const status = page.getByRole("status");
  await page.getByRole("button", { name: "Run", exact: true }).click();
  await expect(status).toHaveText(/epoch \d+ of 500/, { timeout: 120_000 });
  await page.getByRole("button", { name: "Stop", exact: true }).click();
  await expect(status).toHaveText("Stopped");
  await expect(page.getByRole("button", { name: "Run", exact: true })).toBeEnabled();
  await open(
    page,
    await variant({ images: { count: 5 }, resize: { height: 64, width: 64 }, trainer: { epochs: 1 } }),
  );
  await page.getByRole("button", { name: "Run", exact: true }).click();
  await expect(status).toHaveText(/^Done in /, { timeout: 120_000 });
});

test("an edge is rewired by mouse, as one step of undo", async ({ page }) => {
  await wire(page, "tensor.dataset", "split.dataset");
  await expect.poll(() => edgesTo(page, "split.dataset")).toEqual(["tensor.dataset"]);
  await page.keyboard.press("Control+z");
  await expect.poll(() => edgesTo(page, "split.dataset")).toEqual(["normalize.dataset"]);
});

test("a wrong edge is refused with its reason", async ({ page }) => {
  await wire(page, "adam.optimizer", "trainer.loss");
  await expect(page.getByRole("alert")).toContainText(/optimizer/i);
  expect(await edgesTo(page, "trainer.loss")).toEqual(["loss.loss"]);
});

test("a reload keeps the graph", async ({ page }) => {
  const title = page.getByRole("textbox", { name: "Title of the graph" });
  await title.fill("My own steel");
  await title.press("Enter");
  await page.locator("body").click({ position: { x: 5, y: 300 } });
  await expect(page.getByText(/saved/i).first()).toBeVisible();
  await page.waitForTimeout(500);
  await page.reload();
  await expect(node(page, "trainer")).toBeVisible();
  await expect(page.getByRole("textbox", { name: "Title of the graph" })).toHaveValue("My own steel");
});

test("a file that is opened and saved has the same bytes", async ({ page }) => {
  const text = await readFile(STEEL, "utf8");
  await open(page, text);
  const saved = await save(page);
  expect(saved).toBe(text);
  await open(page, saved);
  expect(await save(page)).toBe(text);
});

test("a file from a stranger that is no graph is refused in words, and nothing is lost", async ({ page }) => {
  await open(page, '{"format":"tensorloom","formatVersion":1,"nodes":{"__proto__":{}}}');
  await expect(page.getByRole("status")).toContainText(/was not opened.*__proto__/);
  await expect(node(page, "trainer")).toBeVisible();
});

function port(page: Page, reference: string, side: "source" | "target"): Locator {
  return page.locator(`.react-flow__handle.${side}[data-port="${reference}"]`);
}

/** Draws an edge with the mouse, in small steps as a hand does. */
async function wire(page: Page, from: string, to: string): Promise<void> {
  const [start, end] = await Promise.all([
    centre(port(page, from, "source")),
    centre(port(page, to, "target")),
  ]);
  await page.mouse.move(start.x, start.y);
  await page.mouse.down();
  await page.mouse.move(start.x + 12, start.y + 4, { steps: 3 });
  await page.mouse.move(end.x, end.y, { steps: 12 });
  await page.mouse.up();
}

async function centre(element: Locator): Promise<{ x: number; y: number }> {
  const box = await element.boundingBox();
  if (!box) throw new Error("It is not on the screen.");
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

async function edgesTo(page: Page, to: string): Promise<string[]> {
  const { edges } = JSON.parse(await save(page)) as { edges: { from: string; to: string }[] };
  return edges.filter((edge) => edge.to === to).map((edge) => edge.from);
}
