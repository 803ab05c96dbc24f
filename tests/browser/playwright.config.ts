import { defineConfig } from "@playwright/test";
import { CHROMIUM_ARGUMENTS, findChromium } from "../../scripts/browser.mjs";
import { freePort } from "../free-port";

// Workers read this file again: the ports that were found first are handed on to them.
process.env.TENSORLOOM_PAGE_PORT ??= String(await freePort());
process.env.TENSORLOOM_SOURCE_PORT ??= String(await freePort());
const built = `http://127.0.0.1:${process.env.TENSORLOOM_PAGE_PORT}`;
const source = `http://127.0.0.1:${process.env.TENSORLOOM_SOURCE_PORT}`;
const executablePath = await findChromium();

/** What asks modules by themselves, which a built page does not have: the dev server serves them. */
const MODULES = ["**/kernels.spec.ts", "**/decode.spec.ts", "**/webgl-kernels.spec.ts", "**/webgpu.spec.ts"];

export default defineConfig({
  testDir: ".",
  outputDir: "../../test-results/browser",
  workers: 1,
  timeout: 400_000,
  expect: { timeout: 30_000 },
  // A machine that does other work can keep a page from drawing for seconds: a failure counts when it happens twice.
  retries: 1,
  forbidOnly: process.env.CI !== undefined,
  globalSetup: "./warm-up.ts",
  use: {
    viewport: { width: 1440, height: 900 },
    // A copy of the page for times without a network is what one spec is about; the others want the page itself.
    serviceWorkers: "block",
    screenshot: "only-on-failure",
    launchOptions: { args: [...CHROMIUM_ARGUMENTS], ...(executablePath ? { executablePath } : {}) },
  },
  projects: [
    { name: "page", testIgnore: MODULES, use: { baseURL: built } },
    { name: "modules", testMatch: MODULES, use: { baseURL: source } },
  ],
  webServer: { command: "node server.mjs", url: built, timeout: 120_000 },
});
