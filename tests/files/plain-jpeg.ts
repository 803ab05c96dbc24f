import type { Jpeg, Plane } from "./jpeg-writer";

/*
 * What libjpeg makes of coefficients, in plain code: its slow integer transform, fancy enlargement and colours. For tests:
 * it is written for reading.
 */

const ZIGZAG = zigzag();

/** HWC bytes. */
export function plainPixels({ width, height, planes, across, down }: Jpeg): Uint8Array {
  const [luma, blue, red] = planes.map(samplesOf);
  if (!luma) throw new Error("There is no component.");
  if (!blue || !red)
    return Uint8Array.from({ length: width * height }, (_, i) => luma(i % width, Math.floor(i / width)));
  const size = { columns: Math.ceil(width / across), rows: Math.ceil(height / down) };
  const b = enlarged(blue, size, across, down);
  const r = enlarged(red, size, across, down);
  const out = new Uint8ClampedArray(3 * width * height);
  for (let y = 0, o = 0; y < height; y++)
    for (let x = 0; x < width; x++, o += 3) {
      const light = luma(x, y);
      const cb = b(x, y) - 128;
      const cr = r(x, y) - 128;
      out[o] = light + ((91881 * cr + 32768) >> 16);
      out[o + 1] = light + ((-22554 * cb - 46802 * cr + 32768) >> 16);
      out[o + 2] = light + ((116130 * cb + 32768) >> 16);
    }
  return new Uint8Array(out.buffer);
}

type Samples = (x: number, y: number) => number;

/** Three quarters of the nearer sample and a quarter of the further one, along each axis that is halved. */
function enlarged(
  from: Samples,
  { columns, rows }: { columns: number; rows: number },
  h: number,
  v: number,
): Samples {
  if (h === 1) return from;
  if (columns <= 2) return (x, y) => from(x >> 1, v === 2 ? y >> 1 : y);
  const held = (at: number, end: number) => Math.min(end - 1, Math.max(0, at));
  const column = (x: number, y: number) =>
    v === 1 ? from(x, y) : 3 * from(x, y >> 1) + from(x, held((y >> 1) + (y & 1 ? 1 : -1), rows));
  return (x, y) => {
    const near = column(x >> 1, y);
    const far = column(held((x >> 1) + (x & 1 ? 1 : -1), columns), y);
    if (v === 1) return (3 * near + far + (x & 1 ? 2 : 1)) >> 2;
    return (3 * near + far + (x & 1 ? 7 : 8)) >> 4;
  };
}

function samplesOf({ blocks, steps, columns }: Plane): Samples {
  const made = blocks.map((block) => transformed(block.map((value, k) => value * (steps[k] ?? 0))));
  return (x, y) => made[(y >> 3) * columns + (x >> 3)]?.[(y & 7) * 8 + (x & 7)] ?? 0;
}

function transformed(coefficients: readonly number[]): number[] {
  const block = new Array<number>(64).fill(0);
  coefficients.forEach((value, k) => {
    block[ZIGZAG[k] ?? 0] = value;
  });
  const line = (from: number, step: number, shift: number) => {
    const values = oneLine(
      Array.from({ length: 8 }, (_, i) => block[from + i * step] ?? 0),
      shift,
    );
    values.forEach((value, i) => {
      block[from + i * step] = value;
    });
  };
  for (let x = 0; x < 8; x++) line(x, 8, 11);
  for (let y = 0; y < 8; y++) line(8 * y, 1, 18);
  return block.map((value) => Math.min(255, Math.max(0, value + 128)));
}

/** jidctint.c's one dimension, 13 fractional bits. */
function oneLine(
  [x0 = 0, x1 = 0, x2 = 0, x3 = 0, x4 = 0, x5 = 0, x6 = 0, x7 = 0]: number[],
  shift: number,
): number[] {
  const z1 = (x2 + x6) * 4433;
  const even2 = z1 - x6 * 15137;
  const even3 = z1 + x2 * 6270;
  const sum = (x0 + x4) * 8192;
  const difference = (x0 - x4) * 8192;
  const t = [sum + even3, difference + even2, difference - even2, sum - even3];
  const z5 = (x7 + x3 + x5 + x1) * 9633;
  const [a, b] = [(x7 + x1) * -7373, (x5 + x3) * -20995];
  const [c, d] = [(x7 + x3) * -16069 + z5, (x5 + x1) * -3196 + z5];
  const odd = [x1 * 12299 + a + d, x3 * 25172 + b + c, x5 * 16819 + b + d, x7 * 2446 + a + c];
  const round = (value: number) => (value + (1 << (shift - 1))) >> shift;
  const firstHalf = t.map((value, i) => round(value + (odd[i] ?? 0)));
  return [...firstHalf, ...t.map((value, i) => round(value - (odd[i] ?? 0))).reverse()];
}

/** Row by row places in the order of diagonals, up and down by turns. */
function zigzag(): number[] {
  const places = Array.from({ length: 64 }, (_, at) => ({ at, x: at % 8, y: Math.floor(at / 8) }));
  const along = ({ x, y }: { x: number; y: number }) => ((x + y) % 2 === 0 ? x : y);
  return places.sort((a, b) => a.x + a.y - (b.x + b.y) || along(a) - along(b)).map(({ at }) => at);
}
