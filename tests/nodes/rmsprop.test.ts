import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, expect, it } from "vitest";
import rmsprop from "../../nodes/optimizer/rmsprop";
import { follow } from "./follow";
import { infer, run } from "./harness";

beforeAll(async () => {
  await tf.setBackend("cpu");
});

const near = (values: number[], expected: number[]) =>
  values.forEach((value, i) => {
    expect(value).toBeCloseTo(expected[i] ?? Number.NaN, 5);
  });

it("has torch's defaults, and keeps only what it needs", async () => {
  expect(infer(rmsprop, {}).optimizer).toEqual({ kind: "Optimizer", name: "RMSprop", slots: 1 });
  const { optimizer } = await run(rmsprop, {});
  expect(optimizer.settings).toEqual({
    learningRate: 0.01,
    alpha: 0.99,
    momentum: 0,
    eps: 1e-8,
    weightDecay: 0,
  });
  const slots = async (settings: { momentum?: number; centered?: boolean }) =>
    (await run(rmsprop, {}, settings)).optimizer.slots;
  expect([await slots({}), await slots({ momentum: 0.9 }), await slots({ centered: true })]).toEqual([
    1, 2, 2,
  ]);
  expect(await slots({ momentum: 0.9, centered: true })).toBe(3);
});

it("divides the gradient by the root of its mean square, with ε outside the root", async () => {
  const { optimizer } = await run(
    rmsprop,
    {},
    { learningRate: 0.1, alpha: 0.75, eps: 0.5, weightDecay: 0.2 },
  );
  let [p, v] = [1, 0];
  const gradients = [2, -1, 0.5];
  const expected = gradients.map((gradient) => {
    const g = gradient + 0.2 * p;
    v = 0.75 * v + 0.25 * g * g;
    p -= (0.1 * g) / (Math.sqrt(v) + 0.5);
    return p;
  });
  near(follow(optimizer, 1, gradients), expected);
});

it("with momentum and centering goes as torch does", async () => {
  const settings = { learningRate: 0.1, alpha: 0.75, momentum: 0.5, centered: true, eps: 1e-3 };
  const { optimizer } = await run(rmsprop, {}, settings);
  let [p, v, m, b] = [1, 0, 0, 0];
  const gradients = [2, -1, 0.5];
  const expected = gradients.map((g) => {
    v = 0.75 * v + 0.25 * g * g;
    m = 0.75 * m + 0.25 * g;
    b = 0.5 * b + g / (Math.sqrt(v - m * m) + 1e-3);
    p -= 0.1 * b;
    return p;
  });
  near(follow(optimizer, 1, gradients), expected);
});

it("takes another rate from a schedule and keeps the rest", async () => {
  const { optimizer } = await run(rmsprop, {}, { momentum: 0.3 });
  expect(optimizer.withRate(0.5).settings).toEqual({ ...optimizer.settings, learningRate: 0.5 });
});
