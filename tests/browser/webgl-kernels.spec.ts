import { expect, type Page, test } from "@playwright/test";
import type { Case, Found, WebglKernels } from "./webgl-kernels";

type Call = Exclude<keyof WebglKernels, "open">;

let page: Page;

test.beforeAll(async ({ browser }) => {
  page = await browser.newPage();
  await open();
});
test.afterAll(() => page.close());

const open = async () => {
  await page.goto("/tests/browser/webgl-kernels.html");
  await page.waitForFunction(() => "webglKernels" in globalThis);
  await page.evaluate(() => (globalThis as unknown as { webglKernels: WebglKernels }).webglKernels.open());
};

const call = async <C extends Call>(name: C, ...given: Parameters<WebglKernels[C]>) =>
  (await page.evaluate(
    ([which, values]) =>
      (
        globalThis as unknown as { webglKernels: Record<string, (...all: unknown[]) => unknown> }
      ).webglKernels[which]?.(...values),
    [name, given] as const,
  )) as Awaited<ReturnType<WebglKernels[C]>>;

/** Odd and even sides, down to one pixel; channels that fill no four; one picture and three; many channels. */
const CASES: readonly Case[] = [
  { shape: [1, 1, 1, 1, 1], bias: true, relu: false },
  { shape: [1, 7, 5, 1, 3], bias: true, relu: true },
  { shape: [3, 5, 8, 3, 5], bias: false, relu: true },
  { shape: [3, 4, 9, 5, 1], bias: true, relu: false },
  { shape: [1, 8, 8, 4, 8], bias: false, relu: false },
  { shape: [3, 6, 3, 16, 12], bias: true, relu: true },
  { shape: [1, 14, 14, 130, 66], bias: true, relu: true },
  { shape: [2, 1, 31, 2, 6], bias: false, relu: false },
];

const nothingLeft = { tensors: 0, buffers: 0, bytes: 0 };

function expectRight(found: Found): void {
  expect(found.ran).toBe(2);
  expect(found.fromOracle).toBeLessThanOrEqual(1e-5);
  expect(found.fromStock).toBeLessThanOrEqual(1e-5);
  expect(found).toMatchObject(nothingLeft);
}

test("a convolution 3×3 of ours on WebGL gives what the definition and TensorFlow.js's own give", async () => {
  for (const one of CASES)
    await test.step(one.shape.join("×"), async () => expectRight(await call("forward", one)));
});

test("so does its gradient by the input", async () => {
  for (const one of CASES)
    await test.step(one.shape.join("×"), async () => expectRight(await call("inputGradient", one)));
});

test("other strides, dilations, paddings and filters are left to TensorFlow.js", async () => {
  for (const { what, ran, apart } of await call("others"))
    expect({ what, ran, isClose: apart <= 1e-6 }).toEqual({ what, ran: 0, isClose: true });
});

test("each shape is measured once, and what was measured is there at the next visit", async () => {
  const first = await call("meet", [1, 12, 12, 8, 8]);
  expect(first).toMatchObject({ before: 0, after: 1, ...nothingLeft });
  expect(first.times?.own).toBeGreaterThan(0);
  await open();
  const second = await call("meet", [1, 12, 12, 8, 8]);
  expect(second).toMatchObject({ before: 1, after: 1 });
  expect(second.times).toEqual(first.times);
});

test("a kernel that fails, or gives other numbers, leaves everything to TensorFlow.js", async () => {
  const said: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error") said.push(message.text());
  });
  for (const how of ["throws", "differs"] as const) {
    said.length = 0;
    expect(await call("broken", how)).toMatchObject({ isRight: true, ...nothingLeft });
    expect(said).toHaveLength(1);
    expect(said[0]).toContain("TensorFlow.js's are used instead");
  }
});

test("numbers that are none go through, and nothing is learnt from them", async () => {
  expect(await call("withNaN")).toEqual({ throughOurs: true, measured: 0, goesOn: true });
});

test("once ours have ended, TensorFlow.js's own kernels are back", async () => {
  expect(await call("ended")).toEqual({ replaced: true, restored: true });
});

const UPDATES = [
  ["sgd", {}],
  ["sgd", { learningRate: 0.1, momentum: 0.9, weightDecay: 0.01 }],
  ["sgd", { learningRate: 0.1, momentum: 0.9, nesterov: true }],
  ["adam", { learningRate: 0.01 }],
  ["adam", { learningRate: 0.01, weightDecay: 0.1, eps: 0 }],
  ["adamw", { learningRate: 0.01, weightDecay: 0.5 }],
  ["rmsprop", { learningRate: 0.01, weightDecay: 0.1 }],
  ["rmsprop", { learningRate: 0.01, alpha: 0.9, momentum: 0.5, eps: 0 }],
] as const;

test("optimizers go by their formulas, step by step, in one draw", async () => {
  for (const [node, settings] of UPDATES)
    for (const shape of [[7], [3, 5], [3, 3, 5, 3], [2, 3, 4, 6]])
      await test.step(`${node} ${shape.join("×")}`, async () => {
        const { isOwn, apart, ofSums, ...left } = await call("optimize", node, shape, settings);
        expect({ isOwn, ...left }).toEqual({ isOwn: true, ...nothingLeft });
        expect(apart).toBeLessThanOrEqual(3e-6);
        expect(ofSums).toBeLessThanOrEqual(3e-6);
      });
});
