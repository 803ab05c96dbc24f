import fc from "fast-check";
import { expect, it } from "vitest";
import { flipHorizontal, flipVertical } from "../../src/pixels/flip";
import { anyPicture, grey } from "./any-picture";

it("turns left to right, and top to bottom", () => {
  expect([...flipHorizontal(grey([1, 2, 3], [4, 5, 6])).data]).toEqual([3, 2, 1, 6, 5, 4]);
  expect([...flipVertical(grey([1, 2, 3], [4, 5, 6])).data]).toEqual([4, 5, 6, 1, 2, 3]);
});

it("is undone by flipping again", () => {
  fc.assert(
    fc.property(anyPicture(), (picture) => {
      expect(flipHorizontal(flipHorizontal(picture))).toEqual(picture);
      expect(flipVertical(flipVertical(picture))).toEqual(picture);
    }),
  );
});
