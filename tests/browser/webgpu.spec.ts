import { expect, type Page, test } from "@playwright/test";
import type { Device } from "../../src/engine/protocol";
import type { WebgpuPage } from "./webgpu";

interface Global {
  readonly webgpu: WebgpuPage;
}

const open = async (page: Page) => {
  await page.goto("/tests/browser/webgpu.html");
  await page.waitForFunction(() => "webgpu" in globalThis);
};
const on = (page: Page, device: Device) =>
  page.evaluate((name) => (globalThis as unknown as Global).webgpu.on(name), device);

test("WebGPU gives the loss and the gradients that plain JavaScript gives", async ({ page }) => {
  await open(page);
  const [gpu, host] = [await on(page, "webgpu"), await on(page, "cpu")];
  expect([gpu.opened, host.opened]).toEqual(["webgpu", "cpu"]);
  expect(gpu.renderer).toMatch(/^WebGPU · \S/);
  expect(gpu.left).toBe(0);
  expect(gpu.found.map((values) => values.length)).toEqual([1, 108, 32, 1000]);
  for (const [at, values] of gpu.found.entries()) {
    const expected = host.found[at] ?? [];
    const largest = Math.max(...expected.map(Math.abs));
    const off = Math.max(...values.map((value, index) => Math.abs(value - (expected[index] ?? Number.NaN))));
    expect(off).toBeLessThanOrEqual(1e-5 * largest);
  }
});

test("where a browser has no WebGPU, that is said", async ({ page }) => {
  await page.addInitScript(() => Object.defineProperty(Navigator.prototype, "gpu", { value: undefined }));
  await open(page);
  const said = await page.evaluate(() => (globalThis as unknown as Global).webgpu.refusal("webgpu"));
  expect(said).toBe("This browser could not start WebGPU. Choose another device, or leave it at auto.");
});
