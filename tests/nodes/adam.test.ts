import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, expect, it } from "vitest";
import adam from "../../nodes/optimizer/adam";
import { follow } from "./follow";
import { infer, refusal, run } from "./harness";

beforeAll(async () => {
  await tf.setBackend("cpu");
});

it("is an optimizer by the name of Adam with two slots", async () => {
  expect(infer(adam, {}).optimizer).toEqual({ kind: "Optimizer", name: "Adam", slots: 2 });
  expect((await run(adam, {})).optimizer.slots).toBe(2);
});

it("has torch's defaults", async () => {
  const { optimizer } = await run(adam, {});
  expect(optimizer.settings).toEqual({
    learningRate: 1e-3,
    beta1: 0.9,
    beta2: 0.999,
    eps: 1e-8,
    weightDecay: 0,
  });
});

it("follows the paper's formula with the bias corrections in double precision", async () => {
  const settings = { learningRate: 0.1, betas: [0.8, 0.99], eps: 1e-8, weightDecay: 0.05 };
  const { optimizer } = await run(adam, {}, settings);
  const gradients = [0.5, -0.2, 0.1, 3];
  let [p, m, v] = [1, 0, 0];
  const expected = gradients.map((gradient, index) => {
    const t = index + 1;
    const g = gradient + settings.weightDecay * p;
    m = 0.8 * m + 0.2 * g;
    v = 0.99 * v + 0.01 * g * g;
    p -= ((0.1 / (1 - 0.8 ** t)) * m) / (Math.sqrt(v) / Math.sqrt(1 - 0.99 ** t) + 1e-8);
    return p;
  });
  follow(optimizer, 1, gradients).forEach((value, i) => {
    expect(value).toBeCloseTo(expected[i] ?? Number.NaN, 5);
  });
});

it("the first step is the learning rate, however small the gradient, until ε counts", async () => {
  const { optimizer } = await run(adam, {});
  expect(follow(optimizer, 0, [1e-4])[0]).toBeCloseTo(-1e-3, 6);
  expect(follow(optimizer, 0, [1e-8])[0]).toBeCloseTo(-0.5e-3, 6);
});

it.each([[[0.9]], [[0.9, 1]], [[-0.1, 0.999]], [[]]])("refuses betas %j", async (betas) => {
  const error = await refusal(() => infer(adam, {}, { betas }));
  expect(error.message).toContain("two numbers from 0 to below 1");
  expect(error.details.setting).toBe("betas");
  expect(error.fix?.("adam").edit).toMatchObject({ setting: "betas", value: [0.9, 0.999] });
});
