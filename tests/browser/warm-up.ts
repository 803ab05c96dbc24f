import { chromium, type FullConfig } from "@playwright/test";

/** Opens what the dev server serves once, so that it has found and prepared every package before the first test. */
export default async function warmUp(config: FullConfig): Promise<void> {
  const use = config.projects.find(({ name }) => name === "modules")?.use;
  const browser = await chromium.launch(use?.launchOptions);
  for (const path of ["/tests/browser/vector-product.html", "/scripts/bench/kernels/page.html"]) {
    const page = await browser.newPage();
    await page.goto(`${use?.baseURL}${path}`);
    await page.waitForLoadState("networkidle");
    await page.close();
  }
  await browser.close();
}
