import { join } from "node:path";
import { call, ensureInstalled, root, runScript } from "./install.mjs";

/**
 * `node scripts/fuzz-files.mjs [SEED]`: opens 20,000 damaged and made-up graph files. Fails where one throws, gives a graph
 * that is not whole, or takes over a second; the unit tests open 2,000 of them, untimed.
 */
await runScript(async () => {
  ensureInstalled();
  const vitest = join(root, "node_modules", "vitest", "vitest.mjs");
  const environment = {
    ...process.env,
    TENSORLOOM_BROKEN_FILES: "20000",
    TENSORLOOM_SEED: process.argv[2] ?? "1",
  };
  return call(
    process.execPath,
    [vitest, "run", "tests/graph/broken-files.test.ts", "--testTimeout=1200000"],
    {
      shell: false,
      env: environment,
    },
  );
});
