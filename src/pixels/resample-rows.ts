import { type AxisWeights, PRECISION_BITS } from "./weights";

const HALF = 1 << (PRECISION_BITS - 1);

/**
 * PIL's vertical pass over rows of `stride` bytes: each output row is a weighted sum of whole input rows, so the
 * channels need no telling apart. Sums are 32-bit integers, rounded by adding a half, and clipped to 0–255 (by the
 * clamped array).
 */
export function resampleRows(data: Uint8Array, stride: number, axis: AxisWeights): Uint8Array {
  const { taps, starts } = axis;
  const out = new Uint8ClampedArray(starts.length * stride);
  const sums = new Int32Array(taps > 4 ? stride : 0);
  for (let y = 0; y < starts.length; y++) {
    const first = (starts[y] as number) * stride;
    const row = out.subarray(y * stride, (y + 1) * stride);
    if (taps <= 2) mixTwo(data, fourRows(axis, y, 0, first, stride), row);
    else if (taps <= 4) mixFour(data, fourRows(axis, y, 0, first, stride), row);
    else {
      sums.fill(HALF);
      for (let t = 0; t < taps; t += 4) addFour(data, fourRows(axis, y, t, first, stride), sums);
      for (let i = 0; i < stride; i++) row[i] = (sums[i] as number) >> PRECISION_BITS;
    }
  }
  return new Uint8Array(out.buffer);
}

/** Where four input rows start, and their weights. */
interface FourRows {
  readonly r0: number;
  readonly r1: number;
  readonly r2: number;
  readonly r3: number;
  readonly w0: number;
  readonly w1: number;
  readonly w2: number;
  readonly w3: number;
}

/** The rows for taps t … t + 3 of output row y; those past the last tap are some row that weighs nothing. */
function fourRows(axis: AxisWeights, y: number, t: number, first: number, stride: number): FourRows {
  const { taps, weights } = axis;
  const row = (k: number) => first + Math.min(t + k, taps - 1) * stride;
  const weight = (k: number) => (t + k < taps ? (weights[y * taps + t + k] as number) : 0);
  return {
    r0: row(0),
    r1: row(1),
    r2: row(2),
    r3: row(3),
    w0: weight(0),
    w1: weight(1),
    w2: weight(2),
    w3: weight(3),
  };
}

function mixTwo(data: Uint8Array, { r0, r1, w0, w1 }: FourRows, out: Uint8ClampedArray): void {
  for (let i = 0; i < out.length; i++)
    out[i] =
      (HALF + Math.imul(data[r0 + i] as number, w0) + Math.imul(data[r1 + i] as number, w1)) >>
      PRECISION_BITS;
}

function mixFour(data: Uint8Array, rows: FourRows, out: Uint8ClampedArray): void {
  const { r0, r1, r2, r3, w0, w1, w2, w3 } = rows;
  for (let i = 0; i < out.length; i++)
    out[i] =
      (HALF +
        Math.imul(data[r0 + i] as number, w0) +
        Math.imul(data[r1 + i] as number, w1) +
        Math.imul(data[r2 + i] as number, w2) +
        Math.imul(data[r3 + i] as number, w3)) >>
      PRECISION_BITS;
}

function addFour(data: Uint8Array, rows: FourRows, sums: Int32Array): void {
  const { r0, r1, r2, r3, w0, w1, w2, w3 } = rows;
  for (let i = 0; i < sums.length; i++)
    sums[i] =
      ((sums[i] as number) +
        Math.imul(data[r0 + i] as number, w0) +
        Math.imul(data[r1 + i] as number, w1) +
        Math.imul(data[r2 + i] as number, w2) +
        Math.imul(data[r3 + i] as number, w3)) |
      0;
}
