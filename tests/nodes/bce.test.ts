import { expect, it } from "vitest";
import bce from "../../nodes/loss/bce";
import { infer, run } from "./harness";
import { lossAndGradient, probability } from "./mask-loss";

const measure = async (logits: readonly number[], mask: readonly number[]) =>
  lossAndGradient((await run(bce, {})).loss, logits, mask);

it("is a loss of masks", () => {
  expect(infer(bce, {}).loss).toEqual({ kind: "Loss", name: "binary cross-entropy", target: "mask" });
});

it("is the mean over the pixels of −log of the probability of what is true", async () => {
  const { loss } = await measure([0.3, -1.2], [1, 0]);
  expect(loss).toBeCloseTo((-Math.log(probability(0.3)) - Math.log(1 - probability(-1.2))) / 2, 6);
  expect((await measure([0, 0, 0], [1, 0, 1])).loss).toBeCloseTo(Math.log(2), 6);
});

it("is 10,000 where 10,000 is the truth, and 0 where it is right and sure", async () => {
  expect((await measure([-1e4], [1])).loss).toBe(1e4);
  expect((await measure([1e4], [1])).loss).toBe(0);
});

it("has the gradient (p − t) / pixels", async () => {
  const { gradient } = await measure([0.3, -1.2], [1, 0]);
  expect(gradient[0]).toBeCloseTo((probability(0.3) - 1) / 2, 6);
  expect(gradient[1]).toBeCloseTo(probability(-1.2) / 2, 6);
});
