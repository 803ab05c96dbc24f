import { chromium, type FullConfig } from "@playwright/test";

/** Opens both pages once, so that the dev server has found and prepared every package before the first test. */
export default async function warmUp(config: FullConfig): Promise<void> {
  const use = config.projects[0]?.use;
  const browser = await chromium.launch(use?.launchOptions);
  for (const path of ["/", "/#headless"]) {
    const page = await browser.newPage();
    await page.goto(`${use?.baseURL}${path}`);
    await page.waitForLoadState("networkidle");
    await page.close();
  }
  await browser.close();
}
