import { readFile } from "node:fs/promises";
import { expect, type Locator, type Page, test } from "@playwright/test";
import { expectNothingSerious } from "./axe";
import { node, open, openEditor, STEEL, save } from "./graph-page";

// Large enough that the cards of the whole graph show all of themselves.
test.use({ viewport: { width: 2200, height: 1400 } });

let faults: readonly string[] = [];

test.beforeEach(async ({ page }) => {
  faults = await openEditor(page);
});

test.afterEach(() => {
  expect(faults, "nothing was thrown on the page").toEqual([]);
});

interface Saved {
  readonly nodes: Record<string, { readonly type: string; readonly settings: Record<string, unknown> }>;
  readonly edges: readonly { readonly from: string; readonly to: string }[];
  readonly groups: Record<
    string,
    { readonly title: string; readonly nodes: readonly string[]; readonly folded?: true }
  >;
  readonly layout: Record<string, readonly [number, number]>;
  readonly notes: readonly {
    readonly text: string;
    readonly position: readonly [number, number];
    readonly colour?: string;
  }[];
}

const saved = async (page: Page): Promise<Saved> => JSON.parse(await save(page));

test("nodes are grouped, folded to one card and opened again, each one step of undo", async ({ page }) => {
  const before = await save(page);
  await choose(page, ["resize", "convert"]);
  await page.keyboard.press("Control+g");
  const frame = look(page, "group:group");
  await expect(frame).toHaveAttribute("aria-label", "Group Group, 2 nodes");
  await frame.getByRole("button", { name: "Fold Group" }).click();
  await expect(node(page, "resize")).toHaveCount(0);
  // What leads out of it and into it is drawn to the card, and nothing else of it.
  const edges = page.locator(".react-flow__edge");
  await expect(edges).toHaveCount(21);
  for (const port of ["convert.dataset", "resize.dataset"])
    await expect(frame.locator(`[data-port="${port}"]`)).toHaveCount(1);

  await frame.locator("h3").dblclick();
  await expect(node(page, "resize")).toBeVisible();
  await expect(edges).toHaveCount(22);
  await frame.focus();
  await page.keyboard.press("Enter");
  await expect(node(page, "resize")).toHaveCount(0);
  await expect(frame).toBeFocused();
  // Open and folded again, and F2 at once: what gives the focus back a moment later leaves the title to the hand.
  await page.keyboard.press("Enter");
  await page.keyboard.press("Enter");
  await page.keyboard.press("F2");
  await page.waitForTimeout(120);
  await expect(page.locator("input:focus")).toHaveValue("Group");
  await page.keyboard.type("Smaller");
  await page.keyboard.press("Enter");
  expect((await saved(page)).groups).toEqual({
    group: { title: "Smaller", nodes: expect.arrayContaining(["convert", "resize"]), folded: true },
  });
  for (let steps = 0; steps < 7; steps++) await page.keyboard.press("Control+z");
  expect(await save(page)).toBe(before);
});

test("a frame's title moves its nodes, in one step, and a folded card moves them too", async ({ page }) => {
  await choose(page, ["loss", "adam"]);
  await page.keyboard.press("Control+g");
  const before = (await saved(page)).layout;
  await drag(page, look(page, "group:group").locator(".frame-title h3"), -60, 40);
  const moved = (await saved(page)).layout;
  const [dx, dy] = shift(before, moved, "loss");
  expect(Math.abs(dx) + Math.abs(dy)).toBeGreaterThan(40);
  expect(shift(before, moved, "adam")).toEqual([dx, dy]);
  expect(shift(before, moved, "trainer")).toEqual([0, 0]);
  await page.keyboard.press("Control+z");
  expect((await saved(page)).layout).toEqual(before);

  await look(page, "group:group").getByRole("button", { name: "Fold Group" }).click();
  await drag(page, look(page, "group:group").locator("h3"), 80, 20);
  const folded = (await saved(page)).layout;
  expect(shift(before, folded, "loss")[0]).toBeGreaterThan(40);
  expect(shift(before, folded, "loss")).toEqual(shift(before, folded, "adam"));
});

test("a problem inside a folded group shows on its card and leads to the node, which is opened", async ({
  page,
}) => {
  const graph = JSON.parse(await readFile(STEEL, "utf8"));
  graph.groups = { net: { title: "Network", nodes: ["vgg16", "head"], folded: true } };
  graph.nodes.head.settings.dropout = 7;
  await open(page, JSON.stringify(graph));
  const card = look(page, "group:net");
  await expect(card).toBeVisible();
  await page.getByRole("button", { name: "Fit View" }).click();
  const line = page.getByRole("list", { name: "Problems" }).getByRole("button", { name: /^MLP head/ });
  await line.first().click();
  await expect(node(page, "head")).toBeFocused();
  await page.keyboard.press("Control+z");
  await expect(card).toHaveAttribute("aria-label", /folded/);
});

