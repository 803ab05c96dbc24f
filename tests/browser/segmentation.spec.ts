import { readFile } from "node:fs/promises";
import { expect, type Page, test } from "@playwright/test";
import { expectNothingSerious } from "./axe";
import { node, open, openEditor, run, save } from "./graph-page";

let faults: readonly string[] = [];

test.beforeEach(async ({ page }) => {
  faults = await openEditor(page);
});

test.afterEach(() => {
  expect(faults, "nothing was thrown on the page").toEqual([]);
});

/** The nuclei graph, small enough to learn something in seconds. */
async function nuclei(epochs: number): Promise<string> {
  const graph = JSON.parse(await readFile("graphs/nuclei-segmentation.json", "utf8"));
  const settings: Record<string, Record<string, unknown>> = {
    images: { count: 10 },
    resize: { height: 64, width: 64 },
    unet: { base: 2 },
    trainer: { epochs },
    split: { train: 0.6, validation: 0.2, test: 0.2 },
    overlay: { count: 2 },
  };
  for (const [id, changed] of Object.entries(settings)) Object.assign(graph.nodes[id].settings, changed);
  return JSON.stringify(graph);
}

const status = (page: Page) => page.getByRole("status").first();
const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });

test("a run is paused in mid-training, waits, goes on, and is stopped while it waits", async ({ page }) => {
  await open(page, await nuclei(400));
  await expect(button(page, "Pause")).toBeDisabled();
  await button(page, "Run").click();
  await expect(status(page)).toHaveText(/epoch \d+ of 400/, { timeout: 120_000 });
  // How long it still takes, by its own pace.
  const clock = page.locator("footer").getByText(/^\d+:\d\d · about \d+ (s|min).* left$/);
  await expect(clock).toBeVisible();
  await button(page, "Pause").click();
  await expect(status(page)).toHaveText(/^Paused: Trainer, epoch \d+ of 400$/);
  const waits = [await status(page).textContent(), await clock.textContent()];
  await page.waitForTimeout(1500);
  expect([await status(page).textContent(), await clock.textContent()]).toEqual(waits);
  await button(page, "Resume").click();
  await expect(status(page)).toHaveText(/^Running: trainer, epoch \d+ of 400$/);
  await expect(status(page)).not.toHaveText(waits[0]?.replace("Paused: Trainer", "Running: trainer") ?? "");
  await button(page, "Pause").click();
  await expect(status(page)).toHaveText(/^Paused: /);
  await button(page, "Stop").click();
  await expect(status(page)).toHaveText("Stopped");
  await expect(button(page, "Run")).toBeEnabled();
});

test("training is replayed epoch by epoch, while it runs, after it, and when it was kept from before", async ({
  page,
}) => {
  await open(page, await nuclei(6));
  await node(page, "trainer").click({ position: { x: 40, y: 10 } });
  await button(page, "Run").click();
  await page.getByRole("tab", { name: "Result" }).click();
  const slider = page.getByRole("slider", { name: "Epoch" });
  await expect(slider).toHaveAttribute("aria-valuetext", /^[2-6] of 6$/, { timeout: 120_000 });
  // The slider is another one when the training ends: a key in that very moment goes nowhere.
  await expect(async () => {
    await slider.press("Home");
    await expect(slider).toHaveAttribute("aria-valuetext", "1 of 6", { timeout: 1000 });
  }).toPass();
  await expect(status(page)).toHaveText(/^Done in /, { timeout: 120_000 });
  // What was chosen stays; the newest would be the sixth.
  await expect(slider).toHaveAttribute("aria-valuetext", "1 of 6");
  const film = page.getByRole("region", { name: "Epoch by epoch" });
  const first = await film.getByText(/^Loss [\d.]+, validation [\d.]+$/).textContent();
  await slider.focus();
  await page.keyboard.press("End");
  await expect(slider).toHaveAttribute("aria-valuetext", "6 of 6");
  expect(await film.getByText(/^Loss /).textContent()).not.toBe(first);
  await run(page);
  await expect(slider).toHaveAttribute("aria-valuetext", "6 of 6");
  await slider.focus();
  await page.keyboard.press("Home");
  expect(await film.getByText(/^Loss /).textContent()).toBe(first);
});

test("the threshold moves the overlay at once, and is kept as one step that trains nothing", async ({
  page,
}) => {
  await open(page, await nuclei(3));
  await run(page);
  await node(page, "overlay").click({ position: { x: 40, y: 10 } });
  await page.getByRole("tab", { name: "Result" }).click();
  const slider = page.getByRole("slider", { name: "Threshold" });
  await expect(slider).toHaveAttribute("aria-valuetext", "0.50");
  await expect(button(page, "Keep this threshold")).toBeDisabled();
  const overlay = page.getByRole("region", { name: "Segmentation, picture by picture" });
  const prediction = overlay.getByRole("img", { name: /: prediction$/ }).first();
  const white = () =>
    prediction.evaluate((canvas: HTMLCanvasElement) => {
      const { data } = canvas.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height) ?? {
        data: [],
      };
      return data.filter((value, at) => at % 4 === 0 && value > 127).length;
    });
  await slider.focus();
  await page.keyboard.press("Home");
  // Every probability is above 0: all is said, and all of it together is a Dice below 1.
  await expect.poll(white).toBe(64 * 64);
  const together = page.getByText(/^Together: Dice 0\.\d+ · IoU 0\.\d+ · Pixel accuracy 0\.\d+$/);
  const all = await together.textContent();
  await page.keyboard.press("End");
  await expect.poll(white).toBe(0);
  await expect(together).not.toHaveText(all ?? "");
  for (let press = 0; press < 3; press++) await page.keyboard.press("ArrowLeft");
  await expect(slider).toHaveAttribute("aria-valuetext", "0.97");
  await expectNothingSerious(page);
  await button(page, "Keep this threshold").click();
  expect(JSON.parse(await save(page)).nodes.overlay.settings.threshold).toBe(0.97);
  await run(page);
  await expect(slider).toHaveAttribute("aria-valuetext", "0.97");
  await expect(node(page, "trainer")).toContainText("cached");
  await expect(node(page, "overlay")).toContainText("done");
  await page.keyboard.press("Control+z");
  expect(JSON.parse(await save(page)).nodes.overlay.settings.threshold).toBe(0.5);

  await page
    .getByRole("button", { name: /^Leave cells_\d+ out$/ })
    .first()
    .click();
  expect(JSON.parse(await save(page)).nodes.images.settings.exclude).toEqual([
    expect.stringMatching(/^cells_\d+$/),
  ]);
});
