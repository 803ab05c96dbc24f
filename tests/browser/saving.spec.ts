import { type BrowserContext, expect, type Page, test } from "@playwright/test";
import { node, openEditor, save } from "./graph-page";

/** Numbers in [0, 1) that are the same at every run. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Where the cards stand in the document, by the file that would be saved. */
async function layoutOf(page: Page): Promise<Record<string, [number, number]>> {
  return JSON.parse(await save(page)).layout;
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

test("a tab that is killed at 20 random moments loses no gesture", async ({ context, page: first }) => {
  test.setTimeout(120_000);
  const random = numbers(7);
  let page = first;
  await openEditor(page);
  let lost = 0;
  for (let kills = 0; kills < 20; kills++) {
    await node(page, "adam").focus();
    await page.keyboard.press("Enter");
    const [x0, y0] = (await layoutOf(page)).adam ?? [0, 0];
    await node(page, "adam").focus();
    let [dx, dy] = [0, 0];
    // Every arrow key is a gesture of its own; the last ends right before the page does.
    const gestures = 1 + Math.floor(random() * 5);
    for (let count = 0; count < gestures; count++) {
      const right = random() < 0.5;
      await page.keyboard.press(right ? "ArrowRight" : "ArrowDown");
      if (right) dx++;
      else dy++;
    }
    if (random() < 0.5) await page.waitForTimeout(random() * 40);
    await kill(page);
    page = await reopen(context);
    const [x1, y1] = (await layoutOf(page)).adam ?? [0, 0];
    const step = 5;
    lost += Math.abs(dx - (x1 - x0) / step) + Math.abs(dy - (y1 - y0) / step);
  }
  expect(lost, "gestures lost").toBe(0);
});
