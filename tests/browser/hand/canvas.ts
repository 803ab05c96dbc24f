import { readdirSync, readFileSync } from "node:fs";
import { expect, type Locator, type Page } from "@playwright/test";
import { standsStill } from "../by-hand";
import { node } from "../graph-page";
import { panel } from "../walkthrough-page";

/** Takes the focus out of a field, so that keys mean the canvas. */
export async function leaveField(page: Page): Promise<void> {
  await panel(page).getByRole("heading", { level: 3 }).first().click();
}

/** Brings all cards into sight. */
export async function showAll(page: Page): Promise<void> {
  await leaveField(page);
  await page.keyboard.press("Shift+1");
  await standsStill(page);
}

/** The head of a card, where neither a port nor a picture lies. */
export async function headOf(card: Locator): Promise<{ position: { x: number; y: number } }> {
  const box = await card.boundingBox();
  if (!box) throw new Error("The card is not in sight.");
  return { position: { x: box.width / 2, y: Math.min(12, box.height / 6) } };
}

/** Selects a node by a click on its card. */
export async function selectNode(page: Page, id: string): Promise<void> {
  await showAll(page);
  await node(page, id).click(await headOf(node(page, id)));
  await expect(page.getByRole("region", { name: "Inspector" }).getByText(`· ${id}`)).toBeVisible();
}

/** The ids of all nodes. */
export function nodesThere(page: Page): Promise<readonly string[]> {
  return page
    .locator(".react-flow__node .card[data-node]")
    .evaluateAll((cards) => cards.map((card) => card.getAttribute("data-node") ?? ""));
}

export async function undo(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Undo", exact: true }).click();
}

/** The title by which a type of node is found, as its file in nodes/ has it. */
export function titleOf(type: string): string {
  const file = readdirSync("nodes", { recursive: true, encoding: "utf8" }).find((name) =>
    name.endsWith(`/${type}.ts`),
  );
  const title = file && /^\s+title: "(.+)",$/m.exec(readFileSync(`nodes/${file}`, "utf8"))?.[1];
  if (!title) throw new Error(`No file in nodes/ says the title of the type ${type}.`);
  return title;
}
