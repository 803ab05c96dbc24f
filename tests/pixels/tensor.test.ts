import { describe, expect, it } from "vitest";
import { makePicture } from "../../src/pixels/picture";
import { channelsFirst, normalize, toTensor } from "../../src/pixels/tensor";

describe("toTensor", () => {
  it("divides by 255 in float32 and keeps the channels last", () => {
    const out = toTensor(makePicture("RGB", 1, 1, Uint8Array.of(0, 51, 255)));
    expect([...out]).toEqual([0, Math.fround(51 / 255), 1]);
  });
});

describe("normalize", () => {
  it("subtracts each channel's mean and divides by its std, in float32", () => {
    const out = normalize(Float32Array.of(0.5, 1, 0.25, 0), 2, [0.485, 0.5], [0.229, 0.25]);
    const first = Math.fround(Math.fround(0.5 - Math.fround(0.485)) / Math.fround(0.229));
    expect([...out].slice(0, 2)).toEqual([first, 2]);
    expect(out[3]).toBe(-2);
  });

  it("leaves its input as it was", () => {
    const data = Float32Array.of(1, 2);
    normalize(data, 1, [1], [2]);
    expect([...data]).toEqual([1, 2]);
  });

  it("refuses lists that do not fit the channels, and a std of 0", () => {
    expect(() => normalize(new Float32Array(3), 3, [1], [1])).toThrow("each of 3 channels, but 1 and 1 came");
    expect(() => normalize(new Float32Array(1), 1, [0], [0])).toThrow("std of channel 0 is 0");
    expect(() => normalize(new Float32Array(3), 2, [0, 0], [1, 1])).toThrow("3 numbers are not whole pixels");
  });
});

it("puts channels first as torch has them", () => {
  expect([...channelsFirst(Float32Array.of(1, 2, 3, 4, 5, 6), 3)]).toEqual([1, 4, 2, 5, 3, 6]);
});
