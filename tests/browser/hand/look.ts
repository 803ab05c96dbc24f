import { expect, type Page } from "@playwright/test";
import { node } from "../graph-page";
import { closeWhatLiesOver } from "../walkthrough-page";
import { headOf, nodesThere, selectNode, showAll } from "./canvas";
import type { DeedOf } from "./deeds";
import { type Hand, nothing } from "./hand";

type Open = DeedOf<"open">;

const TABS = { result: "Result", settings: "Settings", docs: "About", picture: "Result" } as const;

/** What is looked at stays looked at: a look at something else needs no putting back. */
export const open: Hand<Open> = {
  async wrong(page, { what, node: id }) {
    if (what === "plan" || what === "runs") await bottomTab(page, what === "plan" ? "Runs" : "Plan");
    else await lookAt(page, what, await anotherThan(page, id), false);
    return nothing;
  },
  async right(page, { what, node: id }) {
    if (what === "plan" || what === "runs") await bottomTab(page, what === "plan" ? "Plan" : "Runs");
    else if (id === undefined) throw new Error(`The step does not say of which node to open the ${what}.`);
    else await lookAt(page, what, id, true);
  },
};

async function lookAt(page: Page, what: Open["what"], id: string, isThere: boolean): Promise<void> {
  if (what === "box") {
    await showAll(page);
    await node(page, id).dblclick(await headOf(node(page, id)));
    if (isThere) await expect(page.getByRole("dialog", { name: /^Inside / })).toBeVisible();
    await closeWhatLiesOver(page);
    return;
  }
  if (what === "plan" || what === "runs") return;
  await selectNode(page, id);
  const inspector = page.getByRole("region", { name: "Inspector" });
  await inspector.getByRole("tab", { name: TABS[what], exact: true }).click();
  if (what !== "picture" || !isThere) return;
  await inspector
    .getByRole("tabpanel")
    .getByRole("button")
    .filter({ has: page.locator("img, canvas") })
    .first()
    .click();
  await closeWhatLiesOver(page);
}

async function bottomTab(page: Page, name: string): Promise<void> {
  await page.getByRole("tab", { name, exact: true }).click();
}

async function anotherThan(page: Page, id: string | undefined): Promise<string> {
  await showAll(page);
  const other = (await nodesThere(page)).find((each) => each !== id);
  if (other === undefined) throw new Error("There is no other node to look at.");
  return other;
}
