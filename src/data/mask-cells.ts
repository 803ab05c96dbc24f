import type { Thumbnail } from "../figures/figure";
import { findBoundaries } from "../pixels/boundaries";
import { makePicture, type Size } from "../pixels/picture";
import { resize } from "../pixels/resample";

/*
 * Masks of 0 and 1 as pictures, no side longer than `longest` px.
 */

const RED = [255, 0, 0] as const;
const BLACK = [0, 0, 0] as const;
const WHITE = [255, 255, 255] as const;
/** Missed and false: told apart by lightness too, and by people who do not see red and green apart. */
const MISSED = [230, 97, 0] as const;
const FALSE = [64, 196, 255] as const;

export function maskCell(mask: ArrayLike<number>, size: Size, name: string, longest: number): Thumbnail {
  return painted(size, name, longest, (at) => (mask[at] ? WHITE : BLACK));
}

/** Right white, missed orange, false blue. */
export function errorCell(
  mask: ArrayLike<number>,
  said: Uint8Array,
  size: Size,
  name: string,
  longest: number,
): Thumbnail {
  return painted(size, name, longest, (at) =>
    mask[at] ? (said[at] ? WHITE : MISSED) : said[at] ? FALSE : BLACK,
  );
}

/**
 * A picture with the boundary pixels of what is said in red: scikit-image's `find_boundaries`, thick. Where the picture was
 * made smaller than the mask, a pixel is as red as the share of it that is boundary.
 */
export function boundaryCell(picture: Thumbnail, said: Uint8Array, size: Size, name: string): Thumbnail {
  const boundary = findBoundaries({ ...size, data: said });
  const share = Uint8Array.from(boundary, (isBoundary) => (isBoundary ? 255 : 0));
  const small = resize(makePicture("L", size.height, size.width, share), picture, "bilinear").data;
  const rgba = picture.rgba.slice();
  small.forEach((red, at) => {
    if (red === 0) return;
    for (let k = 0; k < 3; k++) {
      const under = rgba[4 * at + k] as number;
      rgba[4 * at + k] = under + ((RED[k] as number) - under) * (red / 255);
    }
  });
  return { ...picture, name, rgba };
}

function painted(
  { height, width }: Size,
  name: string,
  longest: number,
  colourOf: (at: number) => readonly [number, number, number],
): Thumbnail {
  const rgba = new Uint8Array(height * width * 4);
  for (let at = 0; at < height * width; at++) {
    const [red, green, blue] = colourOf(at);
    rgba[4 * at] = red;
    rgba[4 * at + 1] = green;
    rgba[4 * at + 2] = blue;
    rgba[4 * at + 3] = 255;
  }
  const scale = Math.min(1, longest / Math.max(height, width));
  const side = (length: number) => Math.max(1, Math.round(length * scale));
  const to = { height: side(height), width: side(width) };
  const small = scale < 1 ? resize(makePicture("RGBA", height, width, rgba), to, "bilinear").data : rgba;
  return { name, caption: "", ...to, rgba: new Uint8ClampedArray(small) };
}
