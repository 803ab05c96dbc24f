import { readFile } from "node:fs/promises";
import { expect, type Page, test } from "@playwright/test";
import { expectNothingSerious } from "./axe";
import { node, open, openEditor, run, save, variant } from "./graph-page";

const few = { images: { count: 4 }, trainer: { epochs: 1 } };

async function choose(page: Page, item: string): Promise<void> {
  await page.getByRole("button", { name: "File" }).click();
  await page.getByRole("menuitem", { name: item }).click();
}

/** What the page downloads when the button is pressed, as Playwright hands files over. */
async function saved(page: Page, button: string): Promise<{ name: string; buffer: Buffer }> {
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: button }).click();
  const file = await download;
  return { name: file.suggestedFilename(), buffer: await readFile(await file.path()) };
}

async function pick(page: Page, file: { name: string; buffer: Buffer }): Promise<void> {
  const picker = page.waitForEvent("filechooser");
  await page.keyboard.press("Control+o");
  await (await picker).setFiles({ ...file, mimeType: "application/octet-stream" });
}

test("a link carries the graph, and says what is in it before it is opened", async ({ page }) => {
  const faults = await openEditor(page);
  const small = {
    format: "tensorloom",
    formatVersion: 1,
    title: "Sent by a friend",
    nodes: { cells: { type: "sample-cells", version: 1, settings: { count: 3 } } },
    edges: [],
    notes: [{ text: "<b>Look</b> here", position: [0, 0] }],
  };
  await open(page, JSON.stringify(small));
  const text = await save(page);
  await choose(page, "Share a link…");
  const link = await page.getByRole("textbox", { name: "Link" }).inputValue();
  expect(link).toMatch(/#g=1\.[\w-]+$/);
  await expectNothingSerious(page, "the link");
  await page.keyboard.press("Escape");

  await page.goto("about:blank");
  await page.goto(link);
  const offer = page.getByRole("dialog", { name: "Open “Sent by a friend”?" });
  await expect(offer).toContainText("Sample cells");
  await expect(offer).toContainText("<b>Look</b> here");
  expect(page.url()).not.toContain("#");
  await expectNothingSerious(page, "what is offered");
  await offer.getByRole("button", { name: "Keep mine" }).click();
  await expect(node(page, "cells")).toBeVisible();
  await page.goto("about:blank");
  await page.goto(link);
  await offer.getByRole("button", { name: "Open it" }).click();
  await expect(page.getByLabel("Title of the graph")).toHaveValue("Sent by a friend");
  expect(await save(page)).toBe(text);
  expect(faults).toEqual([]);
});

test("the top bar shares the graph at both sizes, and no overview lies over a card", async ({ page }) => {
  const faults = await openEditor(page);
  for (const [width, height] of [
    [1440, 900],
    [900, 700],
  ] as const) {
    await page.setViewportSize({ width, height });
    for (const name of ["steel-features", "nuclei-segmentation", "steel-saliency", "steel-defects"]) {
      await open(page, await readFile(`graphs/${name}.json`, "utf8"));
      const covered = () =>
        page.evaluate(() => {
          const [map] = document.querySelectorAll(".react-flow__minimap");
          const over = map?.getBoundingClientRect() ?? new DOMRect();
          return [...document.querySelectorAll(".react-flow__node")]
            .filter((card) => {
              const { right, bottom } = card.getBoundingClientRect();
              return right > over.left && bottom > over.top;
            })
            .map((card) => card.textContent);
        });
      await expect.poll(covered, { message: `${name} at ${width}` }).toEqual([]);
    }
    const bar = page.getByRole("banner");
    expect(await bar.evaluate((element) => element.scrollWidth - element.clientWidth)).toBe(0);
    await expect(bar.getByRole("button", { name: "Inspector" })).toBeInViewport({ ratio: 1 });
    await bar.getByRole("button", { name: "Share" }).click();
    const dialog = page.getByRole("dialog", { name: "Share a link" });
    await expect(dialog).toBeVisible();
    await dialog.getByRole("button", { name: "A bundle instead…" }).click();
    await expect(page.getByRole("dialog", { name: "Save as a bundle" })).toBeVisible();
    await page.keyboard.press("Escape");
  }
  expect(faults).toEqual([]);
});

test("a link that is too long offers a file, and one that was cut off is refused in words", async ({
  page,
}) => {
  await openEditor(page);
  await open(
    page,
    await variant({ images: { exclude: Array.from({ length: 300 }, (_, at) => `${at * 7919}.png`) } }),
  );
  await choose(page, "Share a link…");
  await expect(page.getByText(/The link would have [\d,]+ characters/)).toBeVisible();
  expect((await saved(page, "Save as a file")).name).toMatch(/\.json$/);
  await page.goto("about:blank");
  await page.goto("/#g=1.AAAA");
  await expect(page.getByText(/was cut off or changed on its way/).first()).toBeVisible();
});

test("a picture holds the graph only when asked, and opens it when it is dropped", async ({ page }) => {
  const faults = await openEditor(page);
  const text = await save(page);
  await choose(page, "Save as a picture…");
  const dialog = page.getByRole("dialog", { name: "Picture of the graph" });
  await expect(dialog.getByRole("img", { name: "The graph Steel defects" })).toBeVisible();
  await expectNothingSerious(page, "the picture");
  const plain = await saved(page, "Save picture");
  expect(plain.buffer.includes("tensorloom")).toBe(false);
  await choose(page, "Save as a picture…");
  await dialog.getByRole("checkbox", { name: /Put the graph inside/ }).check();
  const full = await saved(page, "Save picture");
  expect(full.buffer.includes("tensorloom")).toBe(true);

  await open(
    page,
    JSON.stringify({ format: "tensorloom", formatVersion: 1, title: "Other", nodes: {}, edges: [] }),
  );
  await pick(page, full);
  await page.getByRole("button", { name: "Open it" }).click();
  await expect(page.getByLabel("Title of the graph")).toHaveValue("Steel defects");
  expect(await save(page)).toBe(text);
  expect(faults).toEqual([]);
});

test("a bundle hands over a run, and a damaged one is refused in words", async ({ page }) => {
  const faults = await openEditor(page);
  await open(page, await variant(few));
  await run(page);
  await node(page, "evaluate-test").locator("h3").click();
  const numbers = await page.getByRole("region", { name: "Inspector" }).locator("dd").allTextContents();
  expect(numbers.length).toBeGreaterThan(2);
  const text = await save(page);
  await choose(page, "Save as a bundle…");
  await expect(page.getByRole("checkbox", { name: /Trained weights/ })).toBeChecked();
  await expectNothingSerious(page, "the bundle");
  const bundle = await saved(page, "Save bundle");
  expect(bundle.name).toBe("steel-defects.loom");

  await open(
    page,
    JSON.stringify({ format: "tensorloom", formatVersion: 1, title: "Other", nodes: {}, edges: [] }),
  );
  await pick(page, { ...bundle, buffer: bundle.buffer.subarray(0, bundle.buffer.length / 2) });
  await expect(page.getByText("steel-defects.loom was not opened")).toBeVisible();
  await pick(page, bundle);
  await expect(page.getByRole("dialog")).toContainText("weights/trainer.safetensors");
  const trainer = page.getByRole("region", { name: "Result of Trainer" });
  await expect(trainer).toContainText(/epochs\s*1/);
  await expectNothingSerious(page, "the offered results");
  await page.getByRole("button", { name: "Open it" }).click();
  await expect(node(page, "trainer")).toBeVisible();
  await page.getByRole("button", { name: "Show", exact: true }).click();
  const results = page.getByRole("dialog", { name: "Results in steel-defects.loom" });
  // The very numbers of the run that was saved.
  const test = results.getByRole("region", { name: "Result of Evaluate on test" });
  await expect(test).toBeVisible();
  expect(await test.locator("dd").allTextContents()).toEqual(expect.arrayContaining(numbers));
  const row = results.getByRole("region", { name: "Result of Confusion matrix" }).getByRole("row").nth(1);
  await expect(row).toContainText(/\d/);
  await page.keyboard.press("Escape");
  expect(await save(page)).toBe(text);
  expect(faults).toEqual([]);
});
