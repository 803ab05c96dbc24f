import { roundHalfEven } from "./round";
import type { FloatImage } from "./tensor-resize";

/**
 * torchvision's `functional.rotate` of a tensor, which is not PIL's rotation: a float32 sampling grid, `nearest` by
 * rounding half to even, and `bilinear` that fades to `fill` at the border, because the picture and a mask of ones are
 * sampled with zeros around them and the picture is multiplied by the mask once more. `angle` in degrees,
 * counter-clockwise; HWC in and out. For uint8 tensors round the result half to even.
 */
export function rotateTensor(
  image: FloatImage,
  angle: number,
  interpolation: "nearest" | "bilinear",
  fill = 0,
): Float32Array {
  const { height, width } = image;
  const out = new Float32Array(image.data.length);
  const f = Math.fround;
  const radians = (angle * Math.PI) / 180;
  const [cosine, sine] = [f(Math.cos(radians)), f(Math.sin(radians))];
  const [halfWidth, halfHeight] = [f(0.5 * width), f(0.5 * height)];
  const [xx, xy] = [f(cosine / halfWidth), f(-sine / halfWidth)];
  const [yx, yy] = [f(sine / halfHeight), f(cosine / halfHeight)];
  // torch's `_gen_affine_grid` and `grid_sample` (align_corners false): where an output pixel is taken from, px.
  for (let y = 0, to = 0; y < height; y++)
    for (let x = 0; x < width; x++, to += image.channels) {
      const fromMiddleX = x + 0.5 - width / 2;
      const fromMiddleY = y + 0.5 - height / 2;
      const gridX = f(f(fromMiddleX * xx) + f(fromMiddleY * xy));
      const gridY = f(f(fromMiddleX * yx) + f(fromMiddleY * yy));
      const sourceX = f(f(f(gridX + 1) * width - 1) / 2);
      const sourceY = f(f(f(gridY + 1) * height - 1) / 2);
      if (interpolation === "nearest") copyNearest(image, sourceX, sourceY, out, to, fill);
      else mixFour(image, sourceX, sourceY, out, to, fill);
    }
  return out;
}

function copyNearest(
  { height, width, channels, data }: FloatImage,
  x: number,
  y: number,
  out: Float32Array,
  to: number,
  fill: number,
): void {
  const column = roundHalfEven(x);
  const row = roundHalfEven(y);
  const inside = column >= 0 && column < width && row >= 0 && row < height;
  const from = (row * width + column) * channels;
  for (let c = 0; c < channels; c++) out[to + c] = inside ? (data[from + c] as number) : fill;
}

/** The up to four pixels around a position, by their bilinear weights; one outside has none. */
function mixFour(
  { height, width, channels, data }: FloatImage,
  x: number,
  y: number,
  out: Float32Array,
  to: number,
  fill: number,
): void {
  const left = Math.floor(x);
  const top = Math.floor(y);
  const weight = (column: number, row: number) =>
    row < 0 || row >= height || column < 0 || column >= width
      ? 0
      : (1 - Math.abs(x - column)) * (1 - Math.abs(y - row));
  const upperLeft = weight(left, top);
  const upperRight = weight(left + 1, top);
  const lowerLeft = weight(left, top + 1);
  const lowerRight = weight(left + 1, top + 1);
  const covered = upperLeft + upperRight + lowerLeft + lowerRight;
  const from = (top * width + left) * channels;
  const below = from + width * channels;
  for (let c = 0; c < channels; c++) {
    let sum = 0;
    // Nothing is read outside the picture: a weight of 0 would not save it from what is no number.
    if (upperLeft > 0) sum += upperLeft * (data[from + c] as number);
    if (upperRight > 0) sum += upperRight * (data[from + channels + c] as number);
    if (lowerLeft > 0) sum += lowerLeft * (data[below + c] as number);
    if (lowerRight > 0) sum += lowerRight * (data[below + channels + c] as number);
    out[to + c] = sum * covered + (1 - covered) * fill;
  }
}
