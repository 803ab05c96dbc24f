import { expect, it } from "vitest";
import { makePicture } from "../../src/pixels/picture";

it("knows how many channels a mode has", () => {
  expect(makePicture("CMYK", 1, 2, new Uint8Array(8)).channels).toBe(4);
});

it("refuses bytes that do not fill the picture, and says how many are needed", () => {
  expect(() => makePicture("RGB", 2, 2, new Uint8Array(11))).toThrow(
    "A 2×2 picture of mode RGB has 12 bytes, but 11 came.",
  );
});

it.each([
  [0, 1],
  [1, 1.5],
  [Number.NaN, 1],
])("refuses the sides %s and %s", (height, width) => {
  expect(() => makePicture("L", height, width, new Uint8Array(1))).toThrow("at least one row and one column");
});

it("has a palette exactly where the mode asks for one", () => {
  expect(() => makePicture("P", 1, 1, new Uint8Array(1))).toThrow(
    "needs a palette of 768 bytes, but none came",
  );
  expect(() => makePicture("L", 1, 1, new Uint8Array(1), new Uint8Array(768))).toThrow("Only mode P");
  expect(makePicture("P", 1, 1, new Uint8Array(1), new Uint8Array(768)).palette).toHaveLength(768);
});
