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
  await page.getByRole("button", { name: "Open it" }).click();
  await expect(node(page, "trainer")).toBeVisible();
  expect(await save(page)).toBe(text);
  expect(faults).toEqual([]);
});
