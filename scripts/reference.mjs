import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { CHROMIUM_ARGUMENTS, ensureChromium } from "./browser.mjs";
import { ensureInstalled, Refusal, root, runScript } from "./install.mjs";

/**
 * `npm run test:reference [-- GROUP [DEVICE]]`: our numbers against those made by PyTorch, in Node and on each device.
 * The folder is REFERENCE_DIR, or ../shared/reference; where that default is absent there is nothing to do.
 */
export async function reference({
  only = "",
  on = "",
  say = (line) => process.stdout.write(`${line}\n`),
} = {}) {
  const given = process.env.REFERENCE_DIR;
  const folder = given
    ? resolve(process.env.INIT_CWD ?? root, given)
    : join(root, "..", "shared", "reference");
  if (!existsSync(join(folder, "manifest.json"))) {
    if (given) throw new Refusal(`REFERENCE_DIR is ${given}, and there is no manifest.json in it.`);
    say("There is no folder of reference numbers here (REFERENCE_DIR names one): skipped.");
    return { passed: 0, failed: 0, skipped: 0 };
  }
  const executablePath = await ensureChromium();
  const server = await devServer();
  try {
    const { runReference } = await server.ssrLoadModule("/tests/reference/run.ts");
    const address = server.resolvedUrls.local[0];
    return await runReference({
      folder,
      address,
      executablePath,
      chromiumArguments: CHROMIUM_ARGUMENTS,
      only,
      on,
      say,
    });
  } finally {
    await server.close();
  }
}

/** A dev server that nothing reloads: files may change under it, and a page in mid-run must not. */
async function devServer() {
  const { createServer } = await import("vite");
  const server = await createServer({
    root,
    cacheDir: join(root, "node_modules", ".vite-reference"),
    logLevel: "warn",
    server: { host: "127.0.0.1", port: 5390, hmr: false, watch: null },
    optimizeDeps: {
      entries: ["tests/reference/page.html"],
      include: ["@tensorflow/tfjs-backend-webgpu"],
    },
  });
  await server.listen();
  return server;
}

export function closingLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}

if (import.meta.filename === process.argv[1]) {
  await runScript(async () => {
    ensureInstalled();
    const counts = await reference({ only: process.argv[2] ?? "", on: process.argv[3] ?? "" });
    process.stdout.write(`${closingLine(counts)}\n`);
    return counts.failed > 0 ? 1 : 0;
  });
}
