import { existsSync, statSync } from "node:fs";
import { delimiter, join } from "node:path";
import { call, Refusal } from "./install.mjs";

/** What every headless Chromium of ours is started with: nothing phones home, nothing sleeps, WebGL and WebGPU are there. */
export const CHROMIUM_ARGUMENTS = [
  "--no-first-run",
  "--disable-quic",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-renderer-backgrounding",
  "--disable-background-timer-throttling",
  "--disable-backgrounding-occluded-windows",
  "--enable-unsafe-swiftshader",
  "--enable-unsafe-webgpu",
  ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
];

/** A Chromium on this machine: CHROME_PATH, the usual places, Playwright's own. `undefined` where there is none. */
export async function findChromium(environment = process.env) {
  const named = environment.CHROME_PATH;
  if (named) {
    if (isFile(named)) return named;
    throw new Refusal(`CHROME_PATH is ${named}, and there is no such program.`);
  }
  return usualPlaces(environment).find(isFile) ?? (await playwrightsOwn());
}

/** The same, installing one where there is none. Fails with a sentence that says what to do. */
export async function ensureChromium() {
  const found = await findChromium();
  if (found) return found;
  console.error("No Chromium was found: installing one (once) …");
  const isDebian = existsSync("/etc/debian_version") && process.getuid?.() === 0;
  if (isDebian) {
    const quietly = { env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } };
    call("apt-get", ["update", "-qq"], quietly);
    call("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "chromium"], quietly);
  }
  let now = await findChromium();
  if (!now) {
    call("npx", ["playwright", "install", "chromium"]);
    now = await findChromium();
  }
  if (now) return now;
  throw new Refusal(
    "No Chromium was found, and none could be installed. Install Chrome, Chromium or Edge, or say where it is: CHROME_PATH=/path/to/chrome",
  );
}

function usualPlaces(environment) {
  const names = [
    "chromium",
    "chromium-browser",
    "google-chrome-stable",
    "google-chrome",
    "chrome",
    "microsoft-edge",
  ];
  const onPath = (environment.PATH ?? "")
    .split(delimiter)
    .filter((folder) => folder !== "")
    .flatMap((folder) => names.map((name) => join(folder, name)));
  const fixed = {
    darwin: ["Google Chrome", "Chromium", "Microsoft Edge"].map(
      (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
    ),
    win32: [environment.PROGRAMFILES, environment["PROGRAMFILES(X86)"], environment.LOCALAPPDATA]
      .filter((folder) => folder !== undefined)
      .flatMap((folder) => [
        join(folder, "Google", "Chrome", "Application", "chrome.exe"),
        join(folder, "Chromium", "Application", "chrome.exe"),
        join(folder, "Microsoft", "Edge", "Application", "msedge.exe"),
      ]),
  };
  const linux = ["/usr/bin", "/usr/local/bin", "/snap/bin", "/opt/google/chrome"].flatMap((folder) =>
    names.map((name) => `${folder}/${name}`),
  );
  return [...(fixed[process.platform] ?? linux), ...(process.platform === "win32" ? [] : onPath)];
}

async function playwrightsOwn() {
  try {
    const { chromium } = await import("playwright-core");
    const path = chromium.executablePath();
    return path && isFile(path) ? path : undefined;
  } catch {
    return undefined;
  }
}

function isFile(path) {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
