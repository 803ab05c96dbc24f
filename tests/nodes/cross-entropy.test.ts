import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import crossEntropy from "../../nodes/loss/cross-entropy";
import { infer, run } from "./harness";

beforeAll(async () => {
  await tf.setBackend("cpu");
});

async function lossAndGradient(logits: number[][], target: number[]) {
  const { loss } = await run(crossEntropy, {});
  return tf.tidy(() => {
    const x = tf.tensor2d(logits);
    const t = tf.tensor1d(target, "int32");
    const { value, grad } = tf.valueAndGrad((prediction) => loss.program(tf, prediction, t))(x);
    return { loss: value.dataSync()[0] ?? Number.NaN, gradient: Array.from(grad.dataSync()) };
  });
}

it("is a loss by the name of cross-entropy", () => {
  expect(infer(crossEntropy, {}).loss).toEqual({ kind: "Loss", name: "cross-entropy", target: "class" });
});

describe("the loss", () => {
  it("of equal logits over six classes is log 6", async () => {
    const { loss } = await lossAndGradient([[2, 2, 2, 2, 2, 2]], [4]);
    expect(loss).toBeCloseTo(Math.log(6), 6);
  });

  it("is the mean over the pictures of log Σ exp(x) − x of the true class", async () => {
    const rows = [
      [0.3, -1.2, 2.5],
      [1.1, 0.4, -0.7],
    ];
    const truth = [0, 2];
    const each = rows.map(
      (row, i) => Math.log(row.reduce((s, x) => s + Math.exp(x), 0)) - (row[truth[i] ?? 0] ?? 0),
    );
    const { loss } = await lossAndGradient(rows, truth);
    expect(loss).toBeCloseTo(((each[0] ?? 0) + (each[1] ?? 0)) / 2, 6);
  });

  it("is 120 where 120 is the truth, and 20,000 too", async () => {
    expect((await lossAndGradient([[120, 0, 0]], [1])).loss).toBeCloseTo(120, 4);
    expect((await lossAndGradient([[1e4, -1e4]], [1])).loss).toBe(2e4);
    expect((await lossAndGradient([[1e4, -1e4]], [0])).loss).toBe(0);
  });
});

it("the gradient is (softmax − onehot) / N, also where logits tie", async () => {
  const { gradient } = await lossAndGradient(
    [
      [1, 1, 1],
      [0, Math.log(3), 0],
    ],
    [0, 1],
  );
  const expected = [-2 / 3, 1 / 3, 1 / 3, 0.2, -0.4, 0.2].map((x) => x / 2);
  gradient.forEach((value, i) => {
    expect(value).toBeCloseTo(expected[i] ?? Number.NaN, 6);
  });
});
