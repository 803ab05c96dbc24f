import { expect, type Page, test } from "@playwright/test";
import { expectNothingSerious } from "./axe";
import { drag, emptySpot, middleOf, port, type Spot } from "./by-hand";
import { node, openEditor, save } from "./graph-page";

let faults: readonly string[] = [];

test.beforeEach(async ({ page }) => {
  faults = await openEditor(page);
});

test.afterEach(() => {
  expect(faults, "nothing was thrown on the page").toEqual([]);
});

interface Saved {
  readonly nodes: Readonly<Record<string, { readonly type: string; readonly title?: string }>>;
  readonly edges: readonly {
    readonly from: string;
    readonly to: string;
    readonly bends?: readonly number[][];
  }[];
  readonly layout: Readonly<Record<string, readonly [number, number]>>;
}

const graph = async (page: Page): Promise<Saved> => JSON.parse(await save(page)) as Saved;
const palette = (page: Page) => page.getByRole("dialog", { name: "Palette" });
const status = (page: Page) => page.getByRole("status").first();

test("the palette adds a node where it was opened, runs commands and goes to nodes", async ({ page }) => {
  const spot = await emptySpot(page);
  await page.mouse.dblclick(spot.x, spot.y);
  await expect(palette(page)).toBeVisible();
  await page.keyboard.type("drp");
  await expect(palette(page).getByRole("option").first()).toContainText("Dropout");
  await expect(palette(page).getByRole("option").first().locator("mark")).toHaveText(["Dr", "p"]);
  await page.keyboard.press("Enter");
  await expect(palette(page)).toHaveCount(0);
  const card = await node(page, "dropout").boundingBox();
  expect(Math.abs((card?.x ?? 0) - spot.x)).toBeLessThan(140);
  expect(Math.abs((card?.y ?? 0) - spot.y)).toBeLessThan(60);
  await expect(node(page, "dropout")).toBeFocused();

  await page.keyboard.press("/");
  await page.keyboard.type("toggle theme");
  const before = await page.locator("html").getAttribute("data-theme");
  await page.keyboard.press("Enter");
  await expect(page.locator("html")).not.toHaveAttribute("data-theme", before ?? "");

  await page.keyboard.press("Space");
  await expect(palette(page)).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(palette(page)).toHaveCount(0);

  await page.keyboard.press("Control+f");
  await page.keyboard.type("confusion");
  await page.keyboard.press("Enter");
  await expect(node(page, "confusion")).toBeFocused();
});

test("a node from the library that is dropped on an edge goes in between, as one step", async ({ page }) => {
  const spot = await onEdge(page, "images.dataset>convert.dataset");
  const item = page.getByRole("region", { name: "Library" }).getByRole("button", { name: "Centre crop" });
  const canvas = page.locator(".react-flow");
  const box = await canvas.boundingBox();
  await item.dragTo(canvas, { targetPosition: { x: spot.x - (box?.x ?? 0), y: spot.y - (box?.y ?? 0) } });
  await expect(status(page)).toHaveText("Put Centre crop between Steel pictures and Convert colour");
  const made = await graph(page);
  expect(made.edges).toContainEqual({ from: "images.dataset", to: "center-crop.dataset" });
  expect(made.edges).toContainEqual({ from: "center-crop.dataset", to: "convert.dataset" });
  await page.keyboard.press("Control+z");
  const undone = await graph(page);
  expect(undone.nodes["center-crop"]).toBeUndefined();
  expect(undone.edges).toContainEqual({ from: "images.dataset", to: "convert.dataset" });
});

test("a card without edges that is dragged onto an edge lights it up and goes in between", async ({
  page,
}) => {
  const spot = await emptySpot(page);
  await page.mouse.dblclick(spot.x, spot.y);
  await expect(palette(page)).toBeVisible();
  await page.keyboard.type("centre crop");
  await page.keyboard.press("Enter");
  await expect(node(page, "center-crop")).toBeFocused();
  const goal = await onEdge(page, "images.dataset>convert.dataset");
  const card = await node(page, "center-crop").boundingBox();
  if (!card) throw new Error("The card is not on the screen.");
  await drag(
    page,
    { x: card.x + 60, y: card.y + 10 },
    { x: goal.x - card.width / 2 + 60, y: goal.y - 4 },
    async () => {
      await expect(page.locator('[data-drop="fits"]')).toHaveCount(1);
    },
  );
  await expect
    .poll(async () => (await graph(page)).edges)
    .toContainEqual({ from: "center-crop.dataset", to: "convert.dataset" });
  await page.keyboard.press("Control+z");
  const undone = await graph(page);
  expect(undone.edges).toContainEqual({ from: "images.dataset", to: "convert.dataset" });
  expect(undone.nodes["center-crop"]).toBeDefined();
});

