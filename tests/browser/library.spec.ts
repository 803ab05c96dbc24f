import { readFile } from "node:fs/promises";
import { expect, type Page, test } from "@playwright/test";
import { expectNothingSerious } from "./axe";
import { node, open, openEditor, STEEL, save } from "./graph-page";

const title = (page: Page) => page.getByRole("textbox", { name: "Title of the graph" });
const graphs = (page: Page) => page.getByRole("dialog", { name: "Graphs" });
const mine = (page: Page) => graphs(page).getByRole("region", { name: "Your graphs" });
const readOnly = (page: Page) => page.getByRole("region", { name: "Read only" });

async function retitle(page: Page, text: string): Promise<void> {
  await title(page).fill(text);
  await title(page).press("Enter");
}

async function menu(page: Page, item: string): Promise<void> {
  await page.getByRole("button", { name: "File", exact: true }).click();
  await page.getByRole("menuitem", { name: item }).click();
}

async function more(page: Page, graph: string, item: string): Promise<void> {
  await mine(page)
    .getByRole("button", { name: `More for ${graph}`, exact: true })
    .click();
  await page.getByRole("menuitem", { name: item }).click();
}

test("two tabs never change one graph at once: the second looks, follows, and can take over", async ({
  context,
  page: first,
}) => {
  const faults = await openEditor(first);
  await retitle(first, "Shared");
  const second = await context.newPage();
  await openEditor(second);
  await expect(readOnly(second)).toContainText("open in another tab");
  await expect(title(second)).toHaveValue("Shared");

  await retitle(first, "Shared and changed");
  await expect(title(second)).toHaveValue("Shared and changed");
  await retitle(second, "Not to be");
  await expect(second.getByText("Nothing was changed")).toBeVisible();
  await expect(title(second)).toHaveValue("Shared and changed");
  await node(second, "adam").click();
  await second.keyboard.press("Delete");
  await expect(node(second, "adam")).toBeVisible();

  await readOnly(second).getByRole("button", { name: "Take over" }).click();
  await expect(readOnly(second)).toBeHidden();
  await expect(readOnly(first)).toBeVisible();
  await retitle(second, "Of the second");
  await expect(title(first)).toHaveValue("Of the second");
  await retitle(first, "Not to be");
  await expect(title(first)).toHaveValue("Of the second");
  expect(JSON.parse(await save(second)).title).toBe("Of the second");

  // Back again, and what was done in the second is there.
  await readOnly(first).getByRole("button", { name: "Take over" }).click();
  await expect(readOnly(second)).toBeVisible();
  await node(first, "adam").click();
  await first.keyboard.press("Delete");
  await expect(node(second, "adam")).toHaveCount(0);
  expect(faults).toEqual([]);
});

test("a tab that was closed leaves its graph to the next", async ({ context, page: first }) => {
  await openEditor(first);
  await retitle(first, "Left");
  await expect(first.getByText("Saved in this browser")).toBeVisible();
  await first.close();
  const second = await context.newPage();
  await openEditor(second);
  await expect(title(second)).toHaveValue("Left");
  await expect(readOnly(second)).toBeHidden();
  await retitle(second, "Taken up");
  await second.reload();
  await expect(title(second)).toHaveValue("Taken up");
});

test("graphs are listed, renamed, copied, deleted and brought back, and stay apart", async ({ page }) => {
  await page.emulateMedia({ colorScheme: "dark", reducedMotion: "reduce" });
  const faults = await openEditor(page);
  await retitle(page, "First of mine");
  await menu(page, "Graphs…");
  await expectNothingSerious(page, "the start page");
  await expect(mine(page).getByRole("listitem")).toHaveCount(1);
  await graphs(page)
    .getByRole("region", { name: "Templates" })
    .getByRole("button", { name: "Nuclei segmentation" })
    .click();
  await expect(title(page)).toHaveValue("Nuclei segmentation");
  await expect(graphs(page)).toBeHidden();
  // A template that nobody changed is in no list.
  await menu(page, "Graphs…");
  await expect(mine(page).getByRole("listitem")).toHaveCount(1);
  await more(page, "First of mine", "Rename");
  await page.getByRole("textbox", { name: "New title" }).fill("Renamed");
  await page.keyboard.press("Enter");
  await more(page, "Renamed", "Duplicate");
  await expect(mine(page).getByRole("listitem")).toHaveCount(2);
  await more(page, "Renamed, copy", "Delete");
  await expect(mine(page).getByRole("listitem")).toHaveCount(1);
  await graphs(page).getByRole("button", { name: "Undo" }).click();
  await expect(mine(page).getByRole("listitem")).toHaveCount(2);
  // By the keyboard alone.
  await mine(page).getByRole("button", { name: "Renamed", exact: true }).focus();
  await page.keyboard.press("Enter");
  await expect(title(page)).toHaveValue("Renamed");
  await expect(node(page, "trainer")).toBeVisible();
  // With more than one graph a new tab asks which.
  const next = await page.context().newPage();
  await next.goto("/");
  await expect(mine(next).getByRole("listitem")).toHaveCount(2);
  await next.getByRole("button", { name: "Renamed, copy" }).first().click();
  await expect(title(next)).toHaveValue("Renamed, copy");
  await expect(readOnly(next)).toBeHidden();
  await next.goto("/?start");
  await expect(graphs(next)).toBeVisible();
  expect(faults).toEqual([]);
});