test("a group becomes a block, another graph gets an instance, and what was changed is said and brought over", async ({
  page,
}) => {
  await choose(page, ["resize", "convert"]);
  await page.keyboard.press("Control+g");
  await page.getByRole("textbox", { name: "Title of the group" }).fill("Smaller");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Save as block" }).click();
  const blocks = page.getByRole("region", { name: "Your blocks" });
  await blocks.getByRole("button", { name: "Smaller", exact: true }).focus();
  await page.keyboard.press("Enter");
  await expect(look(page, "group:block")).toHaveAttribute("aria-label", "Group Smaller, 2 nodes");

  await set(page, "resize", "height", "128");
  await expect(look(page, "group:group").getByText("changed since Smaller")).toBeVisible();
  await expect(look(page, "group:block").getByText("changed since")).toHaveCount(0);
  await look(page, "group:group").locator(".frame-title h3").click();
  await page.getByRole("button", { name: "Update block" }).click();
  await expect(look(page, "group:block").getByText("Smaller is newer")).toBeVisible();
  await set(page, "resize-2", "width", "96");
  // Cards may lie over a frame's title: by the keyboard it is always reached.
  await look(page, "group:block").focus();
  await page.keyboard.press("Space");
  await page.getByRole("button", { name: "Bring up to date" }).click();
  expect((await saved(page)).nodes["resize-2"]?.settings).toMatchObject({ height: 128, width: 96 });
  await page.keyboard.press("Control+z");
  expect((await saved(page)).nodes["resize-2"]?.settings.height).toBe(224);

  // As a file it goes to another browser, and it is there on the next visit.
  const download = page.waitForEvent("download");
  await blocks.getByRole("button", { name: "Save Smaller as a file" }).click();
  const text = await readFile(await (await download).path(), "utf8");
  await blocks.getByRole("button", { name: "Remove Smaller" }).click();
  await expect(blocks.getByRole("button", { name: "Smaller", exact: true })).toHaveCount(0);
  const picker = page.waitForEvent("filechooser");
  await blocks.getByRole("button", { name: "Import a block" }).click();
  await (await picker).setFiles({ name: "b.json", mimeType: "application/json", buffer: Buffer.from(text) });
  await expect(blocks.getByRole("button", { name: "Smaller", exact: true })).toBeVisible();
  await page.reload();
  await expect(blocks.getByRole("button", { name: "Smaller", exact: true })).toBeVisible();
});

test("a note is written in place, coloured, moved and removed, and nothing in it can run", async ({
  page,
}) => {
  const requests: string[] = [];
  page.on("request", (request) => requests.push(request.url()));
  await page.getByRole("button", { name: "Add a note" }).click();
  const words = page.getByRole("textbox", { name: "Words of the note, in Markdown" });
  await words.fill(
    "# Why\n\n**224** px, see [torch](https://pytorch.org) <img src=https://evil.example/x onerror=alert(1)>",
  );
  await page.keyboard.press("Escape");
  const note = look(page, "note:0");
  await expect(note.getByRole("heading", { name: "Why" })).toBeVisible();
  await expect(note.getByRole("link", { name: "torch" })).toHaveAttribute("rel", "noopener noreferrer");
  await expect(note.locator("img")).toHaveCount(0);
  expect(requests.filter((url) => !url.startsWith(new URL(page.url()).origin))).toEqual([]);
  await page.getByRole("toolbar", { name: "Of this note" }).getByRole("button", { name: "Lilac" }).click();
  await note.focus();
  await page.keyboard.press("ArrowRight");
  const [written] = (await saved(page)).notes;
  expect(written).toMatchObject({ colour: "lilac", text: expect.stringContaining("# Why") });
  await page.keyboard.press("Enter");
  await words.press("Control+End");
  await page.keyboard.type(" more");
  await page.locator(".react-flow__pane").click({ position: { x: 8, y: 8 } });
  expect((await saved(page)).notes[0]?.text).toMatch(/more$/);
  await note.click({ position: { x: 20, y: 12 } });
  await page.keyboard.press("Delete");
  await expect(note).toHaveCount(0);
});

test("a frame takes what lies in it along; with Alt it moves alone", async ({ page }) => {
  await choose(page, ["loss", "adam"]);
  await page.getByRole("button", { name: "Add a frame" }).click();
  await page.getByRole("textbox", { name: "Title of the frame" }).fill("How it learns");
  await page.keyboard.press("Enter");
  const before = await saved(page);
  await drag(page, look(page, "note:0").locator("h3"), -50, 30);
  const after = await saved(page);
  const [dx, dy] = shift(before.layout, after.layout, "adam");
  expect(Math.abs(dx) + Math.abs(dy)).toBeGreaterThan(30);
  expect(after.notes[0]?.position).toEqual([
    (before.notes[0]?.position[0] ?? 0) + dx,
    (before.notes[0]?.position[1] ?? 0) + dy,
  ]);
  expect(shift(before.layout, after.layout, "trainer")).toEqual([0, 0]);
  await page.keyboard.down("Alt");
  await drag(page, look(page, "note:0").locator("h3"), 50, -30);
  await page.keyboard.up("Alt");
  const alone = await saved(page);
  expect(alone.layout).toEqual(after.layout);
  expect(alone.notes[0]?.position).not.toEqual(after.notes[0]?.position);
});

