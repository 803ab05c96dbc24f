import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { ensureChromium } from "./browser.mjs";
import { ensureBuilt } from "./build.mjs";
import { ensureInstalled, root, runScript } from "./install.mjs";
import { closingLine, reference } from "./reference.mjs";
import { ensureTorch } from "./torch.mjs";

/**
 * `npm test`: installs what is missing and runs everything; `npm test -- unit lint` runs those stages alone.
 * Every stage gives counts, read from what its runner writes for machines. The last line is their sum.
 */
const STAGES = { types, lint, build, unit, browser, reference: torch };

const reports = join(root, "test-results");

await runScript(async () => {
  const wanted = process.argv.slice(2);
  const unknown = wanted.find((name) => !(name in STAGES));
  if (unknown) throw new Error(`There is no stage ${unknown}. Stages: ${Object.keys(STAGES).join(", ")}.`);
  ensureInstalled();
  process.env.CHROME_PATH = await ensureChromium();
  mkdirSync(reports, { recursive: true });
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const [name, stage] of Object.entries(STAGES)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    say(`── ${name} ──`);
    const start = Date.now();
    const counts = await stage().catch((error) => {
      say(error instanceof Error ? error.message : String(error));
      return one(false);
    });
    for (const kind of Object.keys(total)) total[kind] += counts[kind];
    // Indented, so that the sum alone stands on a line of its own.
    say(`   ${name}: ${closingLine(counts)} in ${Math.round((Date.now() - start) / 1000)} s`);
  }
  say("");
  if (total.skipped > 0) say(`Skipped: ${total.skipped}, each with its reason above.`);
  say(closingLine({ ...total, skipped: 0 }));
  return total.failed > 0 || total.passed === 0 ? 1 : 0;
});

async function types() {
  return one((await tool("typescript/bin/tsc", ["--noEmit"])) === 0);
}

async function lint() {
  return one((await tool("@biomejs/biome/bin/biome", ["check", "--max-diagnostics=50", "."])) === 0);
}

async function build() {
  ensureBuilt();
  return one(true);
}

async function unit() {
  await ensureTorch(say);
  const report = fresh("unit.json");
  const status = await tool("vitest/vitest.mjs", [
    "run",
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${report}`,
  ]);
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = read(report);
  // A file that could not even be loaded has no failing test of its own.
  const broken = testResults.filter(
    (file) => file.status === "failed" && !file.assertionResults.some((test) => test.status === "failed"),
  ).length;
  const counts = {
    passed: numPassedTests,
    failed: numFailedTests + broken,
    skipped: numPendingTests + numTodoTests,
  };
  return honest(counts, status);
}

async function browser() {
  const report = fresh("browser.json");
  const config = join("tests", "browser", "playwright.config.ts");
  const status = await tool("@playwright/test/cli.js", ["test", "-c", config, "--reporter=line,json"], {
    PLAYWRIGHT_JSON_OUTPUT_NAME: report,
  });
  const { stats, errors, suites } = read(report);
  for (const error of errors ?? []) say(error.message ?? String(error));
  for (const title of suites.flatMap(secondTries)) say(`   passed only when tried again: ${title}`);
  return honest(
    { passed: stats.expected + stats.flaky, failed: stats.unexpected, skipped: stats.skipped },
    status,
  );
}

/** What failed once and then passed is named every time: it waits for something that it should not have to wait for. */
function secondTries({ title, specs = [], suites = [] }) {
  const own = specs.filter(({ tests }) => tests.some(({ status }) => status === "flaky"));
  return [...own.map((spec) => `${title}: ${spec.title}`), ...suites.flatMap(secondTries)];
}

async function torch() {
  return reference({ say });
}

/** A runner that ends badly without a failing test has failed all the same, and so has one that ran nothing. */
function honest(counts, status) {
  if (counts.failed > 0 || (status === 0 && counts.passed > 0)) return counts;
  say(counts.passed === 0 ? "No test ran." : `The runner ended with status ${status}.`);
  return { ...counts, failed: 1 };
}

function one(passed) {
  return { passed: passed ? 1 : 0, failed: passed ? 0 : 1, skipped: 0 };
}

/** Runs a tool of node_modules by Node, its output on ours; gives its exit status. */
function tool(path, args, environment = {}) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(root, "node_modules", path), ...args], {
      cwd: root,
      stdio: ["ignore", "inherit", "inherit"],
      env: { ...process.env, ...environment },
    });
    child.on("error", () => resolve(1));
    child.on("close", (status) => resolve(status ?? 1));
  });
}

function fresh(name) {
  const path = join(reports, name);
  rmSync(path, { force: true });
  return path;
}

function read(path) {
  if (!existsSync(path)) throw new Error("The runner wrote no report: it died before it ran anything.");
  return JSON.parse(readFileSync(path, "utf8"));
}

function say(line) {
  process.stdout.write(`${line}\n`);
}
