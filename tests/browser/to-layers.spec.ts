import { expect, type Page, test } from "@playwright/test";
import { node, open, openEditor, run, save, variant } from "./graph-page";

const small = (vgg16: Record<string, unknown> = {}) =>
  variant({
    images: { count: 4 },
    resize: { height: 64, width: 64 },
    trainer: { epochs: 1 },
    vgg16,
  });

let faults: readonly string[] = [];

test.beforeEach(async ({ page }) => {
  faults = await openEditor(page);
});

test.afterEach(() => {
  expect(faults, "nothing was thrown on the page").toEqual([]);
});

/** Opens the box and takes it apart by the keyboard. */
async function turn(page: Page, id: string): Promise<void> {
  await node(page, id).dblclick({ position: { x: 60, y: 16 } });
  const button = page.getByRole("dialog").getByRole("button", { name: "Turn into layers" });
  await button.focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog")).toHaveCount(0);
}

test("VGG16 turned into layers is cached: not one number is worked out anew; undo puts it together again", async ({
  page,
}) => {
  await open(page, await small());
  await run(page);
  await turn(page, "vgg16");
  await expect(page.getByRole("status").first()).toHaveText(/^VGG16 is 38 layers now/);
  await expect(node(page, "vgg16")).toHaveCount(0);
  await run(page);
  await page.getByRole("tab", { name: "Log" }).click();
  await expect(page.getByText("Trainer was kept from before")).toBeVisible();
  const graph = JSON.parse(await save(page));
  expect(graph.nodes["features-0"]).toMatchObject({ type: "conv2d", settings: { layerName: "features.0" } });
  await page.keyboard.press("Control+z");
  await expect(node(page, "vgg16")).toBeVisible();
  await expect(node(page, "features-0")).toHaveCount(0);
});

test("weights from a file stay the layers' own", async ({ page }) => {
  await open(page, await small({ output: "features" }));
  await node(page, "vgg16").click({ position: { x: 60, y: 16 } });
  await page.locator('input[data-files="vgg16"]').setInputFiles("tests/fixtures/weights/fine.safetensors");
  await expect(page.getByText("fine.safetensors").first()).toBeVisible();
  await turn(page, "vgg16");
  const graph = JSON.parse(await save(page));
  expect(graph.assets.vgg16).toBeUndefined();
  expect(graph.assets["features-0"].name).toBe("fine.safetensors");
  await page.getByRole("tab", { name: /problems/i }).click();
  await expect(page.getByText("is not at hand")).toHaveCount(0);
});
