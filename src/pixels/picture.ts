/**
 * What the channels of a picture mean, in PIL's names: `L` grey, `RGB`, `RGBA` (alpha not premultiplied),
 * `CMYK` (255 is full ink), `P` (an index into the picture's own palette).
 */
export type ColourMode = "L" | "RGB" | "RGBA" | "CMYK" | "P";

/** How many bytes a pixel of each mode has. */
export const CHANNELS: Readonly<Record<ColourMode, number>> = { L: 1, RGB: 3, RGBA: 4, CMYK: 4, P: 1 };

/**
 * A picture as PIL holds it: rows, columns, channels (HWC), interleaved, 8 bits a channel, row 0 at the top.
 * Functions on pictures never change `data`; they may hand back the very picture they were given.
 */
export interface Picture {
  readonly mode: ColourMode;
  /** Rows, px. */
  readonly height: number;
  /** Columns, px. */
  readonly width: number;
  readonly channels: number;
  /** `height * width * channels` bytes. */
  readonly data: Uint8Array;
  /** Mode `P` only: 256 RGB triples, 768 bytes. */
  readonly palette?: Uint8Array;
}

/** Rows and columns, px. */
export interface Size {
  readonly height: number;
  readonly width: number;
}

/**
 * The only place where pictures are made, so that every picture is whole.
 * Throws a RangeError when sides are not positive integers, when `data` has another length than the sides and
 * the mode ask for, or when a palette is missing, short, or given to a mode that has none.
 */
export function makePicture(
  mode: ColourMode,
  height: number,
  width: number,
  data: Uint8Array,
  palette?: Uint8Array,
): Picture {
  checkSize({ height, width }, "A picture");
  const channels = CHANNELS[mode];
  const expected = height * width * channels;
  if (data.length !== expected)
    throw new RangeError(
      `A ${height}×${width} picture of mode ${mode} has ${expected} bytes, but ${data.length} came.`,
    );
  if (mode !== "P") {
    if (palette) throw new RangeError(`Only mode P has a palette, but one came with mode ${mode}.`);
    return { mode, height, width, channels, data };
  }
  if (palette?.length !== 768)
    throw new RangeError(
      `A picture of mode P needs a palette of 768 bytes, but ${palette?.length ?? "none"} came.`,
    );
  return { mode, height, width, channels, data, palette };
}

/** A picture of `like`'s mode and palette with other sides and bytes. */
export function withPixels(like: Picture, size: Size, data: Uint8Array): Picture {
  return makePicture(like.mode, size.height, size.width, data, like.palette);
}

/** Throws a RangeError, in which `what` is the subject, unless both sides are integers of at least 1. */
export function checkSize(size: Size, what: string): void {
  const whole = (side: number) => Number.isSafeInteger(side) && side >= 1;
  if (!whole(size.height) || !whole(size.width))
    throw new RangeError(
      `${what} has at least one row and one column, in whole pixels, but ${size.height}×${size.width} came.`,
    );
}
