import { readFile } from "node:fs/promises";
import { type Browser, type Download, expect, type Page, test } from "@playwright/test";
import { expectNothingSerious } from "./axe";
import { addFromLibrary, wire } from "./by-hand";
import { node, open, openEditor } from "./graph-page";

const START = JSON.stringify(
  JSON.parse(await readFile("tests/fixtures/walkthroughs/resize.json", "utf8")).start.graph,
);

const author = (page: Page) => page.getByRole("region", { name: "Writing a walkthrough" });
const player = (page: Page) => page.getByRole("region", { name: "Walkthrough", exact: true });
const goal = (page: Page) => page.getByTestId("goal");
const button = (page: Page, name: string) => author(page).getByRole("button", { name, exact: true });
const field = (page: Page, label: string) => author(page).getByLabel(label, { exact: true });
const inspector = (page: Page) => page.getByRole("region", { name: "Inspector" });

async function beginWriting(page: Page): Promise<readonly string[]> {
  const faults = await openEditor(page);
  await open(page, START);
  await page.getByRole("button", { name: "File", exact: true }).click();
  await page.getByRole("menuitem", { name: "Write a walkthrough" }).click();
  await expect(field(page, "Title")).toHaveValue("Pictures made smaller");
  return faults;
}

/** The first step: a node is added and wired. */
async function writeAdding(page: Page): Promise<void> {
  await author(page)
    .getByRole("tab", { name: /^Step 1/ })
    .click();
  await field(page, "Title of the step").fill("Add a node");
  await field(page, "Text").fill("Put **Resize** between the pictures and the grid: $h/2$.");
  await expect(
    author(page).getByRole("region", { name: "Text, as a student sees it" }).locator("math"),
  ).toBeVisible();
  await button(page, "Point on the canvas").click();
  await node(page, "images").click({ position: { x: 40, y: 12 } });
  await page.locator('.port.target[data-port="grid.dataset"]').click();
  await page.keyboard.press("Escape");
  await expect(author(page).getByText("Image grid (grid), port dataset")).toBeVisible();
  await expect(node(page, "images")).not.toHaveClass(/selected/);
  await button(page, "Record").click();
  await addFromLibrary(page, "resize");
  await wire(page, "images.dataset", "resize.dataset");
  await wire(page, "resize.dataset", "grid.dataset");
  await expect(author(page).getByRole("list", { name: "Recorded so far" }).getByRole("listitem")).toHaveCount(
    3,
  );
  await button(page, "Stop").click();
  await button(page, "Make it from Show me").click();
  await expect(author(page).getByText("Wire Resize into Image grid.").first()).toBeVisible();
  await button(page, "Add a hint").click();
  await field(page, "Hint 1").fill("Type `resize` into the library.");
}

/** The second: a setting by lists, and a question. */
async function writeSetting(page: Page): Promise<void> {
  await button(page, "Add a step").click();
  await field(page, "Title of the step").fill("A quarter");
  await field(page, "Text").fill("Make every picture 32 px high, and answer.");
  await field(page, "Add a question…").selectOption({ label: "A number" });
  await field(page, "Question").fill("How many pixels has a picture of 32 px a side?");
  await field(page, "Answer").fill("1024");
  await field(page, "May be off by").fill("0,5");
  await field(page, "Unit").fill("px");
  await field(page, "Explanation").fill("$32^2$");
  await field(page, "Add a goal…").selectOption({ label: "A setting has a value" });
  await field(page, "Of").selectOption({ label: "any Resize" });
  await field(page, "Setting").selectOption({ label: "Height" });
  await author(page)
    .getByRole("region", { name: "Goal: A setting has a value" })
    .getByLabel("Height")
    .fill("32");
  await button(page, "Ask for more beside it").click();
  const second = author(page).getByRole("region", { name: "Goal: A node is there" });
  await second.getByLabel("Kind of goal").selectOption({ label: "A question is answered" });
  await expect(author(page).getByText("Set Height of Resize to 32 px")).toBeVisible();
}

async function download(page: Page, name: string): Promise<Download> {
  const begun = page.waitForEvent("download");
  await page.getByRole("button", { name, exact: true }).click();
  return begun;
}

async function pick(page: Page, name: string, buffer: Buffer): Promise<void> {
  const picker = page.waitForEvent("filechooser");
  await page.keyboard.press("Control+o");
  await (await picker).setFiles({ name, mimeType: "application/octet-stream", buffer });
}

