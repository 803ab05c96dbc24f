import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { ensureInstalled, Refusal, root, runScript } from "./install.mjs";

/**
 * `node scripts/hostile.mjs SEED INDEX [FOLDER]`: opens one input of the campaign again and says what comes of it; with a
 * folder, its files are written there. `node scripts/hostile.mjs write FOLDER`: writes the inputs that were made by hand.
 */
await runScript(async () => {
  const [first, second, folder] = process.argv.slice(2);
  ensureInstalled();
  const { buildReaders } = await import("./hostile/build.mjs");
  const { inputOf, judge, known, setTraps } = await import(await buildReaders());
  if (first === "write" && second !== undefined) {
    for (const { kind, name, files } of known(root)) write(second, `${kind}--${name}`, files[0].bytes);
    return 0;
  }
  if (!/^\d+$/.test(first ?? "") || !/^\d+$/.test(second ?? ""))
    throw new Refusal("Say which input: node scripts/hostile.mjs SEED INDEX [FOLDER], or: write FOLDER.");
  const input = await inputOf(root, Number(first), Number(second));
  if (folder !== undefined) for (const { path, bytes } of input.files) write(folder, path, bytes);
  setTraps();
  const start = performance.now();
  const judged = await judge(input);
  console.error({ ...judged, ms: Math.round(performance.now() - start) });
  return judged.fault ? 1 : 0;
});

function write(folder, name, bytes) {
  const place = resolve(process.env.INIT_CWD ?? process.cwd(), folder);
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, name), bytes);
}
