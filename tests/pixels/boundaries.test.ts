import { describe, expect, it } from "vitest";
import { findBoundaries } from "../../src/pixels/boundaries";
import { findContours } from "../../src/pixels/contours";
import { grey } from "./any-picture";

const dot = grey([0, 0, 0], [0, 1, 0], [0, 0, 0]);
const touching = grey([1, 1, 2, 2]);

describe("findBoundaries", () => {
  it("is on both sides when thick, in the object when inner, around it when outer", () => {
    expect([...findBoundaries(dot)]).toEqual([0, 1, 0, 1, 1, 1, 0, 1, 0]);
    expect([...findBoundaries(dot, "inner")]).toEqual([0, 0, 0, 0, 1, 0, 0, 0, 0]);
    expect([...findBoundaries(dot, "outer")]).toEqual([0, 1, 0, 1, 0, 1, 0, 1, 0]);
  });

  it("reaches over corners with connectivity 2", () => {
    expect([...findBoundaries(dot, "outer", 2)]).toEqual([1, 1, 1, 1, 0, 1, 1, 1, 1]);
  });

  it("lies in both objects where they touch, in every mode", () => {
    for (const mode of ["thick", "inner", "outer"] as const)
      expect([...findBoundaries(touching, mode)]).toEqual([0, 1, 1, 0]);
  });

  it("is in an object, when outer, where another one is near even over a corner", () => {
    // Pixel (0, 0) has only the background beside it, but label 2 over the corner.
    expect([...findBoundaries(grey([1, 0], [0, 2]), "outer")]).toEqual([1, 1, 1, 1]);
    expect([...findBoundaries(grey([1, 0], [0, 0]), "outer")]).toEqual([0, 1, 1, 0]);
  });

  it("is nowhere in a picture of one label", () => {
    expect([...findBoundaries(grey([1, 1], [1, 1]))]).toEqual([0, 0, 0, 0]);
  });
});

describe("findContours", () => {
  it("goes round a pixel through the middles of its sides", () => {
    const [ring, ...others] = findContours(dot);
    expect(others).toEqual([]);
    expect(ring).toHaveLength(5);
    expect(ring?.[0]).toEqual(ring?.[4]);
    expect(ring).toEqual(
      expect.arrayContaining([
        [0.5, 1],
        [1, 0.5],
        [1, 1.5],
        [1.5, 1],
      ]),
    );
  });

  it("ends at the border", () => {
    const [line] = findContours(grey([0, 1], [0, 1], [0, 1]));
    expect(line).toEqual([
      [0, 0.5],
      [1, 0.5],
      [2, 0.5],
    ]);
  });

  it("keeps two high pixels that touch at a corner apart", () => {
    expect(findContours(grey([0, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 0]))).toHaveLength(2);
    expect(findContours(grey([0, 0, 0, 0], [0, 0, 1, 0], [0, 1, 0, 0], [0, 0, 0, 0]))).toHaveLength(2);
  });

  it("crosses nearer to the value that is nearer to the level", () => {
    expect(findContours(grey([0, 2], [0, 2]), 0.5)[0]).toEqual([
      [0, 0.25],
      [1, 0.25],
    ]);
  });
});
