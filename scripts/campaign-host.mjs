import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CHROMIUM_ARGUMENTS, ensureChromium } from "./browser.mjs";
import { ensureBuilt } from "./build.mjs";
import { root } from "./install.mjs";

/**
 * What the parts of the campaign share: the built page behind a server of its own, one Chromium, and a folder that is gone
 * afterwards. Each is started when it is first asked for.
 */
export async function openCampaign({ minutes, seed, parts }) {
  const folder = mkdtempSync(join(tmpdir(), "tensorloom-campaign-"));
  let site;
  let browser;

  /** The address of the built page. */
  async function address() {
    site ??= (async () => {
      ensureBuilt();
      const { preview } = await import("vite");
      return preview({ root, logLevel: "warn", preview: { host: "127.0.0.1", port: 0 } });
    })();
    return (await site).resolvedUrls.local[0];
  }

  /** The page in a profile of its own: what another one kept is not there. */
  async function page(options = {}) {
    const { chromium } = await import("playwright-core");
    browser ??= chromium.launch({
      executablePath: await ensureChromium(),
      args: CHROMIUM_ARGUMENTS,
    });
    const context = await (await browser).newContext({
      viewport: { width: 1440, height: 900 },
      serviceWorkers: "block",
      ...options,
    });
    return context.newPage();
  }

  return {
    seed,
    /** Of the whole time, what each part may take. */
    ms: (minutes * 60_000) / parts.length,
    folder,
    address,
    page,
    say: (line) => process.stdout.write(`${line}\n`),
    async close() {
      await (await browser)?.close();
      await (await site)?.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
