import { type Image, isPicture } from "../graph/values";

/** What is enough to know a picture again, and to see that it is odd. */
export interface PicturePrint {
  /** Equal for pictures with equal size and values, and practically only for those. */
  readonly exact: string;
  readonly height: number;
  readonly width: number;
  /** All values are one. */
  readonly isConstant: boolean;
  /** Brightness on a coarse grid, its mean taken off and its length 1: all 0 where there is no contrast. */
  readonly coarse: Float32Array;
  /** For each cell of a smaller grid whether it is brighter than its right neighbour: 256 bits. */
  readonly bits: Uint32Array;
}

const GRID = 32;
const BITS = 16;

/** The print of a picture, in whatever form it is. */
export function printOf(image: Image): PicturePrint {
  const { height, width, data } = image;
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of data) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return {
    exact: exactPrint(image),
    height,
    width,
    isConstant: low === high,
    coarse: unit(meansOnGrid(image, GRID, GRID)),
    bits: slopes(meansOnGrid(image, BITS, BITS + 1)),
  };
}

/** Size and two 32-bit hashes of the values (FNV-1a, the second over the values' places too). */
export function exactPrint(image: Image): string {
  const { height, width, data } = image;
  const bytes = isPicture(image) ? image.data : new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  let first = 0x811c9dc5;
  let second = 0x9747b28c;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] as number;
    first = Math.imul(first ^ byte, 0x01000193);
    second = Math.imul(second ^ (byte + at), 0x85ebca6b);
    second ^= second >>> 15;
  }
  return `${height}x${width}:${(first >>> 0).toString(16)}${(second >>> 0).toString(16)}`;
}

/** How alike two pictures are on the coarse grid: their correlation, −1 to 1. Brightness and contrast play no part. */
export function likeness(a: PicturePrint, b: PicturePrint): number {
  let sum = 0;
  for (let at = 0; at < a.coarse.length; at++) sum += (a.coarse[at] as number) * (b.coarse[at] as number);
  return sum;
}

/** Bits in which two prints differ, of 256; half of them for pictures that have nothing to do with each other. */
export function distance(a: PicturePrint, b: PicturePrint): number {
  let count = 0;
  for (let at = 0; at < a.bits.length; at++) {
    let word = (a.bits[at] as number) ^ (b.bits[at] as number);
    // Bits of a word, counted in parallel: H. Warren, Hacker's Delight, 5-1.
    word -= (word >>> 1) & 0x55555555;
    word = (word & 0x33333333) + ((word >>> 2) & 0x33333333);
    count += Math.imul((word + (word >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
  }
  return count;
}

/** Means over the cells of a grid and over the channels. A cell smaller than a pixel takes the pixel it lies in. */
function meansOnGrid({ height, width, data }: Image, rows: number, columns: number): Float32Array {
  const channels = data.length / Math.max(1, height * width);
  const out = new Float32Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    const [top, bottom] = span(row, rows, height);
    for (let column = 0; column < columns; column++) {
      const [left, right] = span(column, columns, width);
      let sum = 0;
      for (let y = top; y < bottom; y++) {
        for (let at = (y * width + left) * channels; at < (y * width + right) * channels; at++)
          sum += data[at] as number;
      }
      out[row * columns + column] = sum / Math.max(1, (bottom - top) * (right - left) * channels);
    }
  }
  return out;
}

function span(cell: number, cells: number, size: number): readonly [number, number] {
  const from = Math.min(size - 1, Math.floor((cell * size) / cells));
  return [from, Math.max(from + 1, Math.floor(((cell + 1) * size) / cells))];
}

function unit(values: Float32Array): Float32Array {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const centred = values.map((value) => value - mean);
  const length = Math.sqrt(centred.reduce((sum, value) => sum + value * value, 0));
  return length > 1e-6 ? centred.map((value) => value / length) : centred.fill(0);
}

function slopes(values: Float32Array): Uint32Array {
  const bits = new Uint32Array((BITS * BITS) / 32);
  for (let row = 0; row < BITS; row++) {
    for (let column = 0; column < BITS; column++) {
      const at = row * (BITS + 1) + column;
      const place = row * BITS + column;
      if ((values[at] as number) > (values[at + 1] as number))
        bits[place >> 5] = (bits[place >> 5] as number) | (1 << (place & 31));
    }
  }
  return bits;
}
