import { readFile } from "node:fs/promises";
import { expect, type Page, test } from "@playwright/test";
import { openZip } from "../../src/files/zip";
import { node, open, openEditor, run, variant } from "./graph-page";

async function exported(page: Page, item: string): Promise<{ name: string; bytes: Buffer }> {
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "File" }).click();
  await page.getByRole("menuitem", { name: item }).click();
  const file = await download;
  return { name: file.suggestedFilename(), bytes: await readFile(await file.path()) };
}

test("the File menu gives a notebook and a script with the pictures they need, and says what it cannot", async ({
  page,
}) => {
  const faults = await openEditor(page);
  await open(page, await variant({ images: { count: 4 }, trainer: { epochs: 1 } }));
  const notebook = await exported(page, "Export a notebook…");
  expect(notebook.name).toBe("steel-defects-notebook.zip");
  const zip = await openZip(new Blob([Uint8Array.from(notebook.bytes)]), notebook.name);
  expect(zip.paths).toContain("steel-defects/steel-defects.ipynb");
  expect(zip.paths).toContain("steel-defects/vgg16-eighth.safetensors");
  expect(zip.paths.filter((path) => path.endsWith(".png"))).toHaveLength(24);
  const text = new TextDecoder().decode(await zip.read("steel-defects/steel-defects.ipynb"));
  const { cells } = JSON.parse(text) as { cells: { id: string; source: string[] }[] };
  expect(cells.find(({ id }) => id === "about-trainer")?.source.join("")).toContain("An epoch is one pass");
  expect(cells.find(({ id }) => id === "check")?.source.join("")).toContain("check_network(");
  expect((await exported(page, "Export a PyTorch script…")).name).toBe("steel-defects-script.zip");

  const odd = { odd: { type: "quantum-net", version: 1, settings: {} } };
  await open(
    page,
    JSON.stringify({ format: "tensorloom", formatVersion: 1, title: "Odd", nodes: odd, edges: [] }),
  );
  await page.getByRole("button", { name: "File" }).click();
  await page.getByRole("menuitem", { name: "Export a notebook…" }).click();
  await expect(page.getByText("The notebook was not written", { exact: true })).toBeVisible();
  await expect(page.getByRole("status").filter({ hasText: "quantum-net" }).first()).toBeVisible();
  expect(faults).toEqual([]);
});

test("after a run the File menu exports it along: split, orders, losses and first weights; not once the graph is another", async ({
  page,
}) => {
  const faults = await openEditor(page);
  const small = { images: { count: 4 }, resize: { height: 32, width: 32 }, head: { hidden: [8] } };
  await open(page, await variant({ ...small, trainer: { epochs: 2 } }));
  await page.getByRole("button", { name: "File" }).click();
  await expect(page.getByRole("menuitem", { name: "Export a notebook…" })).toBeVisible();
  await expect(page.getByRole("menuitem", { name: "Export a script with this run…" })).toHaveCount(0);
  await page.keyboard.press("Escape");
  await run(page);
  const script = await exported(page, "Export a script with this run…");
  expect(script.name).toBe("steel-defects-script.zip");
  const zip = await openZip(new Blob([Uint8Array.from(script.bytes)]), script.name);
  const text = async (name: string) => new TextDecoder().decode(await zip.read(`steel-defects/${name}`));
  expect(await text("steel-defects.py")).toContain('carried = Carried("steel-defects-run.json")');
  expect(zip.paths).toContain("steel-defects/steel-defects-trainer-start.safetensors");
  const { split, trainer } = JSON.parse(await text("steel-defects-run.json"));
  expect([split.train, split.validation, split.test].map(({ length }) => length)).toEqual([17, 2, 5]);
  expect(trainer.names).toEqual(split.train);
  expect(trainer.orders).toHaveLength(2);
  expect(trainer.losses).toHaveLength(Math.ceil(17 / 4));

  await node(page, "trainer").click();
  await page.getByRole("tab", { name: "Settings", exact: true }).click();
  const epochs = page
    .getByRole("tabpanel", { name: "Settings" })
    .getByLabel(/^Epochs/)
    .first();
  await epochs.fill("3");
  await epochs.press("Enter");
  await page.getByRole("button", { name: "File" }).click();
  await page.getByRole("menuitem", { name: "Export a notebook with this run…" }).click();
  await expect(page.getByText("The notebook was not written", { exact: true })).toBeVisible();
  await expect(page.getByRole("status").filter({ hasText: "Press Run" }).first()).toBeVisible();
  expect(faults).toEqual([]);
});
