import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { makePicture } from "../../src/pixels/picture";
import { makeResizer, resize, resizeShorterSide, shorterSideSize } from "../../src/pixels/resample";
import type { Interpolation } from "../../src/pixels/weights";
import { anyPicture, grey } from "./any-picture";

const anySize = fc.record({
  height: fc.integer({ min: 1, max: 15 }),
  width: fc.integer({ min: 1, max: 15 }),
});
const anyWay = fc.constantFrom<Interpolation>("nearest", "bilinear", "bicubic");

describe("resize", () => {
  // Each row was made by Pillow 9.4.
  it.each([
    ["bilinear", [0, 255], 4, [0, 64, 191, 255]],
    ["bicubic", [0, 255], 4, [0, 53, 202, 255]],
    ["nearest", [0, 255], 4, [0, 0, 255, 255]],
    ["bilinear", [0, 100, 200, 50], 2, [71, 121]],
    ["bicubic", [0, 100, 200, 50], 2, [68, 127]],
    ["nearest", [0, 100, 200, 50], 2, [100, 50]],
  ] as const)("%s makes %j into %i columns of %j as PIL does", (how, row, width, expected) => {
    expect([...resize(grey([...row]), { height: 1, width }, how).data]).toEqual(expected);
  });

  it("treats rows as it treats columns", () => {
    const down = resize(grey([0], [100], [200], [50]), { height: 2, width: 1 }, "bicubic");
    const across = resize(grey([0, 100, 200, 50]), { height: 1, width: 2 }, "bicubic");
    expect(down.data).toEqual(across.data);
  });

  it("leaves a picture of one colour at that colour", () => {
    fc.assert(
      fc.property(anyPicture(["L", "RGB", "CMYK"]), anySize, anyWay, (picture, size, how) => {
        const { mode, height, width, channels } = picture;
        const flat = makePicture(
          mode,
          height,
          width,
          picture.data.map((_, i) => picture.data[i % channels] ?? 0),
        );
        const out = resize(flat, size, how);
        return out.data.every((value, i) => value === flat.data[i % channels]);
      }),
    );
  });

  it("never leaves the range of the input when bilinear, nor makes new values when nearest", () => {
    fc.assert(
      fc.property(anyPicture(["L"]), anySize, (picture, size) => {
        const mixed = resize(picture, size, "bilinear").data;
        const copied = resize(picture, size, "nearest").data;
        return (
          Math.min(...mixed) >= Math.min(...picture.data) &&
          Math.max(...mixed) <= Math.max(...picture.data) &&
          copied.every((value) => picture.data.includes(value))
        );
      }),
    );
  });

  it("treats every channel as a grey picture of its own, but for RGBA", () => {
    fc.assert(
      fc.property(anyPicture(["RGB", "CMYK"]), anySize, anyWay, (picture, size, how) => {
        const { height, width, channels } = picture;
        const out = resize(picture, size, how).data;
        for (let c = 0; c < channels; c++) {
          const plane = makePicture(
            "L",
            height,
            width,
            picture.data.filter((_, i) => i % channels === c),
          );
          expect(out.filter((_, i) => i % channels === c)).toEqual(resize(plane, size, how).data);
        }
      }),
    );
  });

  it("lets a transparent pixel's colour weigh nothing", () => {
    const redAndClearGreen = makePicture("RGBA", 1, 2, Uint8Array.of(255, 0, 0, 255, 0, 255, 0, 0));
    expect([...resize(redAndClearGreen, { height: 1, width: 1 }, "bilinear").data]).toEqual([255, 0, 0, 128]);
  });

  it("copies the indices of a palette picture, whatever is asked for", () => {
    const indexed = makePicture("P", 1, 2, Uint8Array.of(3, 9), new Uint8Array(768));
    const out = resize(indexed, { height: 1, width: 3 }, "bicubic");
    expect([...out.data]).toEqual([3, 9, 9]);
    expect(out.palette).toBe(indexed.palette);
  });

  it("does not change its input, and gives the very picture back when the size is the same", () => {
    const picture = grey([1, 2], [3, 4]);
    expect(resize(picture, picture, "bicubic")).toBe(picture);
    resize(picture, { height: 5, width: 5 }, "bicubic");
    expect([...picture.data]).toEqual([1, 2, 3, 4]);
  });

  it("refuses a side of no pixels", () => {
    expect(() => resize(grey([1]), { height: 0, width: 3 }, "bilinear")).toThrow(
      "A resized picture has at least one row and one column, in whole pixels, but 0×3 came.",
    );
  });
});

describe("makeResizer", () => {
  it("gives what resize gives, and refuses a picture of another size", () => {
    const resizer = makeResizer({ height: 2, width: 2 }, { height: 3, width: 5 }, "bilinear");
    const picture = grey([1, 200], [30, 4]);
    expect(resizer(picture)).toEqual(resize(picture, { height: 3, width: 5 }, "bilinear"));
    expect(() => resizer(grey([1]))).toThrow("for pictures of 2×2, but one of 1×1 came");
  });
});

describe("resizeShorterSide", () => {
  it("cuts the fraction of the long side off", () => {
    expect(shorterSideSize({ height: 97, width: 64 }, 48)).toEqual({ height: 72, width: 48 });
    expect(shorterSideSize({ height: 300, width: 512 }, 128)).toEqual({ height: 128, width: 218 });
  });

  it("gives that size", () => {
    const out = resizeShorterSide(grey([1, 2, 3], [4, 5, 6]), 3, "nearest");
    expect([out.height, out.width]).toEqual([3, 4]);
  });
});
