import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Built-ins only: this runs before anything is installed. */

export const root = fileURLToPath(new URL("..", import.meta.url)).replace(/[\\/]$/, "");

const OLDEST = [20, 19];
const modules = join(root, "node_modules");
const stamp = join(modules, ".tensorloom-install");

/** Something that the person at the terminal has to mend: printed without a stack. */
export class Refusal extends Error {}

/** Runs a script's main function; a Refusal ends it with its sentence, anything else with its stack. */
export async function runScript(main) {
  try {
    process.exitCode = (await main()) ?? process.exitCode ?? 0;
  } catch (error) {
    console.error(error instanceof Refusal ? error.message : error);
    process.exitCode = error instanceof Refusal ? (error.exitCode ?? 1) : 1;
  }
}

export function checkNode(version = process.versions.node) {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return;
  throw new Refusal(
    `Tensorloom needs Node ${OLDEST.join(".")} or newer; this is Node ${version}. Get a newer one from https://nodejs.org.`,
  );
}

/** Installs the packages that package-lock.json names, unless they are all there. Speaks on stderr only. */
export function ensureInstalled() {
  checkNode();
  const wanted = digestOfLock();
  if (readOr(stamp, "") === wanted) return;
  if (!fits()) withLock(join(root, ".cache", "install.lock"), install);
  writeFileSync(stamp, wanted);
}

function install() {
  if (fits()) return;
  console.error("Installing packages (once) …");
  const commands = [
    ["ci", "--ignore-scripts"],
    ["install", "--ignore-scripts"],
  ];
  for (const command of commands) {
    if (call("npm", [...command, "--no-audit", "--no-fund"]) === 0) return;
  }
  throw new Refusal(
    "The packages could not be installed: npm's own words are above. Is the network there, and the disk not full?",
  );
}

/** Whether every package of the lockfile is there in its version; those for other platforms may be missing. */
function fits() {
  try {
    const lock = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")).packages;
    const here = JSON.parse(readFileSync(join(modules, ".package-lock.json"), "utf8")).packages;
    return Object.entries(lock).every(
      ([path, { version, optional }]) =>
        path === "" ||
        (here[path] ? here[path].version === version && existsSync(join(root, path)) : optional),
    );
  } catch {
    return false;
  }
}

/** Runs a program with its output on our stderr; gives its exit status. */
export function call(program, args, options = {}) {
  const shell = process.platform === "win32";
  return spawnSync(program, args, { cwd: root, stdio: ["ignore", 2, 2], shell, ...options }).status ?? 1;
}

/** One process at a time: a lock is a folder, and one that is older than ten minutes is a dead process's. */
export function withLock(path, work) {
  mkdirSync(join(path, ".."), { recursive: true });
  const patience = Date.now() + 600_000;
  while (!taken(path)) {
    if (ageOf(path) > 600_000 || Date.now() > patience) rmSync(path, { recursive: true, force: true });
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
  }
  try {
    return work();
  } finally {
    rmSync(path, { recursive: true, force: true });
  }
}

function taken(path) {
  try {
    mkdirSync(path);
    return true;
  } catch (error) {
    if (error.code === "EEXIST") return false;
    throw error;
  }
}

function ageOf(path) {
  try {
    return Date.now() - statSync(path).mtimeMs;
  } catch {
    return 0;
  }
}

function digestOfLock() {
  return createHash("sha256")
    .update(readFileSync(join(root, "package-lock.json")))
    .digest("hex");
}

function readOr(path, otherwise) {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return otherwise;
  }
}
