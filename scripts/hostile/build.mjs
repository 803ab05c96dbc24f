import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { root } from "../install.mjs";

/** The page's readers with what makes inputs for them, as one module for Node; gone when the process ends. */
export async function buildReaders() {
  const { build } = await import("vite");
  const outDir = join(root, ".cache", `readers-${process.pid}`);
  mkdirSync(outDir, { recursive: true });
  process.once("exit", () => rmSync(outDir, { recursive: true, force: true }));
  await build({
    configFile: false,
    root,
    logLevel: "error",
    resolve: { alias: { "@": join(root, "src") } },
    publicDir: false,
    build: {
      ssr: "scripts/hostile/judge.ts",
      outDir,
      target: "node20",
      rollupOptions: { output: { entryFileNames: "readers.mjs" } },
    },
  });
  return pathToFileURL(join(outDir, "readers.mjs")).href;
}
