import { expect, type Page } from "@playwright/test";
import { node } from "../graph-page";
import { leaveField, nodesThere, titleOf, undo } from "./canvas";
import type { DeedOf } from "./deeds";
import type { Hand } from "./hand";

/** A node that no walkthrough of the course asks for. */
const OTHER = "colour-jitter";

export const add: Hand<DeedOf<"add">> = {
  async isSo(page, { id }) {
    return (await node(page, id).count()) > 0;
  },
  async wrong(page) {
    const before = await nodesThere(page);
    await addByPalette(page, OTHER);
    await expect.poll(async () => (await nodesThere(page)).length).toBe(before.length + 1);
    return async () => {
      await undo(page);
      await expect.poll(() => nodesThere(page)).toEqual(before);
    };
  },
  async right(page, { id, type }) {
    await addByPalette(page, type);
    await expect(node(page, id)).toBeVisible();
  },
};

async function addByPalette(page: Page, type: string): Promise<void> {
  const title = titleOf(type);
  const palette = page.getByRole("dialog", { name: "Palette" });
  await leaveField(page);
  await page.keyboard.press("/");
  await expect(palette).toBeVisible();
  await page.keyboard.type(title);
  await palette
    .getByRole("group", { name: "Add" })
    .getByRole("option")
    .filter({ has: page.getByText(title, { exact: true }) })
    .first()
    .click();
  await expect(palette).toHaveCount(0);
}
