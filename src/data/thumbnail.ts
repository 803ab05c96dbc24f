import type { Thumbnail } from "../figures/figure";
import { type FloatImage, type Image, isPicture } from "../graph/values";
import { convert } from "../pixels/colour";
import { makePicture, type Picture } from "../pixels/picture";
import { resize } from "../pixels/resample";

/** A picture to look at, no side longer than `longest` px. Tensors are scaled so that their smallest value is black. */
export function thumbnail(image: Image, name: string, caption: string, longest: number): Thumbnail {
  const picture = isPicture(image) ? image : asBytes(image);
  const scale = Math.min(1, longest / Math.max(picture.height, picture.width));
  const side = (length: number) => Math.max(1, Math.round(length * scale));
  const to = { height: side(picture.height), width: side(picture.width) };
  const small = convert(resize(picture, to, "bilinear"), "RGBA");
  return { name, caption, height: to.height, width: to.width, rgba: new Uint8ClampedArray(small.data) };
}

/** Smallest to largest value of the whole tensor as 0 to 255; the first channel alone where there are not three. */
function asBytes({ height, width, channels, data }: FloatImage): Picture {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of data) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  const scale = high > low ? 255 / (high - low) : 0;
  const shown = channels === 3 ? 3 : 1;
  const bytes = new Uint8Array(height * width * shown);
  for (let i = 0; i < bytes.length; i++) {
    const from = shown === 3 ? i : i * channels;
    bytes[i] = Math.round(((data[from] as number) - low) * scale);
  }
  return makePicture(shown === 3 ? "RGB" : "L", height, width, bytes);
}