/** Another machine: nothing of what was written is there. */
async function fresh(browser: Browser, page: Page): Promise<Page> {
  const other = await (await browser.newContext({ baseURL: new URL(page.url()).origin })).newPage();
  await openEditor(other);
  return other;
}

async function playByHand(page: Page): Promise<void> {
  await expect(player(page).getByRole("heading", { name: "Add a node" })).toBeVisible();
  await expect(node(page, "resize")).toBeHidden();
  await expect(goal(page)).toContainText("Wire Resize into Image grid");
  await addFromLibrary(page, "resize");
  await wire(page, "images.dataset", "resize.dataset");
  await expect(goal(page)).not.toContainText("Done");
  await wire(page, "resize.dataset", "grid.dataset");
  await expect(goal(page)).toContainText("Done");
  await player(page).getByRole("button", { name: "Next" }).click();
  await node(page, "resize").click({ position: { x: 40, y: 12 } });
  const height = inspector(page).getByLabel("Height").first();
  await height.fill("32");
  await height.press("Enter");
  await expect(goal(page)).not.toContainText("Done");
  await player(page).getByLabel("Answer in px").fill("1024");
  await page.keyboard.press("Enter");
  await expect(goal(page)).toContainText("Done");
}

test("a teacher writes a walkthrough by clicks, checks it, plays it, and a student plays the file", async ({
  page,
  browser,
}) => {
  const faults = await beginWriting(page);
  await writeAdding(page);
  await writeSetting(page);

  // The check leads to the step whose "show me" does nothing yet.
  await author(page).getByRole("tab", { name: "About" }).click();
  await button(page, "Check").click();
  await author(page)
    .getByRole("button", { name: /^Step 2: "Show me" does not reach/ })
    .click();
  await expect(field(page, "Title of the step")).toHaveValue("A quarter");
  await button(page, "Record").click();
  await node(page, "resize").click({ position: { x: 40, y: 12 } });
  await inspector(page).getByLabel("Height").first().fill("32");
  await button(page, "Stop").click();
  await author(page)
    .getByRole("button", { name: /^Answer: How many pixels/ })
    .click();
  await button(page, "Check again").click();
  await expect(author(page).getByText("Show me reaches every goal.")).toBeVisible();

  // As a student, from the start graph; then back, with nothing lost.
  await button(page, "Preview").click();
  await playByHand(page);
  await page.getByRole("button", { name: "Back to writing" }).click();
  await expect(field(page, "Title of the step")).toHaveValue("A quarter");
  await expect(node(page, "resize")).toBeVisible();

  // The draft is there after a reload, and undo takes words back in one step.
  await field(page, "Title of the step").fill("A fourth");
  await page.reload();
  await expect(field(page, "Title of the step")).toHaveValue("A fourth");
  await field(page, "Title of the step").fill("A part");
  await page.keyboard.press("Control+z");
  await expect(field(page, "Title of the step")).toHaveValue("A fourth");
  await page.getByRole("button", { name: "File", exact: true }).click();
  await page.getByRole("menuitem", { name: "Graphs…" }).click();
  await expect(page.getByRole("dialog").getByText("Pictures made smaller", { exact: true })).toHaveCount(1);
  await page.keyboard.press("Escape");

  await button(page, "Hand out…").click();
  const file = await readFile(await (await download(page, "Save the file")).path());
  await button(page, "Hand out…").click();
  const link = await page.getByRole("textbox", { name: "Link" }).inputValue();
  expect(link.length).toBeLessThanOrEqual(2000);
  const bundle = await readFile(await (await download(page, "Save the bundle")).path());

  const student = await fresh(browser, page);
  await pick(student, "smaller.json", file);
  await playByHand(student);
  await student.close();

  for (const bring of [
    (other: Page) => pick(other, "smaller.loom", bundle),
    (other: Page) => other.goto("about:blank").then(() => other.goto(link)),
  ]) {
    const other = await fresh(browser, page);
    await bring(other);
    const offer = other.getByRole("dialog", { name: "Open the walkthrough “Pictures made smaller”?" });
    await expect(offer).toContainText("Add a node · A fourth");
    await expectNothingSerious(other, "what is offered");
    expect(other.url()).not.toContain("#");
    await offer.getByRole("button", { name: "Open it" }).click();
    await expect(player(other).getByRole("heading", { name: "Add a node" })).toBeVisible();
    await expect(node(other, "images")).toBeVisible();
    await other.close();
  }
  expect(faults).toEqual([]);
});

