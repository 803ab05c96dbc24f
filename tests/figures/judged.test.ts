import { describe, expect, it } from "vitest";
import { isWrong, judge, type Order, ordered } from "@/figures/judged";

const pictures = judge({
  kind: "Predictions",
  classes: ["a", "b"],
  names: ["right, sure", "wrong, unsure", "right, unsure", "wrong, sure"],
  labels: Int32Array.of(0, 0, 1, 1),
  predicted: Int32Array.of(0, 1, 1, 0),
  probabilities: Float32Array.of(0.875, 0.125, 0.375, 0.625, 0.25, 0.75, 1, 0),
});
const names = (order: Order) => ordered(pictures, order).map(({ name }) => name);

describe("pictures as a model judged them", () => {
  it("carry the probability of what was said, not of what is true", () => {
    expect(pictures.map(({ confidence }) => confidence)).toEqual([0.875, 0.625, 0.75, 1]);
    expect(pictures.map(isWrong)).toEqual([false, true, false, true]);
  });

  it("stand with the worst mistakes first: wrong, and sure of it", () => {
    expect(names("worst")).toEqual(["wrong, sure", "wrong, unsure", "right, unsure", "right, sure"]);
  });

  it("stand by confidence, both ways, or as they come", () => {
    expect(names("sure")).toEqual(["wrong, sure", "right, sure", "right, unsure", "wrong, unsure"]);
    expect(names("unsure")).toEqual([...names("sure")].reverse());
    expect(names("given")).toEqual(pictures.map(({ name }) => name));
  });

  it("keep their order where they are equally sure", () => {
    const equal = pictures.map((picture) => ({ ...picture, confidence: 0.5 }));
    expect(ordered(equal, "sure")).toEqual(equal);
    expect(ordered(equal, "unsure")).toEqual(equal);
  });
});
