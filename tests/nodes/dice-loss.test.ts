import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, it } from "vitest";
import diceLoss from "../../nodes/loss/dice-loss";
import { infer, run } from "./harness";
import { lossAndGradient, probability } from "./mask-loss";

const measure = async (logits: readonly number[], mask: readonly number[]) =>
  lossAndGradient((await run(diceLoss, {})).loss, logits, mask);

it("is a loss of masks by the name of dice", () => {
  expect(infer(diceLoss, {}).loss).toEqual({ kind: "Loss", name: "dice", target: "mask" });
});

describe("the loss", () => {
  it("is 1 − (2·Σ p·t + 1) / (Σ p + Σ t + 1) of the probabilities", async () => {
    const [logits, mask] = [
      [0.3, -1.2, 2.5, 0.1],
      [1, 0, 1, 0],
    ];
    const p = logits.map(probability);
    const both = p.reduce((sum, value, i) => sum + value * (mask[i] ?? 0), 0);
    const each = p.reduce((sum, value) => sum + value, 0) + 2;
    expect((await measure(logits, mask)).loss).toBeCloseTo(1 - (2 * both + 1) / (each + 1), 6);
  });

  it("is 0 where both masks are empty, and where they are the same", async () => {
    expect((await measure([-1e4, -1e4], [0, 0])).loss).toBe(0);
    expect((await measure([1e4, -1e4], [1, 0])).loss).toBe(0);
  });

  it("is nearly 1 where masks do not meet", async () => {
    const [logits, mask] = [new Array(999).fill(1e4), new Array(999).fill(0)];
    expect((await measure([...logits, -1e4], [...mask, 1])).loss).toBeCloseTo(1 - 1 / 1001, 6);
  });

  it("is exact over 4 × 256 × 256 pixels", async () => {
    const { loss } = await run(diceLoss, {});
    const made = tf.tidy(() => {
      const shape = [4, 256, 256, 1];
      const logits = tf.fill(shape, Math.log(0.1 / 0.9));
      return loss.program(tf, logits, tf.ones(shape)).dataSync()[0] ?? Number.NaN;
    });
    const pixels = 4 * 256 * 256;
    expect(made).toBeCloseTo(1 - (2 * 0.1 * pixels + 1) / (1.1 * pixels + 1), 6);
  });
});

it("the gradient leads to the mask: up where it is, down where it is not", async () => {
  const { gradient } = await measure([0, 0], [1, 0]);
  expect(gradient[0]).toBeLessThan(0);
  expect(gradient[1]).toBeGreaterThan(0);
  // d/dp of 1 − (2p₁ + 1)/(p₁ + p₂ + 2) at p = ½, times p·(1 − p).
  expect(gradient[0]).toBeCloseTo(-((2 * 3 - 2) / 9) / 4, 6);
  expect(gradient[1]).toBeCloseTo(2 / 9 / 4, 6);
});