test("a link with a walkthrough that cannot be read is refused in words, and scripts in one are text", async ({
  page,
}) => {
  await openEditor(page);
  const { linkFragment } = await import("../../src/files/graph-link");
  const walkthrough = JSON.parse(await readFile("tests/fixtures/walkthroughs/resize.json", "utf8"));
  const linked = async (value: unknown) => {
    await page.goto("about:blank");
    await page.goto(`/${linkFragment(JSON.stringify(value), "walkthrough")}`);
  };
  await linked({ ...walkthrough, steps: [{ ...walkthrough.steps[0], goal: { kind: "telepathy" } }] });
  const refused = page.getByRole("dialog", { name: "This walkthrough cannot be opened" });
  await expect(refused).toContainText("telepathy");
  await expect(refused.getByRole("button", { name: "Open it" })).toBeHidden();
  await linked({ ...walkthrough, title: "<img src=x onerror=alert(1)>" });
  const offer = page.getByRole("dialog", { name: /<img src=x/ });
  await offer.getByRole("button", { name: "Not now" }).click();
  await expect(node(page, "trainer")).toBeVisible();
  await page.goto("about:blank");
  await page.goto("/#w=1.AAAA");
  await expect(page.getByText(/The walkthrough in this link cannot be read/).first()).toBeVisible();
});

// Both take half a minute each: the dark ones are for the long round.
for (const colorScheme of process.env.TENSORLOOM_FULL ? (["light", "dark"] as const) : (["light"] as const)) {
  test(`axe finds nothing serious while a walkthrough is written in ${colorScheme} colours`, async ({
    page,
  }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await beginWriting(page);
    await expectNothingSerious(page, "the walkthrough as a whole");
    await writeAdding(page);
    await expectNothingSerious(page, "a step");
    await writeSetting(page);
    await button(page, "Check").click();
    await expectNothingSerious(page, "goals, a question and what the check found");
    await button(page, "Record").click();
    await expectNothingSerious(page, "recording");
    await button(page, "Discard").click();
    await button(page, "Hand out…").click();
    await expectNothingSerious(page, "handing out");
  });
}

test("a draft that is deleted takes its graph along, both come back, and the list below never moves", async ({
  page,
}) => {
  const faults = await beginWriting(page);
  await field(page, "Title").fill("Thrown away");
  const graphs = async () => {
    await page.getByRole("button", { name: "File", exact: true }).click();
    await page.getByRole("menuitem", { name: "Graphs…" }).click();
    const mine = page.getByRole("dialog").getByRole("region", { name: "Your graphs" });
    await expect(mine.getByRole("listitem").first()).toBeVisible();
    const titles = await mine.locator(".graph-card-title").allTextContents();
    await page.keyboard.press("Escape");
    return titles.sort();
  };
  const before = await graphs();
  expect(before).toContain("Pictures made smaller (being written)");
  await page.reload();
  await expect(field(page, "Title")).toHaveValue("Thrown away");

  // What lists the drafts comes late.
  await page.route(/\/assets\/drafts-list-[^/]*\.js/, async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 1500));
    await route.continue();
  });
  await page.getByRole("button", { name: "File", exact: true }).click();
  await page.getByRole("menuitem", { name: "Walkthroughs…" }).click();
  const dialog = page.getByRole("dialog", { name: "Walkthroughs" });
  const card = dialog.locator(".walkthrough-card").first();
  const yOfCard = async () => (await card.boundingBox())?.y;
  await card.waitFor();
  const first = await yOfCard();
  const remove = dialog.getByRole("button", { name: "Delete the draft Thrown away" });
  await expect(remove).toBeVisible();
  expect(await yOfCard()).toBe(first);

  await remove.click();
  await expect(remove).toBeHidden();
  await expect(author(page)).toBeHidden();
  await page.keyboard.press("Escape");
  expect(await graphs()).toEqual(before.filter((title) => !title.endsWith("(being written)")));
  await page.getByRole("button", { name: "Bring it back" }).click();
  await expect.poll(graphs).toEqual(before);
  await page.getByRole("button", { name: "File", exact: true }).click();
  await page.getByRole("menuitem", { name: "Walkthroughs…" }).click();
  await dialog.getByRole("button", { name: /^Thrown away/ }).click();
  await expect(field(page, "Title")).toHaveValue("Thrown away");
  await expect(node(page, "images")).toBeVisible();
  expect(faults).toEqual([]);
});
