import { describe, expect, it } from "vitest";
import { thumbnail } from "@/data/thumbnail";
import { makePicture } from "@/pixels/picture";
import { grey } from "../nodes/harness";

const pixel = (shown: ReturnType<typeof thumbnail>, y: number, x: number) => [
  ...shown.rgba.subarray(4 * (y * shown.width + x), 4 * (y * shown.width + x) + 4),
];
const square = makePicture(
  "L",
  9,
  9,
  Uint8Array.from({ length: 81 }, (_, i) => (i % 9 > 1 && i % 9 < 7 && i > 17 && i < 63 ? 1 : 0)),
);

describe("a thumbnail", () => {
  it("of a picture with a mask has the mask's outline, and nothing else changed", () => {
    const shown = thumbnail(grey(9, 9, 40), "a", "", 9, square);
    expect(pixel(shown, 2, 2)).toEqual([255, 214, 10, 255]);
    expect(pixel(shown, 6, 6)).toEqual([255, 214, 10, 255]);
    expect(pixel(shown, 4, 4)).toEqual([40, 40, 40, 255]);
    expect(pixel(shown, 1, 2)).toEqual([40, 40, 40, 255]);
  });

  it("made smaller, the outline is where the mask is", () => {
    const half = makePicture(
      "L",
      40,
      40,
      Uint8Array.from({ length: 1600 }, (_, i) => (i % 40 < 20 ? 1 : 0)),
    );
    const shown = thumbnail(grey(40, 40, 40), "a", "", 10, half);
    expect([shown.height, shown.width]).toEqual([10, 10]);
    expect(pixel(shown, 5, 4)).toEqual([255, 214, 10, 255]);
    expect(pixel(shown, 5, 5)).toEqual([40, 40, 40, 255]);
  });

  it("of a tensor of four channels shows the first three, however alike its alpha is", () => {
    const data = Float32Array.of(0, 0, 0, 9, 1, 0.5, 0, 9);
    const shown = thumbnail({ height: 1, width: 2, channels: 4, data }, "a", "", 2);
    expect([...shown.rgba]).toEqual([0, 0, 0, 255, 255, 128, 0, 255]);
  });

  it("of a CMYK picture is what its inks give", () => {
    const shown = thumbnail(makePicture("CMYK", 1, 1, Uint8Array.of(0, 255, 255, 0)), "a", "", 1);
    expect([...shown.rgba]).toEqual([255, 0, 0, 255]);
  });
});
