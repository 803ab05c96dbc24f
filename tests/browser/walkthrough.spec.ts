import { readFile } from "node:fs/promises";
import { expect, type Page, test } from "@playwright/test";
import { openBundle } from "../../src/files/bundle";
import { expectNothingSerious } from "./axe";
import { addFromLibrary, wire } from "./by-hand";
import { node, openEditor } from "./graph-page";
import { goal, next, panel } from "./walkthrough-page";

const FIXTURE = "tests/fixtures/walkthroughs/resize.json";

const heading = (page: Page, name: string) => panel(page).getByRole("heading", { name });

/** Opens a walkthrough by the browser's file picker, as any file is. */
async function openWalkthrough(page: Page, text?: string): Promise<void> {
  const picker = page.waitForEvent("filechooser");
  await page.keyboard.press("Control+o");
  await (await picker).setFiles({
    name: "resize.json",
    mimeType: "application/json",
    buffer: Buffer.from(text ?? (await readFile(FIXTURE))),
  });
}

test("a walkthrough is followed by clicks and keys, from its start to its end", async ({ page }) => {
  const faults = await openEditor(page);
  await openWalkthrough(page);
  await expect(heading(page, "What resizing does")).toBeVisible();
  await expect(node(page, "images")).toBeVisible();
  await expect(page.getByLabel("Title of the graph")).toHaveValue("Pictures made smaller");
  // Formulas are MathML, the drawing is a picture, and tags are words.
  await expect(panel(page).locator("math")).toHaveCount(3);
  await expect(panel(page).getByRole("img", { name: "A square of 70 beside one of 35." })).toBeVisible();
  await expect(panel(page).getByText("<script>")).toBeVisible();
  await expect(page).not.toHaveTitle("hostile");
  await next(page).click();

  await expect(heading(page, "Add a node")).toBeFocused();
  await expect(goal(page)).toContainText("Resize");
  await panel(page).getByRole("button", { name: "Give me a hint" }).click();
  await expect(panel(page).getByText("search field of the library")).toBeVisible();
  await expect(panel(page).getByText("Drag from the round port")).toBeHidden();
  await panel(page).getByRole("button", { name: "Another hint" }).click();
  await expect(panel(page).getByText("Drag from the round port")).toBeVisible();
  // Wired past the new node, the goal is not met.
  await wire(page, "images.dataset", "grid.dataset");
  await addFromLibrary(page, "resize");
  await expect(node(page, "resize")).toBeVisible();
  await expect(goal(page)).not.toContainText("Done");
  await wire(page, "images.dataset", "resize.dataset");
  await wire(page, "resize.dataset", "grid.dataset");
  await expect(goal(page)).toContainText("Done");
  await next(page).click();

  await node(page, "resize").click({ position: { x: 40, y: 12 } });
  const height = page.getByRole("region", { name: "Inspector" }).getByLabel("Height").first();
  await height.fill("31");
  await height.press("Enter");
  await expect(goal(page)).toContainText("32");
  await expect(goal(page)).not.toContainText("Done");
  await height.fill("32");
  await height.press("Enter");
  await expect(goal(page)).toContainText("Done");
  await next(page).click();

  await node(page, "grid").click({ position: { x: 40, y: 12 } });
  await page.getByRole("button", { name: "Run", exact: true }).click();
  await expect(page.getByRole("status").first()).toHaveText(/^Done in/, { timeout: 200_000 });
  await page.getByRole("tab", { name: "Settings", exact: true }).click();
  await expect(goal(page)).toContainText("result");
  await page.getByRole("tab", { name: "Result", exact: true }).click();
  await expect(goal(page)).toContainText("Done");

  // What was done is still known after the page is loaded anew.
  await page.reload();
  await expect(heading(page, "Run it")).toBeVisible();
  await expect(goal(page)).toContainText("Done");
  await expect(node(page, "resize")).toBeVisible();
  await next(page).click();

  await panel(page).getByRole("radio", { name: "A half" }).check();
  await expect(panel(page).getByText("Both sides shrink")).toBeVisible();
  await panel(page).getByLabel("Answer in px").fill("1000");
  await page.keyboard.press("Enter");
  await expect(panel(page).getByText("Not yet.")).toBeVisible();
  await panel(page).getByLabel("Answer in your own words").fill("It is faster.");
  await expect(goal(page)).toContainText("not right yet");
  await panel(page).getByRole("radio", { name: "A quarter" }).check();
  await panel(page).getByLabel("Answer in px").fill("1024");
  await page.keyboard.press("Enter");
  await expect(goal(page)).toContainText("Done");
  await expect(panel(page).getByRole("button", { name: /^Step \d.*, done$/ })).toHaveCount(5);
  expect(faults).toEqual([]);
});

