import { readFileSync } from "node:fs";
import { expect, type Page, test } from "@playwright/test";
import { EnginePage, smallTraining } from "../../scripts/losses/engine-page.mjs";
import { textures, watchTextures } from "../../scripts/losses/texture-count.mjs";
import type { Graph } from "../../src/graph/document";
import { open, openEditor } from "./graph-page";

/** A training under which the tab is closed, the worker dies or hangs, or the GPU goes: its numbers stay the same. */

const nuclei = JSON.parse(
  readFileSync(new URL("../../graphs/nuclei-segmentation.json", import.meta.url), "utf8"),
) as Graph;
const graph = smallTraining(nuclei, { count: 10, side: 16, depth: 1, epochs: 3 });
const how = (device: string) => ({ device, kernels: "fast", checkpoints: { seconds: 1e6, batches: 1 } });
/** So many contexts in the usual round; the campaign loses ten. */
const LOSSES = 1;

async function enginePage(page: Page, baseURL: string | undefined, device = "wasm"): Promise<EnginePage> {
  const engine = new EnginePage(page, baseURL ?? "");
  await engine.prepare();
  await engine.open(how(device));
  return engine;
}

/** The weights of a training that nothing befell: in a browser of its own, which keeps nothing for the others. */
async function undisturbed(
  browser: { newContext(): Promise<{ newPage(): Promise<Page>; close(): Promise<void> }> },
  baseURL: string | undefined,
  device = "wasm",
): Promise<string> {
  const context = await browser.newContext();
  const engine = await enginePage(await context.newPage(), baseURL, device);
  const { weights } = await engine.train(graph);
  await context.close();
  return weights;
}

/** Waits until the trainer has done so many batches. */
function afterBatches(engine: EnginePage, done: number): Promise<void> {
  return new Promise((resolve) => {
    engine.onEvent = (event) => {
      if (event.kind === "progress" && event.node === "trainer" && event.done >= done) resolve();
    };
  });
}

const messages = (engine: EnginePage) =>
  engine.events.flatMap((event) => (event.kind === "message" ? [event.text] : []));

test("a training goes on where the tab was closed, with the same weights, and is not done again once it is over", async ({
  page,
  browser,
  baseURL,
}) => {
  const whole = await undisturbed(browser, baseURL);
  const engine = await enginePage(page, baseURL);
  for (const batch of [3, 6]) {
    const reached = afterBatches(engine, batch);
    const cutOff = engine.call("run", graph).catch(() => undefined);
    await reached;
    await engine.open(how("wasm"));
    await cutOff;
  }
  engine.events = [];
  expect((await engine.train(graph)).weights).toBe(whole);
  expect(messages(engine).join("\n")).toMatch(/Goes on where it was cut off: in epoch [2-3]/);
  engine.events = [];
  await engine.open(how("wasm"));
  expect((await engine.train(graph)).weights).toBe(whole);
  expect(messages(engine)).toContain("This training was done before; its result was kept.");
});

test("a training goes on though the worker dies, and though it hangs", async ({ page, browser, baseURL }) => {
  const whole = await undisturbed(browser, baseURL);
  const engine = await enginePage(page, baseURL);
  const died = afterBatches(engine, 4).then(() => engine.crash());
  const { weights } = await engine.train(graph);
  await died;
  expect(weights).toBe(whole);
  expect(messages(engine).join("\n")).toMatch(/worker died\. It is started anew, and the run goes on/);

  const other = structuredClone(graph);
  Object.assign(other.nodes.trainer?.settings ?? {}, { seed: 1 });
  const hung = afterBatches(engine, 4).then(() => engine.hang());
  const result = await engine.train(other);
  await hung;
  expect(result.result.status).toBe("done");
  expect(messages(engine).join("\n")).toMatch(/no longer answered\. It is started anew/);
});

test("a training on WebGL goes on though the context is lost, with the same weights", async ({
  page,
  baseURL,
}) => {
  const engine = await enginePage(page, baseURL, "webgl");
  // In one browser: which kernel does which shape is measured once, and is not the same in each.
  const { weights: whole } = await engine.train(graph);
  await engine.forget();
  await engine.open(how("webgl"));
  engine.events = [];
  let losses = 0;
  let next = 4;
  engine.onEvent = (event) => {
    if (event.kind !== "progress" || event.node !== "trainer" || event.done < next || losses === LOSSES)
      return;
    losses++;
    next = event.done + 3;
    void engine.loseContext(7 * losses);
  };
  const { weights } = await engine.train(graph);
  expect(losses).toBe(LOSSES);
  expect(messages(engine).filter((text) => text.startsWith("The GPU was lost"))).toHaveLength(LOSSES);
  expect(weights).toBe(whole);
});

test("a training on WebGL leaves no texture behind that was not there after one before", async ({
  page,
  baseURL,
}) => {
  const engine = await enginePage(page, baseURL, "webgl");
  await watchTextures(engine);
  const training = (seed: number) => {
    const other = structuredClone(graph);
    Object.assign(other.nodes.trainer?.settings ?? {}, { seed });
    return engine.train(other);
  };
  // The first chooses kernels and makes textures of every shape, the second has what is left of that.
  await training(1);
  await training(2);
  const before = await textures(engine);
  expect(before.count).toBeGreaterThan(100);
  await training(3);
  expect(await textures(engine)).toEqual(before);
});

test("the page offers to go on with a training that was cut off, and takes no for an answer", async ({
  page,
}) => {
  const faults = await openEditor(page);
  const status = page.getByRole("status").first();
  const bar = page.getByRole("region", { name: "Training that was cut off" });
  const long = smallTraining(nuclei, { epochs: 60 });
  const begin = async () => {
    await page.getByRole("button", { name: "Run", exact: true }).click();
    await expect(status).toHaveText(/epoch ([5-9]|\d\d) of 60/, { timeout: 120_000 });
    await page.getByRole("button", { name: "Stop", exact: true }).click();
    await expect(status).toHaveText("Stopped");
    await expect(bar).toContainText(/^Trainer was cut off in epoch \d+ of 60, just now\./);
  };
  await open(page, JSON.stringify(long));
  await begin();
  await bar.getByRole("button", { name: "Forget it" }).click();
  await expect(bar).toBeHidden();
  await begin();
  await page.reload();
  await expect(bar).toBeVisible({ timeout: 60_000 });
  await page.screenshot({ path: test.info().outputPath("bar.png") });
  await bar.getByRole("button", { name: "Go on" }).click();
  await expect(bar).toBeHidden();
  await expect(status).toHaveText(/^Done in /, { timeout: 120_000 });
  await expect(bar).toBeHidden();
  await page.getByRole("tab", { name: "Log" }).click();
  await expect(page.getByRole("tabpanel")).toContainText(/Goes on where it was cut off: in epoch \d+/);
  expect(faults).toEqual([]);
});
