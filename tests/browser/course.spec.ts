import { expect, test } from "@playwright/test";
import { openEditor } from "./graph-page";
import { asks, closeWhatLiesOver, goal, next, openFromList, panel, played } from "./walkthrough-page";

for (const { title, steps } of played(2))
  test(`${title} reaches every goal by "Show me"`, async ({ page }) => {
    test.setTimeout(600_000);
    const faults = await openEditor(page);
    await openFromList(page, title);
    for (const [at, step] of steps.entries()) {
      await expect(panel(page).getByRole("heading", { name: step.title, exact: true })).toBeVisible();
      if (asks(step)) {
        // What is missing stands there once the step was judged.
        await expect(goal(page), step.title).toContainText("Still to do");
        await panel(page).getByRole("button", { name: "Show me" }).click();
        await expect(goal(page), step.title).toContainText("Done", { timeout: 300_000 });
      }
      await closeWhatLiesOver(page);
      if (at < steps.length - 1) await next(page).click();
    }
    expect(faults).toEqual([]);
  });
