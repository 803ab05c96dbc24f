#!/usr/bin/env node
import { join } from "node:path";
import { CHROMIUM_ARGUMENTS, ensureChromium } from "./browser.mjs";
import { ensureBuilt } from "./build.mjs";
import { root, runScript } from "./install.mjs";
import { headerOf } from "./page-walls.mjs";

/** The command line: installs and builds what is missing, then hands over to src/cli/main.ts. */
await runScript(async () => {
  ensureBuilt();
  const { main } = await import("../dist/cli/main.js");
  const exit = await main(process.argv.slice(2), {
    // npm changes the working directory to the package's; relative paths are meant from where the user stands.
    folder: process.cwd() === root ? (process.env.INIT_CWD ?? root) : process.cwd(),
    page: join(root, "dist", "page"),
    walls: headerOf,
    cache: join(root, ".cache"),
    chromium: ensureChromium,
    chromiumArguments: CHROMIUM_ARGUMENTS,
    stdout: process.stdout,
    stderr: process.stderr,
  });
  return exit;
});
