import { expect, type Page, test } from "@playwright/test";
import { node, open, openEditor, save } from "./graph-page";

const EMPTY = JSON.stringify({
  format: "tensorloom",
  formatVersion: 1,
  title: "By keys",
  nodes: {},
  edges: [],
});

/** The steel graph: what is added, and which edge leads into it or out of it. */
const NODES: readonly (readonly [type: string, id: string])[] = [
  ["Sample steel", "sample-steel"],
  ["Convert colour", "convert-colour"],
  ["Resize", "resize"],
  ["To tensor", "to-tensor"],
  ["Normalize", "normalize"],
  ["Split", "split"],
  ["VGG16", "vgg16"],
  ["MLP head", "mlp-head"],
  ["Cross-entropy", "cross-entropy"],
  ["Adam", "adam"],
  ["Trainer", "trainer"],
  ["Predict", "predict"],
  ["Confusion matrix", "confusion-matrix"],
  ["Metrics", "metrics"],
  ["Loss curves", "loss-curves"],
];

const EDGES: readonly (readonly [from: string, to: string])[] = [
  ["sample-steel.dataset", "convert-colour.dataset"],
  ["convert-colour.dataset", "resize.dataset"],
  ["resize.dataset", "to-tensor.dataset"],
  ["to-tensor.dataset", "normalize.dataset"],
  ["normalize.dataset", "split.dataset"],
  ["split.train", "trainer.train"],
  ["split.validation", "trainer.validation"],
  ["vgg16.module", "mlp-head.module"],
  ["mlp-head.module", "trainer.module"],
  ["cross-entropy.loss", "trainer.loss"],
  ["adam.optimizer", "trainer.optimizer"],
  ["split.test", "predict.dataset"],
  ["trainer.model", "predict.model"],
  ["predict.predictions", "confusion-matrix.predictions"],
  ["predict.predictions", "metrics.predictions"],
  ["trainer.history", "loss-curves.history"],
];

test("keys alone build the steel graph from nothing, and it has no problems", async ({ page }) => {
  const faults = await openEditor(page);
  await open(page, EMPTY);
  await expect(node(page, "trainer")).toHaveCount(0);
  for (const [title, id] of NODES) {
    await page.keyboard.press("/");
    // The palette comes in a piece of its own, the first time a moment after its key.
    await expect(page.getByRole("dialog", { name: "Palette" })).toBeVisible();
    await page.keyboard.type(title);
    await page.keyboard.press("Enter");
    await expect(node(page, id)).toBeFocused();
  }
  for (const [from, to] of EDGES) {
    await goTo(page, from.slice(0, from.indexOf(".")));
    await page.keyboard.press("c");
    await page.keyboard.type(`${from} ${to}`);
    await expect(page.getByRole("dialog", { name: "Palette" }).getByRole("option").first()).toBeVisible();
    await page.keyboard.press("Enter");
  }
  await expect(page.getByText("No problems: everything that is wired fits.")).toBeVisible();
  const made = JSON.parse(await save(page)) as { edges: { from: string; to: string }[] };
  expect(made.edges.map(({ from, to }) => `${from} ${to}`).sort()).toEqual(
    EDGES.map(([from, to]) => `${from} ${to}`).sort(),
  );
  expect(faults).toEqual([]);
});

async function goTo(page: Page, id: string): Promise<void> {
  await page.keyboard.press("Control+f");
  await page.keyboard.type(id);
  await page.keyboard.press("Enter");
  await expect(node(page, id)).toBeFocused();
}

test.describe("by touch", () => {
  test.use({ hasTouch: true, isMobile: true, viewport: { width: 820, height: 1000 } });

  test("a tap on an output and one on an input wire them; ports are 44 px for a finger", async ({ page }) => {
    const faults = await openEditor(page);
    await page.evaluate(() => undefined);
    const size = await page
      .locator('.react-flow__handle.source[data-port="split.train"]')
      .evaluate((port) => [(port as HTMLElement).offsetWidth, (port as HTMLElement).offsetHeight]);
    expect(size).toEqual([44, 44]);
    const edges = async () =>
      (JSON.parse(await save(page)) as { edges: { from: string; to: string }[] }).edges;
    await page.locator('.react-flow__handle.source[data-port="tensor.dataset"]').tap({ force: true });
    await page.locator('.react-flow__handle.target[data-port="split.dataset"]').tap({ force: true });
    await expect.poll(edges).toContainEqual({ from: "tensor.dataset", to: "split.dataset" });
    expect(faults).toEqual([]);
  });

  test("two fingers zoom, one pans, and a long touch opens the menu", async ({ page }) => {
    await openEditor(page);
    const view = () =>
      page.locator(".react-flow__viewport").evaluate((element) => getComputedStyle(element).transform);
    const start = await view();
    const session = await page.context().newCDPSession(page);
    const touch = (
      type: "touchStart" | "touchMove" | "touchEnd",
      points: readonly (readonly [number, number])[],
    ) =>
      session.send("Input.dispatchTouchEvent", {
        type,
        touchPoints: points.map(([x, y], id) => ({ x, y, id })),
      });
    const y = 720;
    await touch("touchStart", [[300, y]]);
    for (let step = 1; step <= 5; step++) await touch("touchMove", [[300 + 20 * step, y]]);
    await touch("touchEnd", []);
    const panned = await view();
    expect(panned).not.toBe(start);
    const scale = (matrix: string) => Number(matrix.slice(7).split(",")[0]);
    expect(scale(panned)).toBeCloseTo(scale(start), 3);
    await touch("touchStart", [
      [300, y],
      [340, y],
    ]);
    for (let step = 1; step <= 5; step++) {
      await touch("touchMove", [
        [300 - 12 * step, y],
        [340 + 12 * step, y],
      ]);
    }
    await touch("touchEnd", []);
    await expect.poll(async () => scale(await view())).toBeGreaterThan(scale(start) * 1.3);
    await touch("touchStart", [[400, y + 30]]);
    await page.waitForTimeout(900);
    await touch("touchEnd", []);
    await expect(page.getByRole("menu")).toBeVisible();
  });
});
