import { createServer } from "node:net";
import { defineConfig } from "@playwright/test";
import { CHROMIUM_ARGUMENTS, findChromium } from "../../scripts/browser.mjs";

// Workers read this file again: the port that was found first is handed on to them.
process.env.TENSORLOOM_TEST_PORT ??= String(await freePort());
const address = `http://127.0.0.1:${process.env.TENSORLOOM_TEST_PORT}`;
const executablePath = await findChromium();

export default defineConfig({
  testDir: ".",
  outputDir: "../../test-results/browser",
  workers: 1,
  timeout: 400_000,
  expect: { timeout: 30_000 },
  forbidOnly: process.env.CI !== undefined,
  globalSetup: "./warm-up.ts",
  use: {
    baseURL: address,
    viewport: { width: 1440, height: 900 },
    screenshot: "only-on-failure",
    launchOptions: { args: [...CHROMIUM_ARGUMENTS], ...(executablePath ? { executablePath } : {}) },
  },
  webServer: { command: "node server.mjs", url: address, timeout: 60_000 },
});

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const found = server.address();
      server.close(() =>
        found && typeof found === "object" ? resolve(found.port) : reject(new Error("No port.")),
      );
    });
  });
}
