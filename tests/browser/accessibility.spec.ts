import { expect, test } from "@playwright/test";
import { expectNothingSerious } from "./axe";

for (const colorScheme of ["light", "dark"] as const) {
  test(`axe finds nothing serious in ${colorScheme} colours`, async ({ page }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.goto("/");
    const node = (id: string) => page.locator(`.react-flow__node[data-id="${id}"]`);
    await expect(node("trainer")).toBeVisible();
    await expectNothingSerious(page, "at the start");
    await node("trainer").click({ position: { x: 40, y: 12 } });
    for (const tab of ["Settings", "About", "Plan", "Log"]) {
      await page.getByRole("tab", { name: tab, exact: true }).click();
      await expectNothingSerious(page, `the trainer's ${tab}`);
    }
    await page.keyboard.press("Delete");
    await page.getByRole("tab", { name: /^Problems/ }).click();
    await expect(page.getByText(/Wire it in/).first()).toBeVisible();
    await expectNothingSerious(page, "with problems");
    await page.getByRole("button", { name: "File", exact: true }).click();
    await expectNothingSerious(page, "the open menu");
  });
}