test("a version brings an earlier state back in one step, and says what has changed since", async ({
  page,
}) => {
  await openEditor(page);
  await retitle(page, "With versions");
  await menu(page, "Versions…");
  const dialog = page.getByRole("dialog", { name: "Versions" });
  await dialog.getByRole("textbox").fill("whole");
  await page.keyboard.press("Enter");
  await expect(dialog.getByText("The same as now").first()).toBeVisible();
  await page.keyboard.press("Escape");
  const before = await save(page);
  await node(page, "split").click();
  await page.keyboard.press("Delete");
  await page.reload();
  await expect(node(page, "split")).toHaveCount(0);
  await menu(page, "Versions…");
  await expectNothingSerious(page, "the versions");
  await expect(dialog.getByText("Since then: Split removed; 6 edges removed").first()).toBeVisible();
  await dialog.getByRole("button", { name: /^Go back to: whole/ }).click();
  await expect(node(page, "split")).toBeVisible();
  expect(await save(page)).toBe(before);
  await page.keyboard.press("Control+z");
  await expect(node(page, "split")).toHaveCount(0);
  // A run keeps what it ran with.
  await retitle(page, "As it ran");
  await page.getByRole("button", { name: "Run", exact: true }).click();
  await menu(page, "Versions…");
  await expect(dialog.getByText("At a run")).toBeVisible();
});

test("a broken file opens without what is wrong in it, and nothing of the file is lost", async ({ page }) => {
  const faults = await openEditor(page);
  const text = (await readFile(STEEL, "utf8")).replace('"type": "mlp-head"', '"type": 7').slice(0, -300);
  await open(page, text);
  const dialog = page.getByRole("dialog", { name: "graph.json was opened in part" });
  await expectNothingSerious(page, "what was left out");
  const said = dialog.getByRole("list", { name: "Left out" });
  await expect(said).toContainText("The file breaks off in line");
  await expect(said).toContainText("Left out the node head: type has to be a text, and is 7.");
  const download = page.waitForEvent("download");
  await dialog.getByRole("button", { name: "Save the file as it came" }).click();
  expect(await readFile(await (await download).path(), "utf8")).toBe(text);
  await dialog.getByRole("button", { name: "Go on" }).click();
  await expect(node(page, "trainer")).toBeVisible();
  await expect(node(page, "head")).toHaveCount(0);
  await page.reload();
  await expect(node(page, "trainer")).toBeVisible();
  await menu(page, "Versions…");
  await expect(page.getByRole("dialog", { name: "Versions" })).toContainText("The file as it came");
  expect(faults).toEqual([]);
});

test("a node of a type that this page does not know stays, with its edges, and can be moved", async ({
  page,
}) => {
  await openEditor(page);
  const graph = JSON.parse(await readFile(STEEL, "utf8"));
  graph.nodes.resize = {
    type: "from-the-future",
    version: 9,
    settings: { depth: [1, { a: 2 }] },
    colour: "red",
  };
  await open(page, JSON.stringify(graph));
  const card = node(page, "resize");
  await expect(card).toBeVisible();
  await expect(page.locator('.react-flow__edge[data-id="convert.dataset>resize.dataset"]')).toHaveCount(1);
  await expect(page.locator('.react-flow__edge[data-id="resize.dataset>tensor.dataset"]')).toHaveCount(1);
  const opened = JSON.parse(await save(page));
  await card.focus();
  await page.keyboard.press("Enter");
  await page.keyboard.press("ArrowRight");
  const saved = JSON.parse(await save(page));
  expect(saved.nodes.resize).toEqual(graph.nodes.resize);
  expect(saved.edges).toEqual(opened.edges);
  expect(saved.layout.resize[0]).toBeGreaterThan(opened.layout.resize[0]);
});

test("what an earlier page kept of a tab is in the list of graphs", async ({ page }) => {
  await page.goto("/graph.schema.json");
  const text = (await readFile(STEEL, "utf8")).replace("Steel defects", "From before");
  await page.evaluate(
    (kept) =>
      new Promise<void>((resolve, reject) => {
        const request = indexedDB.open("tensorloom");
        request.onerror = () => reject(request.error);
        request.onupgradeneeded = () => request.result.createObjectStore("journal");
        request.onsuccess = () => {
          const transaction = request.result.transaction("journal", "readwrite");
          transaction.objectStore("journal").put({ text: kept, at: 1_790_000_000_000 }, "an-old-tab");
          transaction.oncomplete = () => {
            request.result.close();
            resolve();
          };
        };
      }),
    text,
  );
  await openEditor(page);
  await expect(title(page)).toHaveValue("From before");
  expect(await save(page)).toBe(text);
});