test("an edge's end is dragged to another port, or let go on nothing", async ({ page }) => {
  const anchor = await anchorOf(page, "split.train>trainer.train");
  await drag(page, anchor, await middleOf(port(page, "trainer.validation", "target")));
  await expect.poll(async () => edgesTo(await graph(page), "trainer.validation")).toEqual(["split.train"]);
  expect(edgesTo(await graph(page), "trainer.train")).toEqual([]);
  await page.keyboard.press("Control+z");
  const back = await graph(page);
  expect(edgesTo(back, "trainer.train")).toEqual(["split.train"]);
  expect(edgesTo(back, "trainer.validation")).toEqual(["split.validation"]);
  await drag(page, await anchorOf(page, "adam.optimizer>trainer.optimizer"), await emptySpot(page));
  await expect.poll(async () => edgesTo(await graph(page), "trainer.optimizer")).toEqual([]);
});

test("an edge gets a bend by a double-click, which can be dragged and removed", async ({ page }) => {
  const id = "head.module>trainer.module";
  const bends = async () => (await graph(page)).edges.find(({ to }) => to === "trainer.module")?.bends;
  const spot = await onEdge(page, id);
  await page.mouse.dblclick(spot.x, spot.y);
  await expect.poll(async () => (await bends())?.length).toBe(1);
  const [first] = (await bends()) ?? [];
  const bend = page.locator(`.react-flow__edge[data-id="${id}"] [data-bend="0"]`);
  const at = await middleOf(bend);
  await drag(page, at, { x: at.x + 10, y: at.y + 90 });
  await expect.poll(async () => (await bends())?.[0]?.[1]).toBeGreaterThan((first?.[1] ?? 0) + 40);
  const moved = await middleOf(bend);
  await page.mouse.dblclick(moved.x, moved.y);
  await expect.poll(bends).toBeUndefined();
});

test("Delete joins the neighbours and says so; Shift+Delete joins nothing", async ({ page }) => {
  await node(page, "normalize").click({ position: { x: 60, y: 12 } });
  await page.keyboard.press("Delete");
  await expect(status(page)).toHaveText("Removed 1 node; joined To tensor to Split");
  expect(edgesTo(await graph(page), "split.dataset")).toEqual(["tensor.dataset"]);
  await page.keyboard.press("Control+z");
  await node(page, "normalize").click({ position: { x: 60, y: 12 } });
  await page.keyboard.press("Shift+Delete");
  expect(edgesTo(await graph(page), "split.dataset")).toEqual([]);
});

test("the menu of a card replaces it by another type and keeps what fits", async ({ page }) => {
  await node(page, "adam").click({ button: "right", position: { x: 60, y: 12 } });
  await page.getByRole("menuitem", { name: "Replace with…" }).click();
  await expect(palette(page).getByRole("combobox")).toBeFocused();
  await page.keyboard.type("sgd");
  await page.keyboard.press("Enter");
  await expect(status(page)).toHaveText(/^Replaced Adam by SGD; nothing was dropped$/);
  const made = await graph(page);
  expect(made.nodes.adam).toMatchObject({ type: "sgd", settings: { learningRate: 0.0001 } });
  expect(edgesTo(made, "trainer.optimizer")).toEqual(["adam.optimizer"]);
});

test("menus of an edge and of the canvas open where they are asked for, by mouse and by Shift+F10", async ({
  page,
}) => {
  const spot = await onEdge(page, "head.module>trainer.module");
  await page.mouse.click(spot.x, spot.y, { button: "right" });
  await page.getByRole("menuitem", { name: "Disconnect" }).click();
  await expect.poll(async () => edgesTo(await graph(page), "trainer.module")).toEqual([]);
  const nothing = await emptySpot(page);
  await page.mouse.click(nothing.x, nothing.y, { button: "right" });
  await expect(page.getByRole("menuitem", { name: "Add a node…" })).toBeVisible();
  await page.keyboard.press("Escape");
  await node(page, "trainer").focus();
  await page.keyboard.press("Shift+F10");
  await expect(page.getByRole("menuitem", { name: "Run to here" })).toBeVisible();
  await page.keyboard.press("Escape");
});

test("only one node is refused while something before it has not run, and a run to it shows its plan", async ({
  page,
}) => {
  await node(page, "resize").click({ button: "right", position: { x: 60, y: 12 } });
  await page.getByRole("menuitem", { name: "Run only this" }).click();
  await expect(status(page)).toHaveText(
    /^Resize cannot run alone: .*Steel pictures.* would have to run first/,
  );
  await node(page, "resize").click({ button: "right", position: { x: 60, y: 12 } });
  await page.getByRole("menuitem", { name: "Run to here" }).click();
  await expect(page.getByRole("tabpanel", { name: "Plan" })).toContainText("Run to resize");
  await expect(page.getByRole("tabpanel", { name: "Plan" }).getByRole("listitem")).toHaveCount(3);
  await expect(status(page)).toHaveText(/^Done in /);
  await expect(node(page, "resize").getByText("done")).toBeVisible();
  await expect(node(page, "trainer").locator('[data-state="ready"]')).toHaveCount(1);
});

