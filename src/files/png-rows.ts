import { eightBits, type SixteenBits } from "./levels";
import type { PngHeader } from "./png-chunks";
import { damaged } from "./refusals";

/** Every how many pixels a pass has one, and from where. */
interface Pass {
  readonly x: number;
  readonly y: number;
  readonly dx: number;
  readonly dy: number;
}

const WHOLE: readonly Pass[] = [{ x: 0, y: 0, dx: 1, dy: 1 }];
/** The seven passes of Adam7: PNG specification, 3rd edition, section 8.1. */
const ADAM7: readonly Pass[] = [
  { x: 0, y: 0, dx: 8, dy: 8 },
  { x: 4, y: 0, dx: 8, dy: 8 },
  { x: 0, y: 4, dx: 4, dy: 8 },
  { x: 2, y: 0, dx: 4, dy: 4 },
  { x: 0, y: 2, dx: 2, dy: 4 },
  { x: 1, y: 0, dx: 2, dy: 2 },
  { x: 0, y: 1, dx: 1, dy: 2 },
];

/** The rows of each pass, packed: their number, their pixels, and their bytes without the filter's. */
function passesOf({ width, height, depth, channels, interlaced }: PngHeader) {
  return (interlaced ? ADAM7 : WHOLE)
    .map((pass) => {
      const columns = Math.ceil((width - pass.x) / pass.dx);
      const rows = Math.ceil((height - pass.y) / pass.dy);
      return { ...pass, columns, rows, stride: Math.ceil((columns * channels * depth) / 8) };
    })
    .filter(({ columns, rows }) => columns > 0 && rows > 0);
}

/** How many bytes a picture of these sides inflates to. */
export function inflatedBytes(header: PngHeader): number {
  return passesOf(header).reduce((sum, { rows, stride }) => sum + rows * (stride + 1), 0);
}

/** Samples as bytes, row by row, from what was inflated, which is written over. */
export function readRows(
  inflated: Uint8Array,
  header: PngHeader,
  path: string,
  sixteen: SixteenBits,
): Uint8Array {
  const { width, height, depth, channels, indexed } = header;
  const step = Math.max(1, (channels * depth) >> 3);
  const passes = passesOf(header);
  const out = new Uint8Array(width * height * channels);
  let from = 0;
  for (const { x, y, dx, dy, columns, rows, stride } of passes) {
    const packed = unfilter(inflated, from, rows, stride, step, path);
    from += rows * (stride + 1);
    const samples = depth === 16 ? wide(packed) : packed;
    const levels = eightBits(samples, columns * channels, rows, depth, indexed, sixteen);
    if (!header.interlaced) return depth === 8 ? levels.slice() : levels;
    for (let row = 0, at = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        const to = ((y + row * dy) * width + x + column * dx) * channels;
        for (let channel = 0; channel < channels; channel++) out[to + channel] = levels[at++] as number;
      }
    }
  }
  return out;
}

/** Takes the filters off, in place and close together: PNG specification, 3rd edition, section 9. */
function unfilter(
  data: Uint8Array,
  from: number,
  rows: number,
  stride: number,
  step: number,
  path: string,
): Uint8Array {
  const out = data.subarray(from, from + rows * stride);
  for (let row = 0; row < rows; row++) {
    const source = row * (stride + 1);
    const filter = data[from + source] as number;
    const at = row * stride;
    const above = at - stride;
    if (filter > 4) throw damaged(path, `row ${row + 1} has filter ${filter}, which does not exist`);
    out.set(data.subarray(from + source + 1, from + source + 1 + stride), at);
    if (filter === 1) {
      for (let i = step; i < stride; i++) add(out, at + i, out[at + i - step] as number);
    } else if (filter === 2 && row > 0) {
      for (let i = 0; i < stride; i++) add(out, at + i, out[above + i] as number);
    } else if (filter === 3) {
      for (let i = 0; i < stride; i++) {
        const left = i < step ? 0 : (out[at + i - step] as number);
        const up = row === 0 ? 0 : (out[above + i] as number);
        add(out, at + i, (left + up) >> 1);
      }
    } else if (filter === 4) {
      for (let i = 0; i < stride; i++) {
        const left = i < step ? 0 : (out[at + i - step] as number);
        const up = row === 0 ? 0 : (out[above + i] as number);
        const corner = row === 0 || i < step ? 0 : (out[above + i - step] as number);
        add(out, at + i, paeth(left, up, corner));
      }
    }
  }
  return out;
}

/** A typed array of bytes keeps the lower eight bits by itself. */
function add(out: Uint8Array, at: number, value: number): void {
  out[at] = (out[at] as number) + value;
}

/** Whichever neighbour is nearest to left + up − corner. */
function paeth(left: number, up: number, corner: number): number {
  const guess = left + up - corner;
  const [toLeft, toUp, toCorner] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)];
  if (toLeft <= toUp && toLeft <= toCorner) return left;
  return toUp <= toCorner ? up : corner;
}

/** Sixteen bits come with the upper byte first. */
function wide(bytes: Uint8Array): Uint16Array {
  const out = new Uint16Array(bytes.length / 2);
  for (let at = 0; at < out.length; at++) {
    out[at] = ((bytes[2 * at] as number) << 8) | (bytes[2 * at + 1] as number);
  }
  return out;
}
