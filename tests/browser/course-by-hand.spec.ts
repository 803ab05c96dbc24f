import { expect, type Page, test } from "@playwright/test";
import type { Step } from "@/walkthrough/document";
import { openEditor } from "./graph-page";
import { deedsOf, isAskedFor } from "./hand/deeds";
import { handFor } from "./hand/hands";
import { asks, goal, next, openFromList, panel, played } from "./walkthrough-page";

for (const { title, steps } of played(1))
  test(`${title} reaches every goal by clicks and keys, and none by a wrong one`, async ({ page }) => {
    test.setTimeout(1_200_000);
    const faults = await openEditor(page);
    await openFromList(page, title);
    for (const [at, step] of steps.entries()) {
      await expect(panel(page).getByRole("heading", { name: step.title, exact: true })).toBeVisible();
      await test.step(step.title, () => play(page, step));
      if (at < steps.length - 1) await next(page).click();
    }
    expect(faults).toEqual([]);
  });

/** Does what the step asks for; before each deed something else in its place, by which nothing that is missing is met. */
async function play(page: Page, step: Step): Promise<void> {
  if (asks(step)) await expect(goal(page), step.title).toContainText("Still to do");
  let [wrongs, hasChanged] = [0, false];
  for (const deed of deedsOf(step)) {
    const hand = handFor(deed);
    if (await hand.isSo(page)) continue;
    const what = `${step.title}: ${JSON.stringify(deed)}`;
    const missing = asks(step) ? await countMissing(page) : 0;
    if (missing > 0) {
      const putBack = await hand.wrong(page);
      expect(await countMissing(page), `${what}, done wrong`).toBeGreaterThanOrEqual(missing);
      if (putBack) wrongs++;
      await putBack?.();
      expect(await countMissing(page), `${what}, put back`).toBe(missing);
    } else expect(isAskedFor(deed, step, hasChanged), `${what} was not waited for`).toBe(false);
    await hand.right(page);
    hasChanged ||= ["add", "connect", "set"].includes(deed.kind);
  }
  if (!asks(step)) return;
  expect(wrongs, `something was done wrong in ${step.title}`).toBeGreaterThan(0);
  await expect(goal(page), step.title).toContainText("Done");
}

/** How many sentences say what is missing; none once the step is done, which it then stays. */
async function countMissing(page: Page): Promise<number> {
  // A step is judged when the page has been at rest for a moment. The page's own clock runs behind where the page does.
  await page.evaluate(
    () => new Promise((done) => setTimeout(() => requestAnimationFrame(() => setTimeout(done)), 200)),
  );
  await expect(goal(page)).toContainText(/Done|Still to do/);
  const sentences = await goal(page).getByRole("listitem").allTextContents();
  const more = /^and (\d+) more/.exec(sentences.at(-1) ?? "")?.[1];
  return more === undefined ? sentences.length : sentences.length - 1 + Number(more);
}
