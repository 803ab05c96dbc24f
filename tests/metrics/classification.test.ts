import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  accuracy,
  classScores,
  confusionMatrix,
  macroAverage,
  macroAverageOfPresent,
  weightedAverage,
} from "../../src/metrics/classification";

// Class 2 is predicted but never true, class 3 never occurs.
const matrix = confusionMatrix([0, 0, 0, 1, 1], [0, 0, 1, 1, 2], 4);

describe("a confusion matrix", () => {
  it("has true classes as rows and predicted ones as columns", () => {
    expect([...matrix.counts]).toEqual([2, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
  });

  it("refuses labels out of range and lists of different length", () => {
    expect(() => confusionMatrix([0, 4], [0, 0], 4)).toThrow("0 to 3, but true label 1 is 4");
    expect(() => confusionMatrix([0], [-1], 4)).toThrow("prediction 0 is -1");
    expect(() => confusionMatrix([0], [], 4)).toThrow("1 labels and 0 predictions");
  });
});

describe("scores", () => {
  it("are 0 where nothing was predicted or nothing is of the class", () => {
    expect(classScores(matrix)).toEqual([
      { precision: 1, recall: 2 / 3, f1: 0.8, support: 3 },
      { precision: 0.5, recall: 0.5, f1: 0.5, support: 2 },
      { precision: 0, recall: 0, f1: 0, support: 0 },
      { precision: 0, recall: 0, f1: 0, support: 0 },
    ]);
  });

  it("average over all classes, over those that occur, or by support", () => {
    const scores = classScores(matrix);
    expect(macroAverage(scores).precision).toBeCloseTo(1.5 / 4, 12);
    expect(macroAverageOfPresent(matrix).precision).toBeCloseTo(1.5 / 3, 12);
    expect(weightedAverage(scores).recall).toBeCloseTo(accuracy(matrix), 12);
  });

  it("are all 1 when every prediction is right, and the accuracy is the share of right ones", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1 }), (labels) => {
        const perfect = confusionMatrix(labels, labels, 5);
        expect(accuracy(perfect)).toBe(1);
        expect(macroAverageOfPresent(perfect)).toEqual({ precision: 1, recall: 1, f1: 1 });
      }),
    );
    expect(accuracy(matrix)).toBe(0.6);
    expect(accuracy(confusionMatrix([], [], 2))).toBe(0);
  });
});
