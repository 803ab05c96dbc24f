import { readdirSync, readFileSync } from "node:fs";
import type { Locator, Page } from "@playwright/test";
import type { Step, Walkthrough } from "@/walkthrough/document";

export const panel = (page: Page): Locator => page.getByRole("region", { name: "Walkthrough" });
/** What is still to do in the step that is shown, or that it is done. */
export const goal = (page: Page): Locator => page.getByTestId("goal");
export const next = (page: Page): Locator => panel(page).getByRole("button", { name: "Next" });

/** The walkthroughs that come with the page, in the order of its list. */
const COURSE = readdirSync("public/walkthroughs")
  .map((name) => JSON.parse(readFileSync(`public/walkthroughs/${name}`, "utf8")) as Walkthrough)
  .sort((a, b) => (a.place ?? 0) - (b.place ?? 0));

/** The first of the course; all with COURSE=all: they train several networks, for which the usual round has no minutes. */
export function played(first: number): readonly Walkthrough[] {
  return process.env.COURSE === "all" ? COURSE : COURSE.slice(0, first);
}

/** Opens a walkthrough of the course from the list in the page's menu. */
export async function openFromList(page: Page, title: string): Promise<void> {
  await page.getByRole("button", { name: "File", exact: true }).click();
  await page.getByRole("menuitem", { name: "Walkthroughs…" }).click();
  await page
    .getByRole("button", { name: new RegExp(`^${title.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}`) })
    .click();
}

/** Whether anything has to be done in a step beside reading. */
export function asks(step: Step): boolean {
  return step.goal !== undefined || (step.questions ?? []).length > 0;
}

/** A box or a picture that was opened lies over the page until it is closed. */
export async function closeWhatLiesOver(page: Page): Promise<void> {
  if ((await page.getByRole("dialog").count()) > 0) await page.keyboard.press("Escape");
}
