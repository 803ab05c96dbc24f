import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rocAuc, rocAucPerClass, rocCurve } from "../../src/metrics/roc";

describe("the ROC curve", () => {
  it("has one point for each distinct score", () => {
    const curve = rocCurve([1, 0, 1, 0], [0.9, 0.5, 0.5, 0.1]);
    expect([...curve.falsePositiveRate]).toEqual([0, 0, 0.5, 1]);
    expect([...curve.truePositiveRate]).toEqual([0, 0.5, 1, 1]);
    expect([...curve.thresholds]).toEqual([Number.POSITIVE_INFINITY, 0.9, 0.5, 0.1]);
  });

  it("refuses scores that are not numbers", () => {
    expect(() => rocCurve([1, 0], [0.5, Number.NaN])).toThrow("Score 1 is not a number.");
  });
});

describe("the area under it", () => {
  it("is how often a positive beats a negative, ties counting one half", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.boolean(), fc.integer({ min: -4, max: 4 })), { minLength: 2, maxLength: 30 }),
        (samples) => {
          const positives = samples.filter(([isPositive]) => isPositive).map(([, score]) => score);
          const negatives = samples.filter(([isPositive]) => !isPositive).map(([, score]) => score);
          fc.pre(positives.length > 0 && negatives.length > 0);
          let wins = 0;
          for (const p of positives) for (const n of negatives) wins += p > n ? 1 : p === n ? 0.5 : 0;
          const labels = samples.map(([isPositive]) => (isPositive ? 1 : 0));
          const auc = rocAuc(
            labels,
            samples.map(([, score]) => score),
          );
          expect(auc).toBeCloseTo(wins / (positives.length * negatives.length), 12);
        },
      ),
    );
  });

  it("is not a number where only one class occurs", () => {
    expect(rocAuc([1, 1], [0.1, 0.2])).toBeNaN();
    expect(rocAuc([], [])).toBeNaN();
  });

  it("is one versus the rest for each of several classes", () => {
    const probabilities = [0.8, 0.1, 0.1, 0.2, 0.7, 0.1, 0.3, 0.4, 0.3];
    expect(rocAucPerClass([0, 1, 2], probabilities, 3)).toEqual([1, 1, 1]);
    expect(() => rocAucPerClass([0], [0.5], 2)).toThrow(
      "1 labels of 2 classes need 2 probabilities, but 1 came",
    );
  });
});
