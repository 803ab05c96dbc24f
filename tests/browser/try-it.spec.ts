import { expect, test } from "@playwright/test";
import { expectNothingSerious } from "./axe";
import { node, openEditor, run } from "./graph-page";

test("a node's page opens its example as a graph that runs", async ({ page }) => {
  const faults = await openEditor(page);
  await node(page, "normalize").click({ position: { x: 40, y: 12 } });
  await page.getByRole("tab", { name: "About" }).click();
  await expect(page.getByRole("button", { name: "Try it" })).toBeVisible();
  await expectNothingSerious(page, "the page about a node");
  await page.getByRole("button", { name: "Try it" }).click();
  await expect(page.getByLabel("Title of the graph")).toHaveValue("Normalize: an example");
  await expect(node(page, "normalize")).toBeVisible();
  await expect(node(page, "trainer")).toBeHidden();
  await run(page);
  await expect(node(page, "image-grid").getByText(/done/)).toBeVisible();
  expect(faults).toEqual([]);
});