test("the outline reads and edits the graph by keys alone", async ({ page }) => {
  await page.keyboard.press("Control+Shift+o");
  const tree = page.getByRole("tree", { name: "Outline of the graph" });
  const line = (name: string | RegExp) => tree.getByRole("treeitem", { name });
  await expect(tree.getByRole("treeitem").first()).toBeFocused();
  await page.keyboard.type("resi");
  await expect(line(/^Resize/)).toBeFocused();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await expect(line(/^dataset ← Convert colour\.dataset, 240 × /)).toBeFocused();
  await page.keyboard.press("d");
  await expect(line("dataset, not wired")).toBeFocused();
  await page.keyboard.press("c");
  const list = page.getByRole("listbox", { name: "What feeds resize.dataset" });
  await expect(list.getByRole("option", { name: /circle/ }).first()).toHaveAttribute("aria-disabled", "true");
  await page.keyboard.type("c");
  await page.keyboard.press("Enter");
  await expect(line(/^dataset ← Convert colour\.dataset/)).toBeFocused();
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("F2");
  await page.keyboard.type("To 224");
  await page.keyboard.press("Enter");
  await expect(line(/^To 224/)).toBeFocused();
  await expectNothingSerious(page, "the outline");
  await page.keyboard.type("met");
  await page.keyboard.press("Delete");
  await expect(line(/^Metrics/)).toHaveCount(0);
  await expect(tree.locator(":focus")).toHaveCount(1);
  const graph = await saved(page);
  expect(graph.nodes.metrics).toBeUndefined();
  expect(graph.nodes.resize).toMatchObject({ title: "To 224" });
  await page.keyboard.type("to 2");
  await page.keyboard.press("Enter");
  await expect(node(page, "resize")).toBeFocused();
});

for (const colorScheme of ["light", "dark"] as const) {
  test(`axe finds nothing serious in groups, notes and frames in ${colorScheme} colours`, async ({
    page,
  }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    const graph = JSON.parse(await readFile(STEEL, "utf8"));
    graph.groups = {
      net: { title: "Network", nodes: ["vgg16", "head"], folded: true, colour: "lilac" },
      prepare: { title: "Prepare", nodes: ["convert", "resize"], colour: "sage" },
    };
    graph.notes = [
      { text: "# Note\n\nwith a [link](https://pytorch.org)", position: [40, 760], colour: "rose" },
      { kind: "frame", text: "Frame", position: [1200, 0], size: [600, 560], colour: "sand" },
    ];
    await open(page, JSON.stringify(graph));
    await page.getByRole("button", { name: "Zoom In" }).click();
    await look(page, "group:prepare").locator(".frame-title h3").click();
    await expect(page.getByRole("heading", { name: "Block", exact: true })).toBeVisible();
    await expectNothingSerious(page, "a selected group");
    await page.keyboard.press("Control+Shift+o");
    await expectNothingSerious(page, "with the outline");
  });
}

function look(page: Page, key: string): Locator {
  return page.locator(`.react-flow__node[data-id="${key}"]`);
}

async function choose(page: Page, ids: readonly string[]): Promise<void> {
  for (const [at, id] of ids.entries())
    await node(page, id).click({ position: { x: 30, y: 8 }, ...(at > 0 ? { modifiers: ["Control"] } : {}) });
}

/** Sets a setting by the inspector, as a person does. */
async function set(page: Page, id: string, setting: string, value: string): Promise<void> {
  await node(page, id).click({ position: { x: 30, y: 8 } });
  await page.getByRole("tab", { name: "Settings", exact: true }).click();
  const label = { height: /^Height/, width: /^Width/ }[setting] ?? setting;
  const field = page.getByRole("tabpanel", { name: "Settings" }).getByLabel(label).first();
  await field.fill(value);
  await field.press("Enter");
}

async function drag(page: Page, element: Locator, dx: number, dy: number): Promise<void> {
  const box = await element.boundingBox();
  if (!box) throw new Error("It is not on the screen.");
  const [x, y] = [box.x + Math.min(20, box.width / 2), box.y + box.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + dx / 2, y + dy / 2, { steps: 4 });
  await page.mouse.move(x + dx, y + dy, { steps: 4 });
  await page.mouse.up();
}

function shift(before: Saved["layout"], after: Saved["layout"], id: string): readonly [number, number] {
  const [[x, y] = [0, 0], [nx, ny] = [0, 0]] = [before[id], after[id]];
  return [nx - x, ny - y];
}
