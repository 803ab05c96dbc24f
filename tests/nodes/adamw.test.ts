import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, expect, it } from "vitest";
import adamw from "../../nodes/optimizer/adamw";
import { follow } from "./follow";
import { infer, refusal, run } from "./harness";

beforeAll(async () => {
  await tf.setBackend("cpu");
});

it("has torch's defaults and two slots", async () => {
  expect(infer(adamw, {}).optimizer).toEqual({ kind: "Optimizer", name: "AdamW", slots: 2 });
  const { optimizer } = await run(adamw, {});
  expect(optimizer.slots).toBe(2);
  expect(optimizer.settings).toEqual({
    learningRate: 1e-3,
    beta1: 0.9,
    beta2: 0.999,
    eps: 1e-8,
    weightDecay: 0.01,
  });
});

it("shrinks the parameter apart from its gradient", async () => {
  const settings = { learningRate: 0.1, betas: [0.8, 0.99], weightDecay: 0.5 };
  const { optimizer } = await run(adamw, {}, settings);
  const gradients = [0.5, -0.2, 0.1, 3];
  let [p, m, v] = [1, 0, 0];
  const expected = gradients.map((g, index) => {
    const t = index + 1;
    m = 0.8 * m + 0.2 * g;
    v = 0.99 * v + 0.01 * g * g;
    p *= 1 - 0.1 * 0.5;
    p -= ((0.1 / (1 - 0.8 ** t)) * m) / (Math.sqrt(v) / Math.sqrt(1 - 0.99 ** t) + 1e-8);
    return p;
  });
  follow(optimizer, 1, gradients).forEach((value, i) => {
    expect(value).toBeCloseTo(expected[i] ?? Number.NaN, 5);
  });
});

it("takes another rate from a schedule and keeps the rest", async () => {
  const { optimizer } = await run(adamw, {}, { weightDecay: 0.3 });
  expect(optimizer.withRate(0.5).settings).toEqual({ ...optimizer.settings, learningRate: 0.5 });
});

it.each([[[0.9]], [[0.9, 1]], [[-0.1, 0.999]], [[]]])("refuses betas %j", async (betas) => {
  const error = await refusal(() => infer(adamw, {}, { betas }));
  expect(error.details.setting).toBe("betas");
  expect(error.fix?.("adamw").edit).toMatchObject({ setting: "betas", value: [0.9, 0.999] });
});
