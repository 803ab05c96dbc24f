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
  const { height, width, channels, data } = image;
  const out = new Float32Array(data.length);
  const position = sampler(image, angle);
  let o = 0;
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const [sourceX, sourceY] = position(x, y);
      if (interpolation === "nearest") {
        const column = roundHalfEven(sourceX);
        const row = roundHalfEven(sourceY);
        const inside = column >= 0 && column < width && row >= 0 && row < height;
        for (let c = 0; c < channels; c++)
          out[o++] = inside ? (data[(row * width + column) * channels + c] as number) : fill;
        continue;
      }
      const taps = neighbours(image, sourceX, sourceY);
      const covered = taps.reduce((sum, tap) => sum + tap.weight, 0);
      for (let c = 0; c < channels; c++) {
        let sum = 0;
        for (const tap of taps) sum += tap.weight * (data[tap.offset + c] as number);
        out[o++] = sum * covered + (1 - covered) * fill;
      }
    }
  return out;
}

/** torch's `_gen_affine_grid` and `grid_sample` (align_corners false): where an output pixel is taken from, px. */
function sampler(image: FloatImage, angle: number): (x: number, y: number) => [number, number] {
  const { height, width } = image;
  const f = Math.fround;
  const radians = (angle * Math.PI) / 180;
  const cosine = Math.cos(radians);
  const sine = Math.sin(radians);
  const halfWidth = f(0.5 * width);
  const halfHeight = f(0.5 * height);
  const xx = f(f(cosine) / halfWidth);
  const xy = f(f(-sine) / halfWidth);
  const yx = f(f(sine) / halfHeight);
  const yy = f(f(cosine) / halfHeight);
  return (x, y) => {
    const fromMiddleX = x + 0.5 - width / 2;
    const fromMiddleY = y + 0.5 - height / 2;
    const gridX = f(f(fromMiddleX * xx) + f(fromMiddleY * xy));
    const gridY = f(f(fromMiddleX * yx) + f(fromMiddleY * yy));
    return [f(f(f(gridX + 1) * width - 1) / 2), f(f(f(gridY + 1) * height - 1) / 2)];
  };
}

/** The up to four pixels around a position, with their bilinear weights; those outside are left out. */
function neighbours(image: FloatImage, x: number, y: number): { offset: number; weight: number }[] {
  const { height, width, channels } = image;
  const left = Math.floor(x);
  const top = Math.floor(y);
  const found: { offset: number; weight: number }[] = [];
  for (let row = top; row <= top + 1; row++)
    for (let column = left; column <= left + 1; column++) {
      if (row < 0 || row >= height || column < 0 || column >= width) continue;
      const weight = (1 - Math.abs(x - column)) * (1 - Math.abs(y - row));
      found.push({ offset: (row * width + column) * channels, weight });
    }
  return found;
}
