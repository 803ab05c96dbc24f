import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CHROMIUM_ARGUMENTS, ensureChromium } from "./browser.mjs";
import { ensureInstalled, root, runScript } from "./install.mjs";

const LEAST = 2.5;
const COUNT = 40;
const ROUNDS = 3;

/**
 * `npm run bench`: the steel graph through Tensorloom, and the same by a hand-written TensorFlow.js loop that runs the
 * frozen backbone again in every epoch. Fails where the graph is less than 2.5 times as fast. `-- kernels`: our kernels
 * against PyTorch, see bench/kernels.mjs.
 */
await runScript(async () => {
  ensureInstalled();
  const [which, ...rest] = process.argv.slice(2);
  if (which === "kernels") return (await import("./bench/kernels.mjs")).benchKernels(rest);
  const { createServer } = await import("vite");
  const { chromium } = await import("playwright-core");
  const server = await createServer({
    root,
    cacheDir: join(root, "node_modules", ".vite-bench"),
    logLevel: "warn",
    server: { host: "127.0.0.1", port: 5490, hmr: false, watch: null },
    optimizeDeps: { entries: ["scripts/bench/page.html", "src/engine/worker.ts"] },
  });
  await server.listen();
  const browser = await chromium.launch({ executablePath: await ensureChromium(), args: CHROMIUM_ARGUMENTS });
  try {
    const page = await browser.newPage();
    page.on("pageerror", (error) => console.error(error.message));
    await page.goto(`${server.resolvedUrls.local[0]}scripts/bench/page.html`);
    await page.waitForFunction(() => "bench" in globalThis);
    const graph = JSON.parse(readFileSync(join(root, "graphs", "steel-defects.json"), "utf8"));
    graph.nodes.images.settings.count = COUNT;
    const settings = (id, name, otherwise) => graph.nodes[id].settings[name] ?? otherwise;
    const how = {
      epochs: settings("trainer", "epochs", 5),
      batchSize: settings("trainer", "batchSize", 4),
      hidden: settings("head", "hidden", [2048])[0],
      learningRate: settings("adam", "learningRate", 1e-4),
    };
    // By turns, so that what else the machine does meets both alike.
    const times = { graph: [], byHand: [] };
    let device = "";
    for (let round = 1; round <= ROUNDS; round++) {
      const ours = await page.evaluate((value) => globalThis.bench.graph(value), graph);
      if (ours.status !== "done")
        throw new Error(`The run ended as ${ours.status}: ${ours.problems[0]?.message}`);
      device = ours.device;
      times.graph.push(ours.ms);
      times.byHand.push(
        await page.evaluate(
          ([device, count, settings]) => globalThis.bench.byHand(device, count, settings),
          [device, COUNT, how],
        ),
      );
      say(`Round ${round}: ${seconds(times.graph.at(-1))} and ${seconds(times.byHand.at(-1))}`);
    }
    const [ours, byHand] = [median(times.graph), median(times.byHand)];
    say(`Tensorloom, steel graph, ${COUNT} pictures a class, ${device}: ${seconds(ours)}`);
    say(`By hand, the backbone again in each of ${how.epochs} epochs: ${seconds(byHand)}`);
    const ratio = byHand / ours;
    say(`Ratio: ${ratio.toFixed(2)} (at least ${LEAST})`);
    return ratio >= LEAST ? 0 : 1;
  } finally {
    await browser.close();
    await server.close();
  }
});

function say(line) {
  process.stdout.write(`${line}\n`);
}

function seconds(ms) {
  return `${(ms / 1000).toFixed(1)} s`;
}

function median(values) {
  return values.toSorted((a, b) => a - b)[values.length >> 1];
}
