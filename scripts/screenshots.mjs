import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { CHROMIUM_ARGUMENTS, ensureChromium } from "./browser.mjs";
import { ensureInstalled, root, runScript } from "./install.mjs";

/**
 * `npm run screenshots -- [FOLDER]`: the editor as people see it, light and dark, wide and narrow, before, while and
 * after a run, for looking at. Without a folder it makes docs/editor.png, the picture in the README.
 */
await runScript(async () => {
  ensureInstalled();
  const folder = process.argv[2] ?? join(root, "docs");
  const only = process.argv[2] === undefined;
  mkdirSync(folder, { recursive: true });
  const { createServer } = await import("vite");
  const { chromium } = await import("playwright-core");
  const server = await createServer({
    root,
    cacheDir: join(root, "node_modules", ".vite-screenshots"),
    logLevel: "warn",
    server: { host: "127.0.0.1", port: 5491, hmr: false, watch: null },
    optimizeDeps: { entries: ["index.html", "src/engine/worker.ts"] },
  });
  await server.listen();
  const browser = await chromium.launch({ executablePath: await ensureChromium(), args: CHROMIUM_ARGUMENTS });
  const shoot = (page, name) => page.screenshot({ path: join(folder, `${name}.png`) });
  try {
    for (const colorScheme of only ? ["light"] : ["light", "dark"]) {
      const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, colorScheme });
      await page.goto(server.resolvedUrls.local[0]);
      const run = page.getByRole("button", { name: "Run", exact: true });
      await run.waitFor({ timeout: 120_000 });
      await page.getByText("Nothing leaves this machine").waitFor();
      if (!only) await shoot(page, `start-${colorScheme}`);
      await run.click();
      const status = page.getByRole("status").first();
      const says = (words) =>
        page.waitForFunction(
          (pattern) => new RegExp(pattern).test(document.querySelector("[role=status]")?.textContent ?? ""),
          words,
          { timeout: 600_000 },
        );
      await says("trainer|Done|Failed");
      if (!only) await shoot(page, `running-${colorScheme}`);
      await says("Done|Failed");
      process.stdout.write(`${await status.textContent()}\n`);
      await page.waitForTimeout(500);
      await shoot(page, only ? "editor" : `done-${colorScheme}`);
      if (only) continue;
      await page.setViewportSize({ width: 900, height: 700 });
      await page.reload();
      await run.waitFor();
      await page.waitForTimeout(2000);
      await shoot(page, `narrow-${colorScheme}`);
      await page.close();
    }
    return 0;
  } finally {
    await browser.close();
    await server.close();
  }
});
