import { checkSize, type Picture, type Size, withPixels } from "./picture";
import { roundHalfEven } from "./round";

/**
 * Copies the window of `size` whose first row and column are `top` and `left`, px; both may be negative, and the
 * window may reach past the end: there every byte is 0 (PIL `Image.crop`).
 */
export function crop(picture: Picture, top: number, left: number, size: Size): Picture {
  checkSize(size, "A crop");
  const { channels, data } = picture;
  const out = new Uint8Array(size.height * size.width * channels);
  const firstColumn = Math.max(0, left);
  const endColumn = Math.min(picture.width, left + size.width);
  if (endColumn > firstColumn)
    for (let y = Math.max(0, top); y < Math.min(picture.height, top + size.height); y++) {
      const from = (y * picture.width + firstColumn) * channels;
      const length = (endColumn - firstColumn) * channels;
      out.set(data.subarray(from, from + length), ((y - top) * size.width + firstColumn - left) * channels);
    }
  return withPixels(picture, size, out);
}

/**
 * torchvision's `CenterCrop`: where the picture is smaller it gets zeros on both sides, the odd one at the right or
 * the bottom; where it is larger the margin's half is rounded to even (Python's `round`).
 */
export function centerCrop(picture: Picture, size: Size): Picture {
  return crop(
    picture,
    centreOffset(picture.height, size.height),
    centreOffset(picture.width, size.width),
    size,
  );
}

/** Where, px, a window of length `window` starts along a side of length `side`; negative: padding comes first. */
function centreOffset(side: number, window: number): number {
  if (window >= side) return -Math.floor((window - side) / 2);
  return roundHalfEven((side - window) / 2);
}
