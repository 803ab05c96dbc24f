import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { makePicture } from "../../src/pixels/picture";
import { rotate } from "../../src/pixels/rotate";
import { anyPicture, grey } from "./any-picture";

const square = grey([0, 10, 20], [30, 40, 50], [60, 70, 80]);
const wide = grey([0, 10, 20], [30, 40, 50]);

describe("rotate", () => {
  // Each was made by Pillow 9.4.
  it.each([
    ["a square by 90° either way", square, 90, "nearest", 7, [20, 50, 80, 10, 40, 70, 0, 30, 60]],
    ["45°, copying", square, 45, "nearest", 7, [10, 20, 50, 0, 40, 80, 30, 60, 70]],
    ["45°, mixing", square, 45, "bilinear", 7, [9, 25, 49, 11, 40, 68, 30, 54, 70]],
    ["30°, mixing", square, 30, "bilinear", 7, [6, 19, 39, 16, 40, 63, 40, 60, 73]],
    ["a wide picture by 90°, copying", wide, 90, "nearest", 0, [20, 50, 0, 10, 40, 0]],
    ["a wide picture by 90°, mixing", wide, 90, "bilinear", 0, [15, 30, 0, 5, 20, 0]],
    ["a wide picture by 180°", wide, 180, "bilinear", 0, [50, 40, 30, 20, 10, 0]],
  ] as const)("does %s as PIL does", (_, picture, angle, how, fill, expected) => {
    expect([...rotate(picture, angle, how, fill).data]).toEqual([...expected]);
  });

  it("fills what comes from outside in every channel", () => {
    const picture = makePicture("RGB", 1, 3, new Uint8Array(9).fill(9));
    expect([...rotate(picture, 90, "nearest", 200).data]).toEqual([200, 200, 200, 9, 9, 9, 200, 200, 200]);
  });

  it("gives the picture back after four quarter turns of a square", () => {
    fc.assert(
      fc.property(
        anyPicture().filter((p) => p.height === p.width),
        fc.constantFrom(90, -90, 270, 450),
        (p, angle) => {
          let turned = p;
          for (let turn = 0; turn < 4; turn++) turned = rotate(turned, angle, "bilinear");
          expect(turned).toEqual(p);
        },
      ),
    );
  });

  it("takes angles by what is left after whole turns", () => {
    fc.assert(
      fc.property(anyPicture(["L"]), fc.integer({ min: -180, max: 180 }), (picture, angle) => {
        expect(rotate(picture, angle + 720, "nearest")).toEqual(rotate(picture, angle, "nearest"));
      }),
    );
  });

  it("turns picture and mask alike when copying: no new values", () => {
    fc.assert(
      fc.property(anyPicture(["L"]), fc.integer({ min: -360, max: 360 }), (picture, angle) =>
        rotate(picture, angle, "nearest", picture.data[0]).data.every((value) =>
          picture.data.includes(value),
        ),
      ),
    );
  });

  it("refuses an angle that is not a number", () => {
    expect(() => rotate(square, Number.NaN, "nearest")).toThrow(
      "An angle is a number of degrees, but NaN came.",
    );
  });
});
