import type { Size } from "./picture";
import type { Interpolation } from "./weights";

/** Rows, columns, channels (HWC) of floats. */
export interface FloatImage extends Size {
  readonly channels: number;
  readonly data: Float32Array;
}

/**
 * torch's `interpolate` (align_corners false), which torchvision's `Resize` uses for tensors: no antialias unless asked
 * for, another rule for `nearest` than PIL's, and a cubic of a = −0.75 (−0.5 with antialias). HWC in and out. For uint8
 * tensors round half to even and clip.
 */
export function resizeTensor(
  image: FloatImage,
  to: Size,
  interpolation: Interpolation,
  antialias: boolean,
): Float32Array {
  const { channels, height, width } = image;
  const wide = alongAxis(
    image.data,
    axisTaps(width, to.width, interpolation, antialias),
    width,
    height,
    channels,
  );
  return alongAxis(
    wide,
    axisTaps(height, to.height, interpolation, antialias),
    height,
    1,
    to.width * channels,
  );
}

/** torchvision's `rgb_to_grayscale` of a tensor: other weights than PIL's. Cut uint8 results down to whole levels. */
export function grayscaleTensor(rgb: FloatImage): Float32Array {
  const { data } = rgb;
  const out = new Float32Array(rgb.height * rgb.width);
  for (let i = 0; i < out.length; i++)
    out[i] =
      0.2989 * (data[3 * i] as number) +
      0.587 * (data[3 * i + 1] as number) +
      0.114 * (data[3 * i + 2] as number);
  return out;
}

interface Tap {
  readonly index: number;
  readonly weight: number;
}

/** For each output cell the input cells it is made of. */
function axisTaps(from: number, to: number, interpolation: Interpolation, antialias: boolean): Tap[][] {
  const scale = from / to;
  const stretch = antialias ? Math.max(scale, 1) : 1;
  const reach = (interpolation === "bicubic" ? 2 : 1) * stretch;
  return Array.from({ length: to }, (_, i) => {
    if (interpolation === "nearest")
      return [{ index: Math.min(from - 1, Math.floor(Math.fround(i * Math.fround(scale)))), weight: 1 }];
    const centre = (i + 0.5) * scale - 0.5;
    const taps: Tap[] = [];
    for (let index = Math.ceil(centre - reach); index <= Math.floor(centre + reach); index++) {
      const distance = Math.abs(index - centre) / stretch;
      const weight = interpolation === "bicubic" ? cubic(distance, antialias ? -0.5 : -0.75) : 1 - distance;
      if (antialias && (index < 0 || index >= from)) continue;
      taps.push({ index: Math.min(from - 1, Math.max(0, index)), weight });
    }
    const total = taps.reduce((sum, tap) => sum + tap.weight, 0);
    return taps.map(({ index, weight }) => ({ index, weight: weight / total }));
  });
}

/** Keys' cubic convolution at distance `d` ≥ 0. */
function cubic(d: number, a: number): number {
  if (d <= 1) return ((a + 2) * d - (a + 3)) * d * d + 1;
  if (d < 2) return ((a * d - 5 * a) * d + 8 * a) * d - 4 * a;
  return 0;
}

/** Mixes along one axis of length `length`, with `outer` blocks before it and `inner` numbers behind each of its cells. */
function alongAxis(
  data: Float32Array,
  taps: Tap[][],
  length: number,
  outer: number,
  inner: number,
): Float32Array {
  const out = new Float32Array(outer * taps.length * inner);
  let o = 0;
  for (let block = 0; block < outer; block++)
    for (const cell of taps) {
      for (const { index, weight } of cell) {
        const start = (block * length + index) * inner;
        for (let i = 0; i < inner; i++)
          out[o + i] = (out[o + i] as number) + weight * (data[start + i] as number);
      }
      o += inner;
    }
  return out;
}
