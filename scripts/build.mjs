import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { call, ensureInstalled, Refusal, root, withLock } from "./install.mjs";

const SOURCES = [
  "src",
  "nodes",
  "graphs",
  "public",
  "index.html",
  "vite.config.ts",
  "scripts/page-nodes.mjs",
  "scripts/page-offline.mjs",
  "scripts/page-walls.mjs",
  "package-lock.json",
];
const dist = join(root, "dist");

/** Builds the page and the command line into dist/, unless these very sources were built already. */
export function ensureBuilt() {
  ensureInstalled();
  if (isBuilt(digestOfSources())) return;
  withLock(join(root, ".cache", "build.lock"), () => {
    const digest = digestOfSources();
    if (!isBuilt(digest)) build(digest);
  });
}

function build(digest) {
  console.error("Building Tensorloom …");
  const fresh = join(root, ".cache", `build-${process.pid}`);
  const vite = join(root, "node_modules", "vite", "bin", "vite.js");
  for (const [part, mode] of [
    ["page", "production"],
    ["cli", "cli"],
  ]) {
    const args = [
      vite,
      "build",
      "--mode",
      mode,
      "--outDir",
      join(fresh, part),
      "--emptyOutDir",
      "--logLevel",
      "error",
    ];
    const environment = { ...process.env, NODE_ENV: "production" };
    if (call(process.execPath, args, { shell: false, env: environment }) !== 0) {
      rmSync(fresh, { recursive: true, force: true });
      throw new Refusal("Tensorloom could not be built: the reason is above.");
    }
  }
  mkdirSync(dist, { recursive: true });
  rmSync(join(dist, ".sources"), { force: true });
  for (const part of ["page", "cli"]) {
    rmSync(join(dist, part), { recursive: true, force: true });
    renameSync(join(fresh, part), join(dist, part));
  }
  rmSync(fresh, { recursive: true, force: true });
  writeFileSync(join(dist, ".sources"), digest);
}

function isBuilt(digest) {
  const stamp = join(dist, ".sources");
  return (
    existsSync(stamp) && readFileSync(stamp, "utf8") === digest && existsSync(join(dist, "cli", "main.js"))
  );
}

function digestOfSources() {
  const hash = createHash("sha256");
  for (const source of SOURCES) {
    for (const file of filesUnder(join(root, source))) {
      hash
        .update(`${file.slice(root.length)}\0`)
        .update(readFileSync(file))
        .update("\0");
    }
  }
  return hash.digest("hex");
}

function filesUnder(path) {
  if (!existsSync(path)) return [];
  if (statSync(path).isFile()) return [path];
  return readdirSync(path)
    .sort()
    .flatMap((name) => filesUnder(join(path, name)));
}