test("Tidy is one step in which no card lies on another", async ({ page }) => {
  const before = (await graph(page)).layout;
  await node(page, "images").focus();
  await page.keyboard.press("t");
  await expect(status(page)).toHaveText("Tidied 17 nodes");
  const boxes = await page
    .locator(".react-flow__node")
    .evaluateAll((cards) => cards.map((card) => card.getBoundingClientRect().toJSON()));
  for (const [index, a] of boxes.entries()) {
    for (const b of boxes.slice(index + 1)) {
      expect(a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top).toBe(true);
    }
  }
  await page.keyboard.press("Control+z");
  expect((await graph(page)).layout).toEqual(before);
});

test("the sheet of shortcuts opens by ? and shows the keys that work", async ({ page }) => {
  await node(page, "images").focus();
  await page.keyboard.press("?");
  const sheet = page.getByRole("dialog", { name: "Keyboard shortcuts" });
  await expect(sheet).toContainText("Ctrl+Shift+Z");
  await page.keyboard.press("Escape");
  await expect(sheet).toHaveCount(0);
});

test("a pinned result is kept while something before it is changed, and what follows is made from it", async ({
  page,
}) => {
  const runTo = async (id: string) => {
    await node(page, id).click({ button: "right", position: { x: 60, y: 12 } });
    await page.getByRole("menuitem", { name: "Run to here" }).click();
    await expect(status(page)).toHaveText(/^Done in /);
  };
  const state = (id: string) => node(page, id).locator("[data-state]");
  await runTo("tensor");
  await node(page, "tensor").focus();
  await page.keyboard.press("p");
  await expect(node(page, "tensor").getByRole("button", { name: "Pinned: unpin" })).toBeVisible();
  await node(page, "resize").click({ position: { x: 60, y: 12 } });
  await page.getByRole("tab", { name: "Settings", exact: true }).click();
  const rows = page
    .getByRole("tabpanel", { name: "Settings" })
    .getByLabel(/^Rows|^Height/)
    .first();
  await rows.fill("100");
  await rows.press("Enter");
  await expect(state("resize")).toHaveAttribute("data-state", "stale");
  await expect(state("tensor")).toHaveAttribute("data-state", "done");
  await runTo("normalize");
  await expect(page.getByRole("tabpanel", { name: "Plan" })).toContainText("Pinned: result of To tensor");
  await expect(state("normalize")).toHaveAttribute("data-state", "done");
  await expect(state("tensor")).toHaveAttribute("data-state", "cached");
  await expect(state("resize")).toHaveAttribute("data-state", "stale");
  await node(page, "tensor").getByRole("button", { name: "Pinned: unpin" }).click();
  await expect(state("normalize")).toHaveAttribute("data-state", "stale");
});

for (const colorScheme of ["light", "dark"] as const) {
  test(`axe finds nothing serious in the palette, the menu and the sheet in ${colorScheme} colours`, async ({
    page,
  }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await node(page, "images").focus();
    await page.keyboard.press("/");
    await expect(palette(page)).toBeVisible();
    await page.keyboard.type("re");
    await expect(palette(page).getByRole("option").first()).toBeVisible();
    await look(page, `palette-${colorScheme}`);
    await expectNothingSerious(page, "the palette");
    await page.keyboard.press("Escape");
    await node(page, "resize").click({ button: "right", position: { x: 60, y: 12 } });
    await expect(page.getByRole("menu")).toBeVisible();
    await look(page, `menu-${colorScheme}`);
    await expectNothingSerious(page, "the menu");
    await page.keyboard.press("Escape");
    await page.keyboard.press("?");
    await expect(page.getByRole("dialog", { name: "Keyboard shortcuts" })).toBeVisible();
    await look(page, `sheet-${colorScheme}`);
    await expectNothingSerious(page, "the sheet");
  });
}

/** Kept where somebody wants to look: SHOTS names a folder. */
async function look(page: Page, name: string): Promise<void> {
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/${name}.png` });
}

function edgesTo({ edges }: Saved, to: string): string[] {
  return edges.filter((edge) => edge.to === to).map((edge) => edge.from);
}

/** A point on the line of an edge where nothing lies over it. */
async function onEdge(page: Page, id: string): Promise<Spot> {
  const found = await page.locator(`.react-flow__edge[data-id="${id}"]`).evaluate((edge) => {
    const path = edge.querySelector<SVGPathElement>(".tl-edge");
    const matrix = path?.getScreenCTM();
    if (!path || !matrix) return undefined;
    for (const share of [0.5, 0.4, 0.6, 0.3, 0.7]) {
      const at = path.getPointAtLength(share * path.getTotalLength()).matrixTransform(matrix);
      if (document.elementFromPoint(at.x, at.y)?.closest(".react-flow__edge") === edge)
        return { x: at.x, y: at.y };
    }
    return undefined;
  });
  if (!found) throw new Error(`${id} is covered.`);
  return found;
}

/** The place before an edge's end where it is taken hold of. */
async function anchorOf(page: Page, id: string): Promise<Spot> {
  const box = await page
    .locator(`.react-flow__edge[data-id="${id}"] .react-flow__edgeupdater-target`)
    .boundingBox();
  if (!box) throw new Error(`${id} has no end to take hold of.`);
  return { x: box.x + 2, y: box.y + box.height / 2 };
}
