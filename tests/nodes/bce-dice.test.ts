import { expect, it } from "vitest";
import bce from "../../nodes/loss/bce";
import bceDice from "../../nodes/loss/bce-dice";
import diceLoss from "../../nodes/loss/dice-loss";
import { infer, run } from "./harness";
import { lossAndGradient } from "./mask-loss";

const [logits, mask] = [
  [0.3, -1.2, 2.5],
  [1, 0, 0],
];

it("is a loss of masks", () => {
  expect(infer(bceDice, {}).loss).toEqual({ kind: "Loss", name: "BCE + Dice", target: "mask" });
});

it.each([0, 0.25, 1])(
  "is cross-entropy by the share of %f, Dice by the rest, and so is its gradient",
  async (share) => {
    const mixed = await lossAndGradient((await run(bceDice, {}, { share })).loss, logits, mask);
    const one = await lossAndGradient((await run(bce, {})).loss, logits, mask);
    const other = await lossAndGradient((await run(diceLoss, {})).loss, logits, mask);
    expect(mixed.loss).toBeCloseTo(share * one.loss + (1 - share) * other.loss, 6);
    mixed.gradient.forEach((value, i) => {
      expect(value).toBeCloseTo(share * (one.gradient[i] ?? 0) + (1 - share) * (other.gradient[i] ?? 0), 6);
    });
  },
);
