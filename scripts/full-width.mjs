import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureInstalled, root, runScript } from "./install.mjs";
import { memoryOf } from "./resident.mjs";
import { writeVgg16Weights } from "./vgg16-weights.mjs";

/**
 * `npm run test:full`: VGG16 at full width from a file of 553 MB that is made here from a seed, a transfer run of 60
 * pictures, twice: the same numbers both times, and how much memory it took.
 */
await runScript(async () => {
  ensureInstalled();
  const folder = mkdtempSync(join(tmpdir(), "tensorloom-full-"));
  try {
    const file = join(folder, "vgg16-full.safetensors");
    await writeVgg16Weights(file, 7);
    say(`${file}: ${statSync(file).size} bytes`);
    const runs = [];
    for (const turn of [1, 2]) {
      const run = await transfer(file, join(folder, `out-${turn}`));
      say(
        `run ${turn}: exit ${run.code}, ${(run.ms / 1000).toFixed(0)} s, at its peak ${run.largest} MB in one process and ${run.all} MB in all`,
      );
      runs.push(run);
    }
    const failed = [
      ...(runs.some(({ code }) => code !== 0) ? ["a run failed"] : []),
      ...(new Set(runs.map(({ results }) => results)).size > 1 ? ["two runs gave other numbers"] : []),
      ...(Math.max(...runs.map(({ largest }) => largest)) > 2200
        ? ["a process took more than 2,200 MB"]
        : []),
    ];
    for (const fault of failed) say(`FAILED: ${fault}`);
    say(`${3 - failed.length} passed, ${failed.length} failed`);
    return failed.length > 0 ? 1 : 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

/** The steel graph on ten drawn pictures a class, with these weights. */
async function transfer(weights, out) {
  const start = performance.now();
  const child = spawn(
    process.execPath,
    [
      join(root, "scripts", "tensorloom.mjs"),
      "run",
      join(root, "graphs", "steel-defects.json"),
      "--data",
      `vgg16=${weights}`,
      "--set",
      "images.count=10",
      "--out",
      out,
    ],
    { stdio: ["ignore", "inherit", "inherit"] },
  );
  let [largest, all] = [0, 0];
  const watch = setInterval(() => {
    const sizes = memoryOf(child.pid);
    largest = Math.max(largest, ...sizes);
    all = Math.max(
      all,
      sizes.reduce((a, b) => a + b, 0),
    );
  }, 300);
  const code = await new Promise((resolve) => child.once("exit", resolve));
  clearInterval(watch);
  const path = join(out, "results.json");
  const results = existsSync(path) ? withoutTimes(readFileSync(path, "utf8")) : "";
  return { code, ms: performance.now() - start, largest, all, results };
}

function withoutTimes(text) {
  return text.replaceAll(/"ms": \d+/g, '"ms": 0');
}

function say(line) {
  process.stdout.write(`${line}\n`);
}
