import { expect, it } from "vitest";
import bce from "../../nodes/loss/bce";
import focal from "../../nodes/loss/focal";
import { infer, run } from "./harness";
import { lossAndGradient, probability } from "./mask-loss";

const [logits, mask] = [
  [0.3, -1.2, 2.5],
  [1, 0, 0],
];
const measure = async (settings: { alpha?: number; gamma?: number }, given = logits, truth = mask) =>
  lossAndGradient((await run(focal, {}, settings)).loss, given, truth);

it("is a loss of masks", () => {
  expect(infer(focal, {}).loss).toEqual({ kind: "Loss", name: "focal", target: "mask" });
});

it("is −α_t·(1 − p_t)^γ·log p_t, the mean over the pixels", async () => {
  const each = logits.map((x, i) => {
    const right = mask[i] ? probability(x) : 1 - probability(x);
    return -(mask[i] ? 0.25 : 0.75) * (1 - right) ** 2 * Math.log(right);
  });
  const mean = each.reduce((sum, value) => sum + value, 0) / each.length;
  expect((await measure({})).loss).toBeCloseTo(mean, 6);
});

it("is half of binary cross-entropy at γ = 0 and α = ½", async () => {
  const whole = await lossAndGradient((await run(bce, {})).loss, logits, mask);
  expect((await measure({ alpha: 0.5, gamma: 0 })).loss).toBeCloseTo(whole.loss / 2, 6);
});

it("stays finite where it is wrong and sure", async () => {
  expect((await measure({}, [1e4], [0])).loss).toBeCloseTo(7500, 2);
});
