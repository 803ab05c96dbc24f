import { type BrowserContext, expect, type Page, test } from "@playwright/test";
import { node, openEditor } from "./graph-page";

/** Numbers in [0, 1) that are the same at every run. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** The end that nothing on the page hears of: its process dies. */
async function kill(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const died = page.waitForEvent("crash");
  session.send("Page.crash").catch(() => {});
  await died;
  await page.close();
}

async function reopen(context: BrowserContext): Promise<Page> {
  const page = await context.newPage();
  await openEditor(page);
  return page;
}

/** A card at its place, moved by arrow keys, with what can be taken back and done again: what the page has to have. */
class Moves {
  private past: { x: number; y: number }[] = [];
  private future: { x: number; y: number }[] = [];
  constructor(public at: { x: number; y: number }) {}

  move(dx: number, dy: number): void {
    this.past.push(this.at);
    this.future = [];
    this.at = { x: this.at.x + dx, y: this.at.y + dy };
  }
  undo(): void {
    const before = this.past.pop();
    if (!before) return;
    this.future.push(this.at);
    this.at = before;
  }
  redo(): void {
    const next = this.future.pop();
    if (!next) return;
    this.past.push(this.at);
    this.at = next;
  }
}

/** So far an arrow key moves a card, px. */
const STEP = 5;

/** Where the card stands on the canvas, px. */
async function placeOf(page: Page): Promise<{ x: number; y: number }> {
  const transform = await node(page, "adam").evaluate((card) => card.style.transform);
  const [x = Number.NaN, y = Number.NaN] = [...transform.matchAll(/-?[\d.]+(?=px)/g)].map(Number);
  return { x, y };
}

/** So many in the usual round; KILLS=20 is the figure that is told. */
const KILLS = Number(process.env.KILLS ?? 8);

test(`a tab that is killed at ${KILLS} random moments loses no gesture`, async ({ context, page: first }) => {
  const random = numbers(7);
  let page = first;
  let lost = 0;
  let gestures = 0;
  // The engine has no part in this, and twenty of them take their time to start.
  await context.route(/worker-[\w-]+\.js$/, (route) => route.abort());
  await openEditor(page);
  let place = await placeOf(page);
  for (let kills = 0; kills < KILLS; kills++) {
    await node(page, "adam").focus();
    await page.keyboard.press("Enter");
    const moves = new Moves(place);
    const keys: readonly (readonly [string, () => void])[] = [
      ["ArrowRight", () => moves.move(STEP, 0)],
      ["ArrowDown", () => moves.move(0, STEP)],
      ["ArrowRight", () => moves.move(STEP, 0)],
      ["Control+z", () => moves.undo()],
      ["Control+Shift+z", () => moves.redo()],
    ];
    // Every key is a gesture of its own; the last ends right before the page does.
    for (let count = 1 + Math.floor(random() * 6); count > 0; count--) {
      const [key, act] = keys[Math.floor(random() * keys.length)] ?? ["ArrowRight", () => {}];
      await page.keyboard.press(key);
      act();
      gestures++;
    }
    if (random() < 0.5) await page.waitForTimeout(random() * 40);
    await kill(page);
    page = await reopen(context);
    place = await placeOf(page);
    lost += Math.abs(moves.at.x - place.x) / STEP + Math.abs(moves.at.y - place.y) / STEP;
  }
  expect(gestures).toBeGreaterThan(2 * KILLS);
  expect(lost, `of ${gestures} gestures, lost`).toBe(0);
});

test("a tab that answers nobody any more does not keep its graph from the next", async ({
  context,
  page,
}) => {
  await openEditor(page);
  const title = page.getByRole("textbox", { name: "Title of the graph" });
  await title.fill("Held");
  await title.press("Enter");
  await expect(page.getByText("Saved in this browser")).toBeVisible();
  const id = await page.evaluate(() => sessionStorage.getItem("tensorloom.tab"));
  await page.goto("/graph.schema.json");
  // A page of the same origin that holds the graph and never listens, as a frozen tab does.
  await page.evaluate((graph) => {
    navigator.locks.request(`tensorloom.graph.${graph}`, () => new Promise(() => {}));
  }, id);
  const next = await reopen(context);
  const bar = next.getByRole("region", { name: "Read only" });
  await bar.getByRole("button", { name: "Take over" }).click();
  await expect(bar).toBeHidden({ timeout: 10_000 });
  const own = next.getByRole("textbox", { name: "Title of the graph" });
  await own.fill("Taken");
  await own.press("Enter");
  await next.reload();
  await expect(own).toHaveValue("Taken");
});
