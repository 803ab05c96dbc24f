import { describe, expect, it } from "vitest";
import {
  countMasks,
  countMasksPerSample,
  dice,
  iou,
  pixelAccuracy,
  softDiceLoss,
  unionOf,
} from "../../src/metrics/masks";

const counts = countMasks([0.9, 0.6, 0.5, 0.1], [1, 0, 1, 0]);

describe("mask metrics", () => {
  it("count a pixel as positive strictly above the threshold", () => {
    expect(counts).toEqual({ intersection: 1, predicted: 2, target: 2, pixels: 4 });
    expect(unionOf(counts)).toBe(3);
  });

  it("are shares of the counts", () => {
    expect(dice(counts)).toBe(0.5);
    expect(dice(counts, 1)).toBe(3 / 5);
    expect(iou(counts)).toBe(1 / 3);
    expect(pixelAccuracy(counts)).toBe(0.5);
  });

  it("say that two empty masks agree, and that an empty and a full one do not", () => {
    const empty = countMasks([0, 0], [0, 0]);
    expect([dice(empty), iou(empty), pixelAccuracy(empty)]).toEqual([1, 1, 1]);
    const missed = countMasks([0, 0], [1, 1]);
    expect([dice(missed), iou(missed), pixelAccuracy(missed)]).toEqual([0, 0, 0]);
  });

  it("are taken per sample along the first axis", () => {
    const each = countMasksPerSample(Float32Array.of(1, 0, 0, 1), Uint8Array.of(1, 0, 1, 0), 2);
    expect(each.map((sample) => dice(sample))).toEqual([1, 0]);
    expect(() => countMasksPerSample(new Float32Array(3), new Uint8Array(3), 2)).toThrow(
      "3 pixels are not 2 samples",
    );
  });

  it("refuse masks of different size", () => {
    expect(() => countMasks([1], [1, 0])).toThrow("but 1 and 2 came");
  });
});

describe("the soft Dice loss", () => {
  it("is over everything given, with 1 added above and below", () => {
    expect(softDiceLoss([0.5, 0.5], [1, 0])).toBeCloseTo(1 - (2 * 0.5 + 1) / (1 + 1 + 1), 12);
    expect(softDiceLoss([0, 0], [0, 0])).toBe(0);
  });
});
