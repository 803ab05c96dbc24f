import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { markdownSection, replaceSection, textTable } from "./bench/figures.mjs";
import { machineNow } from "./bench/machine.mjs";
import { readOptions } from "./bench/options.mjs";
import { ensureInstalled, runScript } from "./install.mjs";

const PARTS = [
  "steel",
  "transfer",
  "layers-model",
  "second-run",
  "reload",
  "scheduler",
  "decode",
  "plan",
  "leaks",
  "memory",
  "canvas",
  "webgl",
  "kernels",
];

/**
 * `npm run bench [-- PART…]`: measures Tensorloom against PyTorch and against TensorFlow.js written by hand, in one Chromium
 * and by turns; docs/performance.md says what is compared with what. The exit status is 1 where something could not be run,
 * and 0 where a figure missed its aim: machines differ.
 */
await runScript(async () => {
  const options = readOptions(process.argv.slice(2), PARTS);
  // Read before anything is measured: a document without its markers is known now, not in an hour.
  const document = options.markdown === undefined ? undefined : documentOf(options.markdown);
  ensureInstalled();
  const { openStage, say } = await import("./bench/stage.mjs");
  const stage = await openStage();
  const rows = [];
  const broken = [];
  const report = () => ({
    date: new Date().toISOString(),
    machine: machineNow(),
    browser: stage.browser,
    torch: stage.torch?.about ?? "PyTorch is not installed here",
    ...(options.small ? { small: true } : {}),
    rows,
  });
  try {
    for (const part of options.parts) {
      say(`${part} …`);
      try {
        const { run } = await import(`./bench/parts/${part}.mjs`);
        const found = await run(stage, options);
        rows.push(...found);
        say(textTable(found));
      } catch (error) {
        broken.push(part);
        say(`${part} could not be run: ${error instanceof Error ? error.stack : error}`);
      }
      // After every part: an hour's figures are not lost with the last.
      if (options.json !== undefined)
        writeFileSync(fileOf(options.json), `${JSON.stringify(report(), null, 2)}\n`);
    }
  } finally {
    await stage.close();
  }
  const all = report();
  if (options.parts.length > 1) say(`\n${textTable(rows)}`);
  if (document !== undefined)
    writeFileSync(fileOf(options.markdown), replaceSection(document, markdownSection(all)));
  const missed = rows.filter((row) => row.reached === false);
  const judged = missed.length + rows.filter((row) => row.reached === true).length;
  say(
    `\n${all.machine.cpu}, ${all.machine.cores} cores, ${all.machine.memory}; ${all.browser}; ${all.torch}.`,
  );
  if (options.small) say("With --small: these figures mean nothing.");
  for (const { part, what } of missed) say(`MISSED: ${part}, ${what}`);
  for (const part of broken) say(`FAILED: ${part} could not be run, see above.`);
  say(`${judged - missed.length} of ${judged} aims reached.`);
  return broken.length > 0 ? 1 : 0;
});

/** Relative paths are meant from where the user stands: npm changes the working directory. */
function fileOf(path) {
  return resolve(process.env.INIT_CWD ?? process.cwd(), path);
}

function documentOf(path) {
  const text = readFileSync(fileOf(path), "utf8");
  replaceSection(text, "");
  return text;
}
