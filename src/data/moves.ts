import { type Image, isPicture } from "../graph/values";
import type { Size } from "../pixels/picture";
import { withPixels } from "../pixels/picture";
import { rotate } from "../pixels/rotate";
import { rotateTensor } from "../pixels/rotate-tensor";

/** How many rows or columns, px, come to each side; negative: so many are cut off. */
export interface Sides {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** What stands where no pixel was: one value, the border's pixel, or the picture mirrored (with or without its border). */
export type PadMode = "constant" | "edge" | "reflect" | "symmetric";

/** Left becomes right, top becomes bottom, or both; torchvision's `hflip` and `vflip`, of pictures and of tensors. */
export function flip<I extends Image>(image: I, horizontal: boolean, vertical: boolean): I {
  const turned = (length: number, isTurned: boolean) => (at: number) => (isTurned ? length - 1 - at : at);
  return gather(image, image, turned(image.height, vertical), turned(image.width, horizontal), 0);
}

/** The window whose first row and column are `top` and `left`; it must lie inside. torchvision's `crop`. */
export function cropTo<I extends Image>(image: I, top: number, left: number, size: Size): I {
  return gather(
    image,
    size,
    (y) => y + top,
    (x) => x + left,
    0,
  );
}

/** torchvision's `pad`, of pictures and of tensors. `reflect` needs sides shorter than the picture, `symmetric` no longer. */
export function pad<I extends Image>(
  image: I,
  { left, top, right, bottom }: Sides,
  mode: PadMode,
  fill: number,
): I {
  const size = { height: image.height + top + bottom, width: image.width + left + right };
  return gather(
    image,
    size,
    (y) => sourceOf(y - top, image.height, mode),
    (x) => sourceOf(x - left, image.width, mode),
    fill,
  );
}

/** PIL's rotation of pictures to the bit, torchvision's of tensors; `angle` in degrees, counter-clockwise. */
export function turn<I extends Image>(
  image: I,
  angle: number,
  interpolation: "nearest" | "bilinear",
  fill: number,
): I {
  if (isPicture(image)) return rotate(image, angle, interpolation, fill) as I;
  return { ...image, data: rotateTensor(image, angle, interpolation, fill) };
}

function sourceOf(at: number, length: number, mode: PadMode): number {
  if (at >= 0 && at < length) return at;
  if (mode === "constant") return -1;
  if (mode === "edge") return at < 0 ? 0 : length - 1;
  const own = mode === "reflect" ? 0 : 1;
  return at < 0 ? -at - own : 2 * (length - 1) - at + own;
}

/** Each pixel from a row and a column of the old picture; where either is −1, `fill` in every channel. */
function gather<I extends Image>(
  image: I,
  size: Size,
  rowOf: (y: number) => number,
  columnOf: (x: number) => number,
  fill: number,
): I {
  const { height, width } = size;
  const { channels, data } = image;
  const length = height * width * channels;
  const out = isPicture(image) ? new Uint8Array(length) : new Float32Array(length);
  const columns = Int32Array.from({ length: width }, (_, x) => columnOf(x));
  for (let y = 0, o = 0; y < height; y++) {
    const row = rowOf(y);
    for (let x = 0; x < width; x++) {
      const column = columns[x] as number;
      const isOutside = row < 0 || column < 0;
      const from = (row * image.width + column) * channels;
      for (let c = 0; c < channels; c++) out[o++] = isOutside ? fill : (data[from + c] as number);
    }
  }
  return (
    isPicture(image) ? withPixels(image, size, out as Uint8Array) : { ...image, height, width, data: out }
  ) as I;
}
