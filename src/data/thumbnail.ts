import type { Thumbnail } from "../figures/figure";
import { type FloatImage, type Image, isPicture } from "../graph/values";
import { findBoundaries } from "../pixels/boundaries";
import { convert } from "../pixels/colour";
import { makePicture, type Picture } from "../pixels/picture";
import { resize } from "../pixels/resample";

/** The colour of a mask's outline: yellow, which no grey and few stained pictures have. */
const OUTLINE = [255, 214, 10] as const;

/**
 * A picture to look at, no side longer than `longest` px, with the outline of its mask where it has one. Tensors are scaled
 * so that their smallest value is black.
 */
export function thumbnail(
  image: Image,
  name: string,
  caption: string,
  longest: number,
  mask?: Picture,
): Thumbnail {
  const picture = isPicture(image) ? image : asBytes(image);
  const scale = Math.min(1, longest / Math.max(picture.height, picture.width));
  const side = (length: number) => Math.max(1, Math.round(length * scale));
  const to = { height: side(picture.height), width: side(picture.width) };
  const small = convert(resize(picture, to, "bilinear"), "RGBA");
  const rgba = new Uint8ClampedArray(small.data);
  if (mask) outline(rgba, resize(mask, to, "nearest"));
  return { name, caption, height: to.height, width: to.width, rgba };
}

/** Colours the mask's own border pixels: the outline lies inside, so that touching things keep a line each. */
function outline(rgba: Uint8ClampedArray, mask: Picture): void {
  findBoundaries(mask, "inner").forEach((isBorder, at) => {
    if (isBorder) rgba.set([...OUTLINE, 255], 4 * at);
  });
}

/**
 * Smallest to largest value of what is shown as 0 to 255: the first three channels where there are as many (alpha, if it is
 * the fourth, would make the picture vanish), else the first alone.
 */
function asBytes({ height, width, channels, data }: FloatImage): Picture {
  const shown = channels >= 3 ? 3 : 1;
  const sourceOf = (i: number) => Math.floor(i / shown) * channels + (i % shown);
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  const bytes = new Uint8Array(height * width * shown);
  for (let i = 0; i < bytes.length; i++) {
    const value = data[sourceOf(i)] as number;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  const scale = high > low ? 255 / (high - low) : 0;
  for (let i = 0; i < bytes.length; i++) bytes[i] = Math.round(((data[sourceOf(i)] as number) - low) * scale);
  return makePicture(shown === 3 ? "RGB" : "L", height, width, bytes);
}
