import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

/** That axe finds nothing that keeps somebody from using the page; each finding comes with its elements. */
export async function expectNothingSerious(page: Page, where?: string): Promise<void> {
  await settled(page);
  // Only violations are described in full: describing what passes takes longer than all checks.
  const { violations } = await new AxeBuilder({ page }).options({ resultTypes: ["violations"] }).analyze();
  const serious = violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(
      ({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html.slice(0, 160)).join(" | ")}`,
    );
  expect(serious, where).toEqual([]);
}

/** What fades or moves has come to its end, and is drawn: colours on the way from one to another are nobody's to read. */
async function settled(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const ending = document
      .getAnimations()
      .filter(
        ({ effect, playState }) =>
          playState === "running" && effect?.getComputedTiming().endTime !== Number.POSITIVE_INFINITY,
      );
    // One that is taken away with its element has ended too.
    await Promise.allSettled(ending.map(({ finished }) => finished));
    await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
  });
}
