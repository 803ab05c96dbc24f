import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { CHROMIUM_ARGUMENTS, ensureChromium } from "../browser.mjs";
import { root } from "../install.mjs";

/** Ours ÷ PyTorch at most: with as many threads as there are cores. */
const MOST = { vgg1: 0.8, vgg4: 0.8, saliency: 1, unet16: 0.9, unet64: 0.9, mlp: 0.35 };
/** One thread of ours ÷ PyTorch on all cores at most. */
const MOST_ALONE = 1.6;
/** Values of both sides agree so far: relative, the worst of all steps. */
const AGREEMENT = 2e-4;
const ROUNDS = { vgg1: 9, vgg4: 5, saliency: 7, unet16: 7, unet64: 3, mlp: 11 };
/** The first steps are slower on every side: compiled, allocated, transformed. */
const WARM = 2;

const WHAT = {
  vgg1: "VGG16 forward, batch 1",
  vgg4: "VGG16 forward, batch 4",
  saliency: "VGG16 saliency, batch 1",
  unet16: "U-Net base 16, a step on 4×4×256×256",
  unet64: "U-Net base 64, a step on 4×4×256×256",
  mlp: "MLP 4096→2048→6, a step at batch 4",
};

/**
 * `npm run bench -- kernels [case,case]`: our kernels, tfjs's own (`--stock`) and PyTorch, where `python3` has it, by
 * turns on the same networks and numbers; medians. Each way has a page or a process of its own.
 */
export async function benchKernels(given) {
  const cases = given.find((word) => !word.startsWith("-"))?.split(",") ?? Object.keys(WHAT);
  const { createServer } = await import("vite");
  const { chromium } = await import("playwright-core");
  const server = await createServer({
    root,
    cacheDir: join(root, "node_modules", ".vite-bench-kernels"),
    logLevel: "warn",
    server: { host: "127.0.0.1", port: 5491, hmr: false, watch: null },
    optimizeDeps: { entries: ["scripts/bench/kernels/page.html"] },
  });
  await server.listen();
  const browser = await chromium.launch({ executablePath: await ensureChromium(), args: CHROMIUM_ARGUMENTS });
  const address = `${server.resolvedUrls.local[0]}scripts/bench/kernels/page.html`;
  const ways = [];
  try {
    const cores = (await import("node:os")).availableParallelism();
    ways.push(await page(browser, address, "all threads", [true, cores]));
    ways.push(await page(browser, address, "one thread", [true, 1]));
    if (given.includes("--stock")) ways.push(await page(browser, address, "stock", [false, 1]));
    const torch = await python(cores);
    if (torch) ways.push(torch);
    for (const way of ways) say(`${way.name}: ${way.about}`);
    let missed = 0;
    for (const name of cases) missed += await compare(name, ways);
    return missed > 0 ? 1 : 0;
  } finally {
    for (const way of ways) await way.end?.();
    await browser.close();
    await server.close();
  }
}

/** Runs one case every way by turns and says what came out. Gives how many figures were missed. */
async function compare(name, ways) {
  for (const way of ways) {
    way.results = [];
    await way.begin(name);
  }
  for (let round = 0; round < WARM + ROUNDS[name]; round++)
    for (const way of ways) way.results.push(await way.run());
  const ms = (way) => median(way.results.slice(WARM).map((one) => one.ms));
  const [ours, alone] = ways;
  const torch = ways.find((way) => way.name === "PyTorch");
  say(`${WHAT[name]}`);
  for (const way of ways) {
    const peak = Math.max(...way.results.map((one) => one.megabytes));
    say(
      `  ${way.name}: ${ms(way).toFixed(1)} ms, ${peak} MB, value ${way.results.at(-1).value.toPrecision(7)}`,
    );
  }
  const faults = [];
  const judge = (what, ratio, most) => {
    say(`  ${what}: ${ratio < 0.01 ? ratio.toExponential(1) : ratio.toFixed(2)} (at most ${most})`);
    if (ratio > most) faults.push(what);
  };
  say(`  one thread ÷ all: ${(ms(alone) / ms(ours)).toFixed(2)}`);
  if (ours.results.some((one, at) => one.value !== alone.results[at].value))
    faults.push("threads change the numbers");
  if (torch) {
    judge("ours ÷ PyTorch", ms(ours) / ms(torch), MOST[name]);
    judge("one thread of ours ÷ PyTorch", ms(alone) / ms(torch), MOST_ALONE);
    // Against the largest: a loss that has gone to nothing is a difference of larger numbers.
    const scale = Math.max(...torch.results.map((one) => Math.abs(one.value)));
    const apart = Math.max(
      ...ours.results.map((one, at) => Math.abs(one.value - torch.results[at].value) / scale),
    );
    judge("values apart from PyTorch's, relative", apart, AGREEMENT);
  }
  for (const fault of faults) say(`  MISSED: ${fault}`);
  for (const way of ways) await way.begin("");
  return faults.length;
}

async function page(browser, address, name, how) {
  const tab = await browser.newPage();
  tab.setDefaultTimeout(600_000);
  tab.on("pageerror", (error) => console.error(error.message));
  await tab.goto(address);
  await tab.waitForFunction(() => "kernelBench" in globalThis);
  const about = await tab.evaluate(([own, threads]) => globalThis.kernelBench.open(own, threads), how);
  return {
    name,
    about,
    begin: (given) => tab.evaluate((value) => globalThis.kernelBench.begin(value), given),
    run: () => tab.evaluate(() => globalThis.kernelBench.run()),
  };
}

/** PyTorch in a process of its own, or nothing where there is none. */
async function python(threads) {
  const program = process.env.PYTHON ?? (process.platform === "win32" ? "python" : "/usr/bin/python3");
  const child = spawn(
    program,
    [join(root, "scripts", "bench", "kernels", "torch_side.py"), String(threads)],
    {
      stdio: ["pipe", "pipe", "ignore"],
    },
  );
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const failed = new Promise((resolve) => {
    child.once("error", () => resolve(undefined));
    child.once("exit", () => resolve(undefined));
  });
  const next = async () => {
    const line = await Promise.race([lines.next(), failed]);
    return line?.value === undefined ? undefined : JSON.parse(line.value);
  };
  const ask = async (command) => {
    child.stdin.write(`${command}\n`);
    const answer = await next();
    if (!answer) throw new Error("PyTorch's side ended.");
    return answer;
  };
  const hello = await next();
  if (!hello) {
    say(`PyTorch: none (${program} has no torch; PYTHON names another)`);
    return undefined;
  }
  return {
    name: "PyTorch",
    about: `${hello.torch}, ${hello.threads} threads`,
    begin: (name) => ask(name === "" ? "end" : `begin ${name}`),
    run: () => ask("run"),
    end: () => child.kill(),
  };
}

function median(values) {
  return values.toSorted((a, b) => a - b)[values.length >> 1];
}

function say(line) {
  process.stdout.write(`${line}\n`);
}
