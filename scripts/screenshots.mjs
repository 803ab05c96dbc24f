import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { copiesOf } from "./bench/copies.mjs";
import { CHROMIUM_ARGUMENTS, ensureChromium } from "./browser.mjs";
import { ensureInstalled, Refusal, root, runScript } from "./install.mjs";

const WIDE = { width: 1440, height: 900 };
const NARROW = { width: 900, height: 700 };

async function open(browser, address, colorScheme) {
  const page = await browser.newPage({ viewport: WIDE, colorScheme });
  // Playwright begins to catch file pickers some time after the first listener came.
  page.on("filechooser", () => undefined);
  await page.goto(address);
  await runButton(page).waitFor({ timeout: 120_000 });
  await page.getByText("Nothing leaves this machine").waitFor();
  return page;
}

const runButton = (page) => page.getByRole("button", { name: "Run", exact: true });

const says = (page, words) =>
  page.waitForFunction(
    (pattern) => new RegExp(pattern).test(document.querySelector("[role=status]")?.textContent ?? ""),
    words,
    { timeout: 600_000 },
  );

async function shootReadme(browser, address, folder) {
  const page = await open(browser, address, "light");
  await runButton(page).click();
  await says(page, "Done|Failed");
  await page.waitForTimeout(500);
  await page.screenshot({ path: join(folder, "editor.png") });
}

/** Every state people see, in both sizes. */
async function shootAll(browser, address, folder, colorScheme) {
  const page = await open(browser, address, colorScheme);
  const shoot = async (state) => {
    for (const [size, viewport] of [
      ["wide", WIDE],
      ["narrow", NARROW],
    ]) {
      await page.setViewportSize(viewport);
      await page.getByRole("button", { name: /fit/i }).first().click();
      await page.waitForTimeout(700);
      await page.screenshot({ path: join(folder, `${state}-${colorScheme}-${size}.png`) });
    }
    await page.setViewportSize(WIDE);
    await page.waitForTimeout(200);
  };
  const load = async (graph) => {
    const chooser = page.waitForEvent("filechooser");
    await page.keyboard.press("Control+o");
    const file = {
      name: "graph.json",
      mimeType: "application/json",
      buffer: Buffer.from(JSON.stringify(graph)),
    };
    await (await chooser).setFiles([file]);
    await page.waitForTimeout(1500);
  };
  await shoot("start");
  await runButton(page).click();
  await says(page, "trainer|Done|Failed");
  await shoot("running");
  await says(page, "Done|Failed");
  process.stdout.write(`${await page.getByRole("status").first().textContent()}\n`);
  await shoot("done");
  for (const id of ["confusion", "trainer", "images"]) {
    await page.locator(`.react-flow__node[data-id="${id}"]`).click({ position: { x: 40, y: 12 } });
    await shoot(`selected-${id}`);
  }
  const steel = JSON.parse(readFileSync(join(root, "graphs", "steel-defects.json"), "utf8"));
  const diverging = structuredClone(steel);
  diverging.nodes.adam.settings = { ...diverging.nodes.adam.settings, learningRate: 1e6 };
  Object.assign(diverging.nodes.images.settings, { count: 5 });
  await load(diverging);
  await runButton(page).click();
  await says(page, "Done|Failed");
  await shoot("failed");
  const broken = structuredClone(steel);
  broken.nodes.head.type = "mystery";
  broken.edges = broken.edges.slice(0, -3);
  await load(broken);
  await shoot("problems");
  await load({ ...steel, nodes: {}, edges: [], groups: {}, layout: {}, notes: [] });
  await shoot("empty");
  await load(copiesOf(steel, 200));
  await shoot("many");
  await page.close();
}

/**
 * `npm run screenshots -- [FOLDER]`: the editor as people see it, light and dark, wide and narrow, before, while and
 * after a run, for looking at. Without a folder it makes docs/editor.png, the picture in the README.
 */
await runScript(async () => {
  ensureInstalled();
  const [asked, more] = process.argv.slice(2);
  if (more !== undefined || asked?.startsWith("-"))
    throw new Refusal(
      `There is no ${more ?? asked}. Give one folder for the pictures, or nothing for docs/editor.png.`,
    );
  const folder = asked ?? join(root, "docs");
  const only = asked === undefined;
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
  try {
    const address = server.resolvedUrls.local[0];
    if (only) await shootReadme(browser, address, folder);
    else for (const colorScheme of ["light", "dark"]) await shootAll(browser, address, folder, colorScheme);
    return 0;
  } finally {
    await browser.close();
    await server.close();
  }
});
