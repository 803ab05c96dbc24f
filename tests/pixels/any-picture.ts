import fc from "fast-check";
import { CHANNELS, type ColourMode, makePicture, type Picture } from "../../src/pixels/picture";

/** Pictures of 1 to `longest` px a side in any of the modes, for properties. */
export function anyPicture(
  modes: readonly Exclude<ColourMode, "P">[] = ["L", "RGB", "RGBA", "CMYK"],
  longest = 12,
): fc.Arbitrary<Picture> {
  const side = fc.integer({ min: 1, max: longest });
  return fc.tuple(fc.constantFrom(...modes), side, side).chain(([mode, height, width]) =>
    fc
      .uint8Array({
        minLength: height * width * CHANNELS[mode],
        maxLength: height * width * CHANNELS[mode],
      })
      .map((data) => makePicture(mode, height, width, data)),
  );
}

/** A grey picture of the rows given. */
export function grey(...rows: number[][]): Picture {
  return makePicture("L", rows.length, rows[0]?.length ?? 0, Uint8Array.from(rows.flat()));
}
