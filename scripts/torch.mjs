import { spawn } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

const PACKAGES = [
  "python3-torch",
  "python3-torchvision",
  "python3-matplotlib",
  "python3-sklearn",
  "pyflakes3",
];
const BY_HAND = `apt-get install ${PACKAGES.join(" ")}`;

/** Debian's own Python first: another one on the path has not what apt installs. */
const PYTHONS = ["/usr/bin/python3", "python3"];

/** Milliseconds that lists and downloads of some hundred megabytes may take, waiting for another's apt-get among them. */
const PATIENCE = 4 * 60_000;
/** Importing torch takes seconds, on a busy machine many. One that hangs is one that is not there. */
const IMPORT = 2 * 60_000;

const QUIETLY = ["-y", "-qq", "--no-install-recommends"];
const PATIENTLY = [
  // Without a network each name would be asked for again and again.
  "Acquire::Retries=1",
  "Acquire::http::Timeout=20",
  "Acquire::https::Timeout=20",
  // Somebody else may be installing something.
  "DPkg::Lock::Timeout=60",
].flatMap((setting) => ["-o", setting]);

/**
 * Tests run exported programs under PyTorch: installs Debian's where it is missing and can be had, and says what came of
 * it. Never fails: without PyTorch those tests are skipped. Another `machine` is put in place of this one by tests.
 */
export async function ensureTorch(say, machine = {}) {
  const { env = process.env, pythons = PYTHONS, isRoot = process.getuid?.() === 0 } = machine;
  const { patience = PATIENCE, pause = 5_000 } = machine;
  const missing = await missingFor(pythons, env);
  if (missing === undefined) return;
  const skipped = "Tests under PyTorch are skipped";
  if (!onPath("apt-get", env)) {
    say(`${skipped}: ${missing}, and without apt-get nothing is installed here. On Debian: ${BY_HAND}`);
    return;
  }
  if (!isRoot) {
    say(`${skipped}: ${missing}, and only root may install it. By hand: sudo ${BY_HAND}`);
    return;
  }
  say("Installing PyTorch for the tests of exported programs (once) …");
  const failure = await install({ env, patience, pause, pythons });
  const still = await missingFor(pythons, env);
  if (still === undefined) return;
  // apt-get ends well where another Python than Debian's is the one that is asked.
  say(`${skipped}: ${failure ?? `apt-get has installed it, but ${still}`}. By hand: ${BY_HAND}`);
}

/** Gives what went wrong, in words; nothing where it did not. */
async function install({ env, patience, pause, pythons }) {
  const end = Date.now() + patience;
  let held;
  for (;;) {
    const failure = await installOnce(env, end);
    if (failure === undefined) return;
    // Another apt-get is at work: its lock goes with it. Other words about locks, as of a disk that is read-only, stay true.
    if (!/could not get lock/i.test(failure)) return Date.now() > end ? (held ?? failure) : failure;
    held = failure;
    if (Date.now() + pause > end) return held;
    await new Promise((resolve) => setTimeout(resolve, pause));
    // It may have installed the very same.
    if ((await missingFor(pythons, env)) === undefined) return;
  }
}

async function installOnce(env, end) {
  // Lists of one source out of many may be out of reach: the packages may be had all the same.
  const lists = await aptGet(["update", ...PATIENTLY, "-qq"], env, end);
  const failure =
    (await aptGet(["install", ...PATIENTLY, ...QUIETLY, "--download-only", ...PACKAGES], env, end)) ??
    // What has begun to unpack is not cut off: that would leave the machine's packages in pieces.
    (await aptGet(["install", ...PATIENTLY, ...QUIETLY, ...PACKAGES], env));
  return failure && lists ? `${lists}; ${failure}` : failure;
}

/** Gives what went wrong, as apt-get says it. */
async function aptGet(words, env, end) {
  const timeout = end === undefined ? undefined : Math.max(1, end - Date.now());
  const ran = await run(
    "apt-get",
    words,
    { ...env, DEBIAN_FRONTEND: "noninteractive", LC_ALL: "C" },
    timeout,
  );
  const what = `apt-get ${words[0]}`;
  if (ran.isLate) return `${what} took too long`;
  const lines = ran.said.split("\n").filter((line) => line.trim() !== "");
  // Lists that could not be had are a warning to it: old ones would do, where there are any.
  const warned = lines.find((line) => /^W: Failed to fetch/.test(line));
  if (ran.status === 0 && warned === undefined) return;
  // What to do stands in its first error.
  const error =
    lines.find((line) => /^E:/.test(line)) ?? warned ?? lines.at(-1) ?? `it ended with ${ran.status}`;
  return `${what} failed: ${error.replace(/^[EW]:\s*/, "").replace(/[.\s]+$/, "")}`;
}

/** What no Python here has, in words; nothing where one has all of it. */
async function missingFor(pythons, env) {
  const code = "import torch, torchvision, sklearn, matplotlib";
  const reasons = [];
  for (const python of pythons) {
    const ran = await run(python, ["-c", code], env, IMPORT);
    if (ran.status === 0) return;
    if (ran.status === "ENOENT") continue;
    const word = ran.isLate ? "it took too long" : ran.said.trim().split("\n").at(-1);
    reasons.push(`${python} cannot import it (${word})`);
  }
  return reasons[0] ?? "there is no python3 with PyTorch";
}

function onPath(name, env) {
  return (env.PATH ?? "").split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return true;
    } catch {
      // Not in this folder, or not to be run.
      return false;
    }
  });
}

/** Runs a program to its end, or to the end of our patience. Its status may be the name of why it did not start. */
function run(program, words, env, timeout) {
  return new Promise((resolve) => {
    const child = spawn(program, words, {
      env,
      timeout,
      killSignal: "SIGKILL",
      stdio: ["ignore", "pipe", "pipe"],
    });
    let said = "";
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (part) => {
        said += part;
      });
    child.on("error", (error) => resolve({ status: error.code, said: error.message, isLate: false }));
    child.on("exit", (status, signal) => {
      const done = { status, isLate: timeout !== undefined && signal === "SIGKILL" };
      child.on("close", () => resolve({ ...done, said }));
      // What it left running may hold on to its streams.
      setTimeout(() => resolve({ ...done, said }), 1_000).unref();
    });
  });
}
