import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

/** That axe finds nothing that keeps somebody from using the page; each finding comes with its elements. */
export async function expectNothingSerious(page: Page, where?: string): Promise<void> {
  // Only violations are described in full: describing what passes takes longer than all checks.
  const { violations } = await new AxeBuilder({ page }).options({ resultTypes: ["violations"] }).analyze();
  const serious = violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(
      ({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html.slice(0, 160)).join(" | ")}`,
    );
  expect(serious, where).toEqual([]);
}
