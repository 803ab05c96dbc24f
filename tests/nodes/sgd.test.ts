import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, expect, it } from "vitest";
import sgd from "../../nodes/optimizer/sgd";
import { follow } from "./follow";
import { infer, refusal, run } from "./harness";

beforeAll(async () => {
  await tf.setBackend("cpu");
});

const near = (values: number[], expected: number[]) =>
  values.forEach((value, i) => {
    expect(value).toBeCloseTo(expected[i] ?? Number.NaN, 6);
  });

it("without momentum goes against the gradient and keeps nothing", async () => {
  expect(infer(sgd, {}).optimizer).toEqual({ kind: "Optimizer", name: "SGD", slots: 0 });
  const { optimizer } = await run(sgd, {}, { learningRate: 0.1 });
  expect(optimizer.slots).toBe(0);
  near(follow(optimizer, 1, [1, -2]), [0.9, 1.1]);
});

it("with momentum begins with the gradient itself and gathers speed", async () => {
  const { optimizer } = await run(sgd, {}, { learningRate: 0.1, momentum: 0.9 });
  near(follow(optimizer, 1, [1, 1, 0]), [0.9, 0.9 - 0.19, 0.9 - 0.19 - 0.171]);
});

it("with Nesterov's variant and weight decay goes as torch does", async () => {
  const settings = { learningRate: 0.1, momentum: 0.5, nesterov: true, weightDecay: 0.2 };
  const { optimizer } = await run(sgd, {}, settings);
  let [p, b] = [1, 0];
  const expected = [1, 0.5].map((gradient) => {
    const g = gradient + 0.2 * p;
    b = 0.5 * b + g;
    p -= 0.1 * (g + 0.5 * b);
    return p;
  });
  near(follow(optimizer, 1, [1, 0.5]), expected);
});

it("refuses Nesterov without momentum, and offers one", async () => {
  const error = await refusal(() => infer(sgd, {}, { nesterov: true }));
  expect(error.message).toContain("the momentum is 0");
  expect(error.details).toEqual({ setting: "momentum", expected: "above 0", got: "0" });
  expect(error.fix?.("sgd").edit).toMatchObject({ setting: "momentum", value: 0.9 });
});
