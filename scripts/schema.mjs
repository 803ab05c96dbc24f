import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { ensureInstalled, root, runScript } from "./install.mjs";

/** `npm run schema`: writes public/graph.schema.json from the zod schema. A test says when it is out of date. */
await runScript(async () => {
  ensureInstalled();
  const { runnerImport } = await import("vite");
  const { module } = await runnerImport(join(root, "src", "cli", "schema.ts"), { root, logLevel: "warn" });
  writeFileSync(join(root, "public", "graph.schema.json"), module.graphJsonSchema());
});
