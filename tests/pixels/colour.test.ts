import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { convert, grayscale } from "../../src/pixels/colour";
import { type ColourMode, makePicture } from "../../src/pixels/picture";
import { anyPicture, grey } from "./any-picture";

const pixel = (mode: ColourMode, ...bytes: number[]) => makePicture(mode, 1, 1, Uint8Array.from(bytes));
const bytesOf = (mode: ColourMode, to: ColourMode, ...bytes: number[]) => [
  ...convert(pixel(mode, ...bytes), to).data,
];

describe("convert", () => {
  it("weighs red, green and blue by 0.299, 0.587 and 0.114", () => {
    expect(bytesOf("RGB", "L", 255, 0, 0)).toEqual([76]);
    expect(bytesOf("RGB", "L", 0, 255, 0)).toEqual([150]);
    expect(bytesOf("RGB", "L", 0, 0, 255)).toEqual([29]);
  });

  it("takes colours to ink by subtraction, and grey to black ink alone", () => {
    expect(bytesOf("RGB", "CMYK", 10, 20, 30)).toEqual([245, 235, 225, 0]);
    expect(bytesOf("L", "CMYK", 10)).toEqual([0, 0, 0, 245]);
  });

  it("takes ink to colours by what the black leaves", () => {
    expect(bytesOf("CMYK", "RGB", 0, 128, 255, 55)).toEqual([200, 100, 0]);
  });

  it("drops alpha, and adds it as opaque", () => {
    expect(bytesOf("RGBA", "RGB", 10, 20, 30, 0)).toEqual([10, 20, 30]);
    expect(bytesOf("RGB", "RGBA", 10, 20, 30)).toEqual([10, 20, 30, 255]);
    expect(bytesOf("L", "RGBA", 9)).toEqual([9, 9, 9, 255]);
  });

  it("reads palette pictures through their palette, and refuses to make them", () => {
    const palette = new Uint8Array(768).fill(7, 15, 18);
    expect([...convert(makePicture("P", 1, 2, Uint8Array.of(5, 6), palette), "RGB").data]).toEqual([
      7, 7, 7, 0, 0, 0,
    ]);
    expect(() => convert(grey([1]), "P")).toThrow("mode L cannot be converted to mode P");
  });

  it("keeps grey over RGB, RGBA and CMYK, and RGB over RGBA and CMYK", () => {
    fc.assert(
      fc.property(
        anyPicture(["L", "RGB"]),
        fc.constantFrom<ColourMode>("RGB", "RGBA", "CMYK"),
        (picture, over) => {
          expect(convert(convert(picture, over), picture.mode)).toEqual(picture);
        },
      ),
    );
  });

  it("gives the very picture back when nothing is to do", () => {
    const picture = grey([1]);
    expect(convert(picture, "L")).toBe(picture);
  });
});

it("makes grey pictures of one or three channels", () => {
  expect([...grayscale(pixel("RGB", 255, 0, 0), 1).data]).toEqual([76]);
  expect([...grayscale(pixel("RGB", 255, 0, 0), 3).data]).toEqual([76, 76, 76]);
});
