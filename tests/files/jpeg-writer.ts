/** Baseline JPEGs from coefficients that a test chooses. */

/** Quantized coefficients of one component, block by block, row by row, each 64 in the zigzag's order. */
export interface Plane {
  readonly columns: number;
  readonly rows: number;
  readonly blocks: readonly (readonly number[])[];
  readonly steps: readonly number[];
}

export interface Jpeg {
  readonly width: number;
  readonly height: number;
  readonly across: number;
  readonly down: number;
  /** Blocks between restart markers; 0: none. */
  readonly interval: number;
  /** One, or three of which the first has `across` × `down` as many blocks. */
  readonly planes: readonly Plane[];
  /** Where codes begin to be of 16 bits: the first so many symbols have 2, 3 … bits. */
  readonly shortCodes: number;
}

const RESTART = 0xd0;

export function writeJpeg(jpeg: Jpeg): Uint8Array<ArrayBuffer> {
  const { width, height, across, down, planes, interval } = jpeg;
  const used = { dc: new Set<number>([0]), ac: new Set<number>([0]) };
  const note = {
    bits() {},
    dc: (s: number) => used.dc.add(s),
    ac: (s: number) => used.ac.add(s),
    restart() {},
  };
  encode(jpeg, note);
  const dc = codesFor([...used.dc], jpeg.shortCodes);
  const ac = codesFor([...used.ac], jpeg.shortCodes);
  const out = [0xff, 0xd8];
  const segment = (marker: number, body: readonly number[]) =>
    out.push(0xff, marker, (body.length + 2) >> 8, (body.length + 2) & 255, ...body);
  segment(0xe0, [0x4a, 0x46, 0x49, 0x46, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0]);
  for (const [c, { steps }] of planes.entries()) segment(0xdb, [c, ...steps]);
  const frame = planes.flatMap((_, c) => [
    c + 1,
    c === 0 && planes.length > 1 ? across * 16 + down : 0x11,
    c,
  ]);
  segment(0xc0, [8, height >> 8, height & 255, width >> 8, width & 255, planes.length, ...frame]);
  segment(0xc4, [0, ...dc.counts, ...dc.symbols]);
  segment(0xc4, [0x10, ...ac.counts, ...ac.symbols]);
  if (interval > 0) segment(0xdd, [interval >> 8, interval & 255]);
  segment(0xda, [planes.length, ...planes.flatMap((_, c) => [c + 1, 0]), 0, 63, 0]);
  let held = 0;
  let count = 0;
  let restarts = 0;
  const bits = (value: number, length: number) => {
    for (let bit = length - 1; bit >= 0; bit--) {
      held = held * 2 + ((value >> bit) & 1);
      if (++count < 8) continue;
      out.push(held);
      if (held === 255) out.push(0);
      held = 0;
      count = 0;
    }
  };
  const flush = () => {
    if (count > 0) bits(255, 8 - count);
  };
  encode(jpeg, {
    bits,
    dc: (symbol) => bits(...dc.codeOf(symbol)),
    ac: (symbol) => bits(...ac.codeOf(symbol)),
    restart() {
      flush();
      out.push(0xff, RESTART + (restarts++ & 7));
    },
  });
  flush();
  return Uint8Array.from([...out, 0xff, 0xd9]);
}

interface Sink {
  bits(value: number, length: number): void;
  dc(symbol: number): void;
  ac(symbol: number): void;
  restart(): void;
}

function encode({ planes, across, down, interval }: Jpeg, sink: Sink): void {
  const [first] = planes;
  if (!first) return;
  const [h, v] = planes.length > 1 ? [across, down] : [1, 1];
  let before = planes.map(() => 0);
  let unit = 0;
  for (let row = 0; row < first.rows / v; row++)
    for (let column = 0; column < first.columns / h; column++) {
      if (interval > 0 && unit > 0 && unit % interval === 0) {
        sink.restart();
        before = planes.map(() => 0);
      }
      unit++;
      for (const [c, plane] of planes.entries())
        for (let y = 0; y < (c === 0 ? v : 1); y++)
          for (let x = 0; x < (c === 0 ? h : 1); x++) {
            const place =
              c === 0 ? (row * v + y) * plane.columns + column * h + x : row * plane.columns + column;
            const block = plane.blocks[place] ?? [];
            encodeBlock(block, (block[0] ?? 0) - (before[c] ?? 0), sink);
            before[c] = block[0] ?? 0;
          }
    }
}

function encodeBlock(block: readonly number[], difference: number, sink: Sink): void {
  const number = (value: number) => {
    const size = sizeOf(value);
    sink.bits(value < 0 ? value + (1 << size) - 1 : value, size);
  };
  sink.dc(sizeOf(difference));
  number(difference);
  let run = 0;
  for (let k = 1; k < 64; k++) {
    const value = block[k] ?? 0;
    if (value === 0) {
      run++;
      continue;
    }
    for (; run > 15; run -= 16) sink.ac(0xf0);
    sink.ac(run * 16 + sizeOf(value));
    number(value);
    run = 0;
  }
  if (run > 0) sink.ac(0);
}

function sizeOf(value: number): number {
  return 32 - Math.clz32(Math.abs(value));
}

/** Some codes of 2, 3 … bits, all others of 16: both ways of looking a code up are gone. */
function codesFor(symbols: readonly number[], short: number) {
  const counts = new Array<number>(16).fill(0);
  const codes = new Map<number, [number, number]>();
  let code = 0;
  let length = 2;
  for (const [at, symbol] of symbols.entries()) {
    const wanted = at < short ? at + 2 : 16;
    code <<= wanted - length;
    length = wanted;
    counts[length - 1] = (counts[length - 1] ?? 0) + 1;
    codes.set(symbol, [code++, length]);
  }
  return { counts, symbols, codeOf: (symbol: number) => codes.get(symbol) ?? [0, 0] };
}
