import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { createServer } from "vite";
import { CHROMIUM_ARGUMENTS, ensureChromium } from "../browser.mjs";
import { root } from "../install.mjs";
import { writeVgg16Weights } from "../vgg16-weights.mjs";
import { findTorch } from "./torch.mjs";

const PAGES = ["scripts/bench/page.html", "scripts/bench/kernels/page.html"];
const LAYERS = "@tensorflow/tfjs-layers";

/** What the parts of the bench are played on: one server, one Chromium, and a folder that is gone afterwards. */
export async function openStage() {
  const hasLayers = existsSync(join(root, "node_modules", LAYERS, "package.json"));
  const server = await createServer({
    root,
    cacheDir: join(root, "node_modules", ".vite-bench"),
    logLevel: "warn",
    plugins: [layersModule(hasLayers)],
    server: { host: "127.0.0.1", port: 5490, hmr: false, watch: null },
    optimizeDeps: { entries: [...PAGES, "src/engine/worker.ts"], include: hasLayers ? [LAYERS] : [] },
  });
  await server.listen();
  const browser = await launch().catch(async (error) => {
    await server.close();
    throw error;
  });
  const folder = temporaryFolder();
  const torch = findTorch();
  const weights = new Map();

  /** A page in a profile of its own: what another one kept is not there. */
  async function page(path = PAGES[0], global = "bench") {
    const context = await browser.newContext();
    const tab = await context.newPage();
    tab.setDefaultTimeout(0);
    tab.on("pageerror", (error) => say(`On the page: ${error.message}`));
    await tab.goto(`${server.resolvedUrls.local[0]}${path}`);
    await tab.waitForFunction((name) => name in globalThis, global, { timeout: 120_000 });
    return {
      /** Calls one function of the page's global object. */
      call: (name, ...values) =>
        tab.evaluate(([object, own, given]) => globalThis[object][own](...given), [global, name, values]),
      give: (paths) => tab.setInputFiles("#files", paths),
      async reload() {
        await tab.reload();
        await tab.waitForFunction((name) => name in globalThis, global, { timeout: 120_000 });
      },
      close: () => context.close(),
    };
  }

  /** A tab of a browser's context of its own, for pages that are served elsewhere. */
  async function tab(options) {
    const made = await (await browser.newContext(options)).newPage();
    made.setDefaultTimeout(120_000);
    made.on("pageerror", (error) => say(`On the page: ${error.message}`));
    return made;
  }

  return {
    folder,
    hasLayers,
    torch,
    page,
    tab,
    browser: `Chromium ${browser.version()}`,
    kernelPage: () => page(PAGES[1], "kernelBench"),
    /** A file with VGG16's weights at 1/share of its width, made once. */
    async weights(share) {
      const path = join(folder, `vgg16-${share}.safetensors`);
      if (!weights.has(share)) weights.set(share, writeVgg16Weights(path, 7, share));
      await weights.get(share);
      return path;
    },
    async close() {
      await browser.close();
      await server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Half a gigabyte of weights lies in it: it goes when the process ends, also where somebody ends that. */
function temporaryFolder() {
  const folder = mkdtempSync(join(tmpdir(), "tensorloom-bench-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  for (const [signal, number] of [
    ["SIGINT", 2],
    ["SIGTERM", 15],
  ])
    process.once(signal, () => process.exit(128 + number));
  return folder;
}

async function launch() {
  return chromium.launch({ executablePath: await ensureChromium(), args: CHROMIUM_ARGUMENTS });
}

/** tf.LayersModel's package is one of those that only developers have: where it is missing, an empty module stands for it. */
function layersModule(isThere) {
  const name = "virtual:tfjs-layers";
  return {
    name: "tfjs-layers",
    resolveId: (id) => (id === name ? `\0${name}` : undefined),
    load: (id) => (id === `\0${name}` ? (isThere ? `export * from "${LAYERS}";` : "export {};") : undefined),
  };
}

export function say(line) {
  process.stdout.write(`${line}\n`);
}

/** Runs every side once in each round, one after the other, so that what else the machine does meets all alike. */
export async function byTurns(rounds, sides, told = () => {}) {
  const samples = Object.fromEntries(Object.keys(sides).map((name) => [name, []]));
  for (let round = 1; round <= rounds; round++) {
    for (const [name, measure] of Object.entries(sides)) samples[name].push(await measure(round));
    told(round, Object.fromEntries(Object.entries(samples).map(([name, list]) => [name, list.at(-1)])));
  }
  return samples;
}

export function seconds(ms) {
  return `${(ms / 1000).toFixed(1)} s`;
}
