/** How pixels between pixels are found. PIL's BOX, HAMMING and LANCZOS are not offered by torchvision's Resize. */
export type Interpolation = "nearest" | "bilinear" | "bicubic";

/**
 * One axis of a resize: output cell `i` is the sum over t of `weights[i * taps + t] * input[starts[i] + t]`,
 * divided by 2^22. Every cell has the same number of taps, so that the inner loops can be unrolled; cells that
 * need fewer carry zeros, and no cell reads outside the input.
 */
export interface AxisWeights {
  readonly taps: number;
  readonly starts: Int32Array;
  readonly weights: Int32Array;
}

/** PIL's PRECISION_BITS = 32 − 8 − 2: a sum of 8-bit values times these weights stays within 32 bits. */
export const PRECISION_BITS = 22;

/** The triangle of support 1 (PIL `bilinear_filter`). */
function triangle(x: number): number {
  const d = Math.abs(x);
  return d < 1 ? 1 - d : 0;
}

/** Keys' cubic convolution with a = −0.5 (PIL `bicubic_filter`), its terms in PIL's order. */
function cubic(x: number): number {
  const a = -0.5;
  const d = Math.abs(x);
  if (d < 1) return ((a + 2) * d - (a + 3)) * d * d + 1;
  if (d < 2) return (((d - 5) * d + 8) * d - 4) * a;
  return 0;
}

const FILTERS = {
  bilinear: { support: 1, at: triangle },
  bicubic: { support: 2, at: cubic },
};

/**
 * PIL's `precompute_coeffs` and `normalize_coeffs_8bpc`: the filter is stretched by max(1, from/to), which is the
 * antialias; its samples are scaled to sum 1 and rounded half away from zero to 22 fractional bits.
 */
export function axisWeights(from: number, to: number, interpolation: "bilinear" | "bicubic"): AxisWeights {
  const filter = FILTERS[interpolation];
  const scale = from / to;
  const stretch = Math.max(scale, 1);
  const support = filter.support * stretch;
  const inverse = 1 / stretch;
  const firsts = new Int32Array(to);
  const counts = new Int32Array(to);
  let taps = 1;
  for (let i = 0; i < to; i++) {
    const centre = (i + 0.5) * scale;
    const first = Math.max(0, Math.trunc(centre - support + 0.5));
    const count = Math.min(from, Math.trunc(centre + support + 0.5)) - first;
    firsts[i] = first;
    counts[i] = count;
    taps = Math.max(taps, count);
  }
  const starts = new Int32Array(to);
  const weights = new Int32Array(to * taps);
  const samples = new Float64Array(taps);
  for (let i = 0; i < to; i++) {
    const centre = (i + 0.5) * scale;
    const first = firsts[i] as number;
    const count = counts[i] as number;
    let total = 0;
    for (let t = 0; t < count; t++) {
      const sample = filter.at((t + first - centre + 0.5) * inverse);
      samples[t] = sample;
      total += sample;
    }
    // A cell near the end starts earlier, with zeros in front, rather than read past the end.
    const start = Math.min(first, from - taps);
    starts[i] = start;
    for (let t = 0; t < count; t++) {
      const sample = samples[t] as number;
      weights[i * taps + first - start + t] = fixedPoint(total === 0 ? sample : sample / total);
    }
  }
  return { taps, starts, weights };
}

/** Rounds half away from zero, as C's cast of `±0.5 + x` does. */
function fixedPoint(weight: number): number {
  const scaled = weight * (1 << PRECISION_BITS);
  return Math.trunc(weight < 0 ? scaled - 0.5 : scaled + 0.5);
}

/**
 * Which input cell each output cell copies: PIL's `ImagingScaleAffine` adds the step up in double precision, and
 * the accumulated rounding is part of the result.
 */
export function nearestSources(from: number, to: number): Int32Array {
  const step = from / to;
  const sources = new Int32Array(to);
  let position = step * 0.5;
  for (let i = 0; i < to; i++) {
    sources[i] = Math.min(Math.trunc(position), from - 1);
    position += step;
  }
  return sources;
}
