import AxeBuilder from "@axe-core/playwright";
import { expect, type Page, test } from "@playwright/test";

/** Findings that keep somebody from using the page, each with the elements that it is about. */
async function findings(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(
      ({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html.slice(0, 160)).join(" | ")}`,
    );
}

for (const colorScheme of ["light", "dark"] as const) {
  test(`axe finds nothing serious in ${colorScheme} colours`, async ({ page }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.goto("/");
    const node = (id: string) => page.locator(`.react-flow__node[data-id="${id}"]`);
    await expect(node("trainer")).toBeVisible();
    expect(await findings(page), "at the start").toEqual([]);
    await node("trainer").click({ position: { x: 40, y: 12 } });
    for (const tab of ["Settings", "About", "Plan", "Log"]) {
      await page.getByRole("tab", { name: tab, exact: true }).click();
      expect(await findings(page), `the trainer's ${tab}`).toEqual([]);
    }
    await page.keyboard.press("Delete");
    await page.getByRole("tab", { name: /^Problems/ }).click();
    await expect(page.getByText(/Wire it in/).first()).toBeVisible();
    expect(await findings(page), "with problems").toEqual([]);
    await page.getByRole("button", { name: "File", exact: true }).click();
    expect(await findings(page), "the open menu").toEqual([]);
  });
}
