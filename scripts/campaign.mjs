import { readdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { machineNow } from "./bench/machine.mjs";
import { readOptions, textTable } from "./campaign-table.mjs";
import { ensureInstalled, root, runScript } from "./install.mjs";

/**
 * `npm run campaign -- --minutes N --seed S [PART…]`: tries to lose, leak or run something, and prints the figures. A part is
 * a file of scripts/campaign: `export async function run(host)` gives rows `{ what, must, measured, reached, again? }`, where
 * `again` says how to see a failure once more. The exit status is 1 where a figure was missed or a part could not be run.
 */
const PARTS = readdirSync(join(root, "scripts", "campaign"))
  .filter((name) => name.endsWith(".mjs"))
  .map((name) => name.slice(0, -".mjs".length))
  .sort();

await runScript(async () => {
  const options = readOptions(process.argv.slice(2), PARTS);
  ensureInstalled();
  const { openCampaign } = await import("./campaign-host.mjs");
  const rows = [];
  const broken = [];
  const host = await openCampaign(options);
  try {
    for (const part of options.parts) {
      say(`${part} …`);
      try {
        const { run } = await import(`./campaign/${part}.mjs`);
        const found = await run({ ...host, until: Date.now() + host.ms });
        rows.push(...found.map((row) => ({ part, ...row })));
        say(textTable(found.map((row) => ({ part, ...row }))));
      } catch (error) {
        broken.push(part);
        say(`${part} could not be run: ${error instanceof Error ? error.stack : error}`);
      }
    }
  } finally {
    await host.close();
  }
  if (options.parts.length > 1) say(`\n${textTable(rows)}`);
  const machine = machineNow();
  const missed = rows.filter(({ reached }) => !reached);
  for (const { part, what, again = [] } of missed) {
    say(`MISSED: ${part}, ${what}`);
    for (const line of again.slice(0, 20)) say(`  again: ${line}`);
    if (again.length > 20) say(`  and ${again.length - 20} more`);
  }
  for (const part of broken) say(`FAILED: ${part} could not be run, see above.`);
  say(
    `Seed ${options.seed}, ${options.minutes} min; ${machine.cpu}, ${machine.cores} cores, ${machine.memory}. ${rows.length - missed.length} of ${rows.length} figures reached.`,
  );
  if (options.json !== undefined) {
    const path = resolve(process.env.INIT_CWD ?? process.cwd(), options.json);
    const { seed, minutes } = options;
    writeFileSync(
      path,
      `${JSON.stringify({ date: new Date().toISOString(), machine, seed, minutes, rows, broken }, null, 2)}\n`,
    );
  }
  return missed.length > 0 || broken.length > 0 ? 1 : 0;
});

function say(line) {
  process.stdout.write(`${line}\n`);
}
