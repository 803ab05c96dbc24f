import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const NAME = "service-worker";

/** Builds the service worker beside the page and writes into it which files there are. */
export function pageOffline() {
  /** Modules that the editor imports before it stands. */
  const opening = new Set();
  return {
    name: "page-offline",
    apply: "build",
    config: () => ({
      build: {
        rolldownOptions: {
          input: { index: "index.html", [NAME]: "src/offline/service-worker.ts" },
          output: {
            entryFileNames: ({ name }) => (name === NAME ? "[name].js" : "assets/[name]-[hash].js"),
            // One piece packs better than the thirty that later pieces would have it cut into.
            codeSplitting: { groups: [{ name: "opening", test: (id) => opening.has(id) }] },
          },
        },
      },
    }),
    buildEnd() {
      const add = (id) => {
        if (opening.has(id)) return;
        opening.add(id);
        for (const next of this.getModuleInfo(id)?.importedIds ?? []) add(next);
      };
      const [main] = [...this.getModuleIds()].filter((id) => /[\\/]src[\\/]editor[\\/]main\.tsx$/.test(id));
      if (main === undefined) throw new Error("The editor's own module was not found.");
      add(main);
      // It waits for what was kept of a graph. Later pieces import this one: with it in there, they would wait for each other.
      opening.delete(main);
    },
    writeBundle({ dir }) {
      const file = join(dir, `${NAME}.js`);
      const source = readFileSync(file, "utf8");
      if (/^\s*import[\s{"]/m.test(source)) throw new Error("The service worker has to be one file.");
      writeFileSync(file, `const BUILD = ${JSON.stringify(buildOf(dir))};\n${source}`);
    },
  };
}

/** The files of the page in that folder: what it opens with, what it runs with, and a name for all their contents. */
export function buildOf(dir) {
  const files = readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(dir.length + 1)
        .replaceAll("\\", "/"),
    )
    .filter((path) => path !== `${NAME}.js` && !/\.(map|md)$/.test(path))
    .sort();
  const hash = createHash("sha256");
  for (const path of files) hash.update(`${path}\0`).update(readFileSync(join(dir, path)));
  const opening = openingScripts(dir, files);
  const isCore = (path) =>
    opening.has(path) || /\.css$/.test(path) || /^(icons\/|manifest\.webmanifest$)/.test(path);
  const ours = files.filter((path) => path !== "index.html");
  return {
    version: hash.digest("hex").slice(0, 16),
    core: ["./", ...ours.filter(isCore).map((path) => `./${path}`)],
    rest: ours.filter((path) => !isCore(path)).map((path) => `./${path}`),
  };
}

/** The scripts that the page imports before the editor stands. */
function openingScripts(dir, files) {
  const found = new Set();
  const add = (path) => {
    if (found.has(path) || !files.includes(path)) return;
    found.add(path);
    for (const [, name] of readFileSync(join(dir, path), "utf8").matchAll(
      /(?:from|import)\s*["'`]\.\/([\w.-]+\.js)["'`]/g,
    ))
      add(`assets/${name}`);
  };
  const [, entry] =
    /src="\.\/(assets\/[\w.-]+\.js)"/.exec(readFileSync(join(dir, "index.html"), "utf8")) ?? [];
  if (!entry) throw new Error("The page's own script was not found in index.html.");
  add(entry);
  for (const [, name] of readFileSync(join(dir, entry), "utf8").matchAll(
    /import\([`"']\.\/(main-[\w-]+\.js)[`"']\)/g,
  ))
    add(`assets/${name}`);
  return found;
}
