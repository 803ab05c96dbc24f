import { type Picture, withPixels } from "./picture";
import { premultiply, unpremultiply } from "./premultiply";

/**
 * PIL's `Image.rotate` about the middle (width / 2, height / 2), as torchvision's `functional.rotate` calls it: `angle`
 * in degrees, counter-clockwise; the size stays, and what comes from outside is `fill` in every channel (0–255).
 * `nearest` is PIL's 16.16 fixed point; `bilinear` is in doubles, cut down to whole levels; 0, 180 and, of squares, 90
 * and 270 degrees move bytes only. Palette pictures are always `nearest`; RGBA is mixed with premultiplied alpha.
 * Throws a RangeError for an angle that is not a finite number and for sides above 32,767 px, where fixed point ends.
 */
export function rotate(
  picture: Picture,
  angle: number,
  interpolation: "nearest" | "bilinear",
  fill = 0,
): Picture {
  if (!Number.isFinite(angle)) throw new RangeError(`An angle is a number of degrees, but ${angle} came.`);
  const { height, width } = picture;
  if (Math.max(height, width) > 32767)
    throw new RangeError(`Pictures up to 32767 px a side can be rotated, but ${height}×${width} came.`);
  const degrees = ((angle % 360) + 360) % 360;
  if (degrees === 0) return picture;
  const square = height === width;
  if (degrees === 180 || (square && (degrees === 90 || degrees === 270)))
    return withPixels(picture, picture, quarterTurns(picture, degrees / 90));
  const map = inverseMap(picture, degrees);
  if (interpolation === "nearest" || picture.mode === "P")
    return withPixels(picture, picture, copyNearest(picture, map, fill));
  if (picture.mode !== "RGBA") return withPixels(picture, picture, mixFour(picture, map, fill));
  const weighed = withPixels(picture, picture, premultiply(picture.data));
  return withPixels(picture, picture, unpremultiply(mixFour(weighed, map, fill)));
}

/** Source column = a·x + b·y + c and source row = d·x + e·y + f, of the middles of pixels. */
type AffineMap = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

/** The matrix that `Image.rotate` makes, its sines and cosines rounded to 15 decimals as there. */
function inverseMap(picture: Picture, degrees: number): AffineMap {
  const radians = -(degrees * (Math.PI / 180));
  const cosine = Number(Math.cos(radians).toFixed(15));
  const sine = Number(Math.sin(radians).toFixed(15));
  const x = picture.width / 2;
  const y = picture.height / 2;
  return [cosine, sine, cosine * -x + sine * -y + x, -sine, cosine, -sine * -x + cosine * -y + y];
}

/** One, two or three quarter turns counter-clockwise (PIL ROTATE_90, ROTATE_180, ROTATE_270) of a picture they fit. */
function quarterTurns(picture: Picture, turns: number): Uint8Array {
  const { data, channels, height, width } = picture;
  const out = new Uint8Array(data.length);
  let o = 0;
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const row = turns === 2 ? height - 1 - y : turns === 1 ? x : height - 1 - x;
      const column = turns === 2 ? width - 1 - x : turns === 1 ? width - 1 - y : y;
      const i = (row * width + column) * channels;
      for (let c = 0; c < channels; c++) out[o++] = data[i + c] as number;
    }
  return out;
}

/** PIL `affine_fixed`: the source position of the pixel's middle, added up in 16.16 fixed point. */
function copyNearest(picture: Picture, map: AffineMap, fill: number): Uint8Array {
  const { data, channels, height, width } = picture;
  const [a, b, c, d, e, f] = map;
  const fixed = (value: number) => Math.floor(value * 65536 + 0.5);
  const out = new Uint8Array(data.length).fill(fill);
  const right = { x: fixed(a), y: fixed(d) };
  const down = { x: fixed(b), y: fixed(e) };
  const start = { x: fixed(c + a * 0.5 + b * 0.5), y: fixed(f + d * 0.5 + e * 0.5) };
  let o = 0;
  for (let y = 0; y < height; y++) {
    let sourceX = (start.x + y * down.x) | 0;
    let sourceY = (start.y + y * down.y) | 0;
    for (let x = 0; x < width; x++) {
      const column = sourceX >> 16;
      const row = sourceY >> 16;
      if (column >= 0 && column < width && row >= 0 && row < height) {
        const i = (row * width + column) * channels;
        for (let channel = 0; channel < channels; channel++) out[o + channel] = data[i + channel] as number;
      }
      o += channels;
      sourceX = (sourceX + right.x) | 0;
      sourceY = (sourceY + right.y) | 0;
    }
  }
  return out;
}

/** PIL `bilinear_filter`: four neighbours, those past the border repeated, the result cut down to a whole level. */
function mixFour(picture: Picture, map: AffineMap, fill: number): Uint8Array {
  const { data, channels, height, width } = picture;
  const [a, b, c, d, e, f] = map;
  const out = new Uint8Array(data.length).fill(fill);
  let o = -channels;
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      o += channels;
      const sourceX = a * (x + 0.5) + b * (y + 0.5) + c;
      const sourceY = d * (x + 0.5) + e * (y + 0.5) + f;
      if (!(sourceX >= 0 && sourceX < width && sourceY >= 0 && sourceY < height)) continue;
      const column = Math.floor(sourceX - 0.5);
      const row = Math.floor(sourceY - 0.5);
      const dx = sourceX - 0.5 - column;
      const dy = sourceY - 0.5 - row;
      const left = Math.max(column, 0) * channels;
      const right = Math.min(column + 1, width - 1) * channels;
      const upper = Math.max(row, 0) * width * channels;
      const lower = Math.min(row + 1, height - 1) * width * channels;
      for (let channel = 0; channel < channels; channel++) {
        const upperLeft = data[upper + left + channel] as number;
        const lowerLeft = data[lower + left + channel] as number;
        const top = upperLeft + ((data[upper + right + channel] as number) - upperLeft) * dx;
        const bottom = lowerLeft + ((data[lower + right + channel] as number) - lowerLeft) * dx;
        out[o + channel] = top + (bottom - top) * dy;
      }
    }
  return out;
}
