import { expect, it } from "vitest";
import { centerCrop, crop } from "../../src/pixels/crop";
import { grey } from "./any-picture";

const picture = grey([1, 2, 3, 4, 5]);

it("copies the window, and zeros where the window reaches past the picture", () => {
  const out = crop(grey([1, 2], [3, 4]), -1, 1, { height: 3, width: 2 });
  expect([...out.data]).toEqual([0, 0, 2, 0, 4, 0]);
});

it("gives zeros alone where window and picture do not meet", () => {
  expect([...crop(picture, 5, 9, { height: 1, width: 2 }).data]).toEqual([0, 0]);
});

it("rounds half a pixel to even: of 5 columns 2 start at 2, of 3 they start at 0", () => {
  expect([...centerCrop(picture, { height: 1, width: 2 }).data]).toEqual([3, 4]);
  expect([...centerCrop(grey([1, 2, 3]), { height: 1, width: 2 }).data]).toEqual([1, 2]);
});

it("pads a smaller picture with zeros, the odd one at the end", () => {
  expect([...centerCrop(grey([7, 8]), { height: 1, width: 5 }).data]).toEqual([0, 7, 8, 0, 0]);
});

it("pads one side and crops the other", () => {
  const out = centerCrop(grey([1, 2, 3, 4]), { height: 3, width: 2 });
  expect([...out.data]).toEqual([0, 0, 2, 3, 0, 0]);
});
