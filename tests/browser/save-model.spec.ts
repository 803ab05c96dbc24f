import { readFile } from "node:fs/promises";
import { expect, type Page, test } from "@playwright/test";
import { expectNothingSerious } from "./axe";
import { node, open, openEditor, run, variant } from "./graph-page";

const SMALL = {
  images: { count: 4 },
  resize: { height: 48, width: 48 },
  vgg16: { weights: "random" },
  head: { hidden: [16] },
};

async function select(page: Page, id: string): Promise<void> {
  await node(page, id).click({ position: { x: 40, y: 10 } });
}

/** Chooses from the menu; gives the file's name and bytes. */
async function saved(page: Page, item: RegExp): Promise<{ readonly name: string; readonly bytes: Buffer }> {
  await page.getByRole("button", { name: "Save the model as…" }).click();
  const download = page.waitForEvent("download");
  await page.getByRole("menuitem", { name: item }).click();
  const file = await download;
  return { name: file.suggestedFilename(), bytes: await readFile(await file.path()) };
}

test("a trained model is saved in three formats, and looked at in another graph", async ({ page }) => {
  const faults = await openEditor(page);
  await open(page, await variant({ ...SMALL, trainer: { epochs: 1 } }));
  await run(page);
  await select(page, "trainer");
  const weights = await saved(page, /^safetensors/);
  expect(weights.name).toMatch(/trainer\.safetensors$/);
  const header = JSON.parse(weights.bytes.toString("utf8", 8, 8 + weights.bytes.readUInt32LE(0)));
  expect(header.__metadata__).toMatchObject({
    format: "pt",
    title: expect.any(String),
    recipe: expect.stringMatching(/./),
  });
  expect(JSON.parse(header.__metadata__.preprocessing).shape).toEqual([3, 48, 48]);
  const onnx = await saved(page, /^ONNX/);
  expect(onnx.name).toMatch(/trainer\.onnx$/);
  expect(onnx.bytes[0]).toBe(8);
  const tfjs = await saved(page, /^TensorFlow\.js/);
  expect(tfjs.name).toMatch(/trainer\.tfjs\.zip$/);
  expect(tfjs.bytes.toString("latin1", 0, 2)).toBe("PK");
  expect(tfjs.bytes.includes("model.json")).toBe(true);
  await expectNothingSerious(page);

  await open(page, await looking());
  await expect(page.getByText("There are no trained weights yet.").first()).toBeVisible();
  await select(page, "trained");
  await page.locator('input[data-files="trained"]').setInputFiles({
    name: "wrong.safetensors",
    mimeType: "application/octet-stream",
    buffer: await readFile("public/weights/vgg16-eighth.safetensors").catch(() => Buffer.from("nothing")),
  });
  await expect(
    page.getByText(/^wrong\.safetensors .*(does not fit this network|no file of weights)/).first(),
  ).toBeVisible();
  await page.locator('input[data-files="trained"]').setInputFiles({
    name: "net.onnx",
    mimeType: "application/octet-stream",
    buffer: onnx.bytes,
  });
  // It is looked through first: a run that begins before knows nothing of it.
  await expect(page.getByText(/^wrong\.safetensors /)).toHaveCount(0);
  await expect(page.getByText("There are no trained weights yet.")).toHaveCount(0);
  await run(page);
  await expect(node(page, "predict")).toContainText(/done|cached/i);
  expect(faults).toEqual([]);
});

/** The example with a trained model in its trainer's place. */
async function looking(): Promise<string> {
  const graph = JSON.parse(await variant(SMALL));
  const { trainer: _, adam: __, curves: ___, ...nodes } = graph.nodes;
  const isThere = (port: string) => port.slice(0, port.indexOf(".")) in nodes;
  const edges = (graph.edges as { from: string; to: string }[])
    .map(({ from, to }) => ({ from: from.replace("trainer.model", "trained.model"), to }))
    .filter(({ from, to }) => (isThere(from) || from === "trained.model") && isThere(to));
  const more = [
    { from: "head.module", to: "trained.module" },
    { from: "split.test", to: "trained.dataset" },
  ];
  const trained = { type: "trained-model", version: 1, settings: {} };
  return JSON.stringify({
    ...graph,
    nodes: { ...nodes, trained },
    edges: [...edges, ...more],
    groups: {},
    layout: { ...graph.layout, trained: graph.layout.trainer },
  });
}
