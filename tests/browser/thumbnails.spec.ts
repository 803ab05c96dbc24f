import { expect, test } from "@playwright/test";
import { node, open, openEditor, run } from "./graph-page";

test("twenty thousand pictures scroll to the last, and few of them are in the page", async ({ page }) => {
  const faults = await openEditor(page);
  const graph = {
    format: "tensorloom",
    formatVersion: 1,
    title: "Many",
    nodes: { images: { type: "sample-steel", version: 1, settings: { count: 3334 } } },
    edges: [],
  };
  await open(page, JSON.stringify(graph));
  await run(page);
  await node(page, "images").locator("h3").click();
  await page.getByRole("button", { name: "Show all" }).click();
  const all = page.getByRole("region", { name: "20004 pictures" });
  await expect(all.getByRole("img", { name: /^Cr_1:/ })).toBeVisible();
  await all.evaluate((element) => element.scrollTo({ top: element.scrollHeight }));
  await expect(all.getByRole("img", { name: /^Sc_3334:/ })).toBeVisible();
  await all.evaluate((element) => element.scrollTo({ top: element.scrollHeight / 2 }));
  await expect(all.getByRole("img", { name: /^(PS|Pa)_/ }).first()).toBeVisible();
  expect(await all.locator("canvas").count()).toBeLessThan(100);
  expect(faults).toEqual([]);
});
