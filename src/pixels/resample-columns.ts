import type { Size } from "./picture";
import { type AxisWeights, PRECISION_BITS } from "./weights";

const HALF = 1 << (PRECISION_BITS - 1);

/**
 * PIL's horizontal pass: HWC bytes in, as many rows of `axis.starts.length` columns out. Sums are 32-bit integers,
 * rounded by adding a half, and clipped to 0–255 (by the clamped array). Written out once for each number of
 * channels, two taps at a time: a loop over channels inside takes twice as long.
 */
export function resampleColumns(
  data: Uint8Array,
  from: Size,
  channels: number,
  axis: AxisWeights,
): Uint8Array {
  const out = new Uint8ClampedArray(from.height * axis.starts.length * channels);
  if (channels === 3) columnsOf3(data, from.width * 3, axis, out);
  else if (channels === 4) columnsOf4(data, from.width * 4, axis, out);
  else columnsOf1(data, from.width, axis, out);
  return new Uint8Array(out.buffer);
}

function columnsOf1(data: Uint8Array, stride: number, axis: AxisWeights, out: Uint8ClampedArray): void {
  const { taps, starts, weights } = axis;
  const width = starts.length;
  let o = 0;
  for (let row = 0; row < data.length; row += stride) {
    let w = 0;
    for (let x = 0; x < width; x++) {
      let i = row + (starts[x] as number);
      let a = HALF;
      const end = w + taps;
      for (; w < end - 1; w += 2) {
        a += Math.imul(data[i] as number, weights[w] as number);
        a = (a + Math.imul(data[i + 1] as number, weights[w + 1] as number)) | 0;
        i += 2;
      }
      if (w < end) a += Math.imul(data[i] as number, weights[w++] as number);
      out[o++] = a >> PRECISION_BITS;
    }
  }
}

function columnsOf3(data: Uint8Array, stride: number, axis: AxisWeights, out: Uint8ClampedArray): void {
  const { taps, starts, weights } = axis;
  const width = starts.length;
  let o = 0;
  for (let row = 0; row < data.length; row += stride) {
    let w = 0;
    for (let x = 0; x < width; x++) {
      let i = row + (starts[x] as number) * 3;
      let a = HALF;
      let b = HALF;
      let c = HALF;
      const end = w + taps;
      for (; w < end - 1; w += 2) {
        const w0 = weights[w] as number;
        const w1 = weights[w + 1] as number;
        a = (a + Math.imul(data[i] as number, w0) + Math.imul(data[i + 3] as number, w1)) | 0;
        b = (b + Math.imul(data[i + 1] as number, w0) + Math.imul(data[i + 4] as number, w1)) | 0;
        c = (c + Math.imul(data[i + 2] as number, w0) + Math.imul(data[i + 5] as number, w1)) | 0;
        i += 6;
      }
      if (w < end) {
        const w0 = weights[w++] as number;
        a = (a + Math.imul(data[i] as number, w0)) | 0;
        b = (b + Math.imul(data[i + 1] as number, w0)) | 0;
        c = (c + Math.imul(data[i + 2] as number, w0)) | 0;
      }
      out[o] = a >> PRECISION_BITS;
      out[o + 1] = b >> PRECISION_BITS;
      out[o + 2] = c >> PRECISION_BITS;
      o += 3;
    }
  }
}

function columnsOf4(data: Uint8Array, stride: number, axis: AxisWeights, out: Uint8ClampedArray): void {
  const { taps, starts, weights } = axis;
  const width = starts.length;
  let o = 0;
  for (let row = 0; row < data.length; row += stride) {
    let w = 0;
    for (let x = 0; x < width; x++) {
      let i = row + (starts[x] as number) * 4;
      let a = HALF;
      let b = HALF;
      let c = HALF;
      let d = HALF;
      const end = w + taps;
      for (; w < end; w++) {
        const weight = weights[w] as number;
        a = (a + Math.imul(data[i] as number, weight)) | 0;
        b = (b + Math.imul(data[i + 1] as number, weight)) | 0;
        c = (c + Math.imul(data[i + 2] as number, weight)) | 0;
        d = (d + Math.imul(data[i + 3] as number, weight)) | 0;
        i += 4;
      }
      out[o] = a >> PRECISION_BITS;
      out[o + 1] = b >> PRECISION_BITS;
      out[o + 2] = c >> PRECISION_BITS;
      out[o + 3] = d >> PRECISION_BITS;
      o += 4;
    }
  }
}