test("Show me does every step, and one undo takes its edits back", async ({ page }) => {
  await openEditor(page);
  await openWalkthrough(page);
  const showMe = panel(page).getByRole("button", { name: "Show me" });
  await next(page).click();
  await showMe.click();
  await expect(goal(page)).toContainText("Done");
  await expect(page.locator(".react-flow__edge")).toHaveCount(2);
  await node(page, "images").click({ position: { x: 40, y: 12 } });
  await page.keyboard.press("Control+z");
  await expect(node(page, "resize")).toBeHidden();
  await expect(page.locator(".react-flow__edge")).toHaveCount(0);
  await page.keyboard.press("Control+Shift+z");
  for (const title of ["Choose a size", "Run it", "Three questions"]) {
    await next(page).click();
    await expect(heading(page, title)).toBeVisible();
    await showMe.click();
    await expect(goal(page)).toContainText("Done", { timeout: 200_000 });
  }
  // What is handed in is read again as a whole, with all steps done; what ran before a reload is in it too.
  await page.reload();
  await expect(heading(page, "Three questions")).toBeVisible();
  await panel(page).getByRole("button", { name: "Hand in…" }).click();
  await expect(page.getByLabel(/Your name/)).toBeVisible();
  await expect(page.getByText("No result fits the graph")).toBeHidden();
  await page.getByLabel(/Your name/).fill("Ada");
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Save the file" }).click();
  const saved = await download;
  expect(saved.suggestedFilename()).toBe("pictures-made-smaller-ada.loom");
  const bundle = await openBundle(new Blob([await readFile(await saved.path())]), saved.suggestedFilename());
  const submission = JSON.parse(new TextDecoder().decode(await bundle.read("submission.json")));
  expect(Object.keys(submission.results).sort()).toEqual(["grid", "images", "resize"]);
  expect(submission.results.images.metrics).toMatchObject({ count: expect.any(Number) });
});

test("a walkthrough is left, found again in the list, and begun anew", async ({ page }) => {
  await openEditor(page);
  await openWalkthrough(page);
  await next(page).click();
  await panel(page).getByRole("button", { name: "Show me" }).click();
  await expect(goal(page)).toContainText("Done");
  await panel(page).getByRole("button", { name: "Close the walkthrough" }).click();
  await expect(panel(page)).toBeHidden();
  await page.getByRole("button", { name: "File", exact: true }).click();
  await page.getByRole("menuitem", { name: "Steel example" }).click();
  await expect(node(page, "trainer")).toBeVisible();
  await page.getByRole("button", { name: "File", exact: true }).click();
  await page.getByRole("menuitem", { name: "Walkthroughs…" }).click();
  const entry = page.getByRole("button", { name: /Pictures made smaller/ });
  await expect(entry).toContainText(/steps done/);
  await entry.click();
  await expect(heading(page, "Add a node")).toBeVisible();
  await expect(node(page, "resize")).toBeVisible();
  await panel(page).getByRole("button", { name: "More of this walkthrough" }).click();
  await page.getByRole("menuitem", { name: "Begin anew" }).click();
  await expect(heading(page, "What resizing does")).toBeVisible();
  await expect(node(page, "resize")).toBeHidden();
});

test("in a drawer the walkthrough folds away, and what lies in a closed drawer was not looked at", async ({
  page,
}) => {
  await page.setViewportSize({ width: 900, height: 700 });
  await openEditor(page);
  await openWalkthrough(page);
  const comeBack = (name: RegExp) => page.getByRole("button", { name }).click();
  await comeBack(/^What resizing does/);
  for (const title of ["Add a node", "Choose a size"]) {
    await next(page).click();
    await expect(heading(page, title)).toBeVisible();
    await panel(page).getByRole("button", { name: "Show me" }).click();
    await expect(goal(page)).toContainText("Done");
  }
  await next(page).click();
  await expect(goal(page)).toContainText("Look at the result of Image grid");
  await panel(page).getByRole("button", { name: "Fold the walkthrough" }).click();
  await expect(panel(page)).toBeHidden();
  await page.getByRole("button", { name: "Run", exact: true }).click();
  await expect(page.getByRole("status").first()).toHaveText(/^Done in /, { timeout: 200_000 });
  await node(page, "grid").click({ position: { x: 40, y: 12 } });
  await comeBack(/^Run it/);
  await expect(goal(page)).toContainText("Look at the result of Image grid");
  await expect(goal(page)).not.toContainText("Run the whole graph");
  await panel(page).getByRole("button", { name: "Fold the walkthrough" }).click();
  await page.getByRole("button", { name: "Inspector" }).click();
  await page.getByRole("button", { name: "Close Inspector" }).click({ position: { x: 20, y: 300 } });
  await comeBack(/^Run it: done/);
  await expect(goal(page)).toContainText("Done");
});

test("a walkthrough that cannot be read is refused in words, and the graph stays", async ({ page }) => {
  await openEditor(page);
  const walkthrough = JSON.parse(await readFile(FIXTURE, "utf8"));
  walkthrough.steps[1].goal = { kind: "telepathy" };
  await openWalkthrough(page, JSON.stringify(walkthrough));
  await expect(page.getByText("resize.json was not opened").first()).toBeVisible();
  await expect(page.getByText(/telepathy/).first()).toBeVisible();
  await expect(node(page, "trainer")).toBeVisible();
  await expect(panel(page)).toBeHidden();
});

for (const colorScheme of ["light", "dark"] as const) {
  test(`axe finds nothing serious in a walkthrough in ${colorScheme} colours`, async ({ page }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await openEditor(page);
    await openWalkthrough(page);
    await expect(panel(page).locator("math")).toHaveCount(3);
    await expectNothingSerious(page, "the first step");
    await next(page).click();
    await panel(page).getByRole("button", { name: "Give me a hint" }).click();
    await expect(goal(page)).toContainText("Resize");
    await expectNothingSerious(page, "an open goal and a hint");
    await panel(page)
      .getByRole("button", { name: /^Step 5/ })
      .click();
    await panel(page).getByRole("radio", { name: "A half" }).check();
    await expect(panel(page).getByText("Both sides shrink")).toBeVisible();
    await expectNothingSerious(page, "questions");
  });
}
