import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { ensureInstalled, root, runScript } from "./install.mjs";

/** `npm run schema`: writes the JSON Schemas in public/ from the zod schemas. A test says when they are out of date. */
await runScript(async () => {
  ensureInstalled();
  const { runnerImport } = await import("vite");
  const { module } = await runnerImport(join(root, "src", "cli", "schema.ts"), { root, logLevel: "warn" });
  writeFileSync(join(root, "public", "graph.schema.json"), module.graphJsonSchema());
  writeFileSync(join(root, "public", "walkthrough.schema.json"), module.walkthroughJsonSchema());
});
