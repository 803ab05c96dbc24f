import { deflateSync } from "node:zlib";

export interface TiffPicture {
  readonly width: number;
  readonly height: number;
  /** Bits a channel. */
  readonly depth: number;
  readonly channels: number;
  /** Samples row by row; of 16 bits as numbers. Below 8 bits the packed bytes. */
  readonly data: Uint8Array | Uint16Array;
  readonly meaning: number;
}

export interface TiffOptions {
  readonly big?: boolean;
  readonly compression?: 1 | 5 | 8 | 32773 | 7;
  readonly predictor?: boolean;
  readonly rowsPerStrip?: number;
  /** Side of square tiles, px; absent: strips. */
  readonly tile?: number;
  /** Each channel for itself. */
  readonly apart?: boolean;
  /** More tags, or others than those that follow from the picture: number to values (16 bits each). */
  readonly tags?: Readonly<Record<number, readonly number[]>>;
}

/** A TIFF of one picture, written by the book (TIFF 6.0), in any of the forms that the reader understands. */
export function writeTiff(picture: TiffPicture, options: TiffOptions = {}): Uint8Array<ArrayBuffer> {
  const { width, height, depth, channels, meaning } = picture;
  const little = options.big !== true;
  const { compression = 1, rowsPerStrip = height, tile } = options;
  const blocks = blocksOf(picture, options).map((block) => pack(block, compression));
  const fields: [tag: number, type: 3 | 4, values: readonly number[]][] = [
    [256, 4, [width]],
    [257, 4, [height]],
    [258, 3, new Array<number>(channels).fill(depth)],
    [259, 3, [compression]],
    [262, 3, [meaning]],
    [277, 3, [channels]],
    [284, 3, [options.apart ? 2 : 1]],
    [317, 3, [options.predictor ? 2 : 1]],
    ...(tile
      ? ([
          [322, 4, [tile]],
          [323, 4, [tile]],
        ] as [number, 4, number[]][])
      : ([[278, 4, [rowsPerStrip]]] as [number, 4, number[]][])),
  ];
  for (const [tag, values] of Object.entries(options.tags ?? {})) {
    const known = fields.findIndex(([number]) => number === Number(tag));
    if (known >= 0) fields.splice(known, 1);
    fields.push([Number(tag), 3, values]);
  }
  const offsets: number[] = [];
  let end = 8;
  for (const block of blocks) {
    offsets.push(end);
    end += block.length + (block.length & 1);
  }
  fields.push([tile ? 324 : 273, 4, offsets], [tile ? 325 : 279, 4, blocks.map((block) => block.length)]);
  fields.sort(([a], [b]) => a - b);
  const outside = (type: 3 | 4, values: readonly number[]) => {
    const bytes = values.length * (type === 3 ? 2 : 4);
    return bytes > 4 ? bytes + (bytes & 1) : 0;
  };
  let free = end + 2 + 12 * fields.length + 4;
  const bytes = new Uint8Array(
    free + fields.reduce((sum, [, type, values]) => sum + outside(type, values), 0),
  );
  const view = new DataView(bytes.buffer);
  bytes.set(little ? [0x49, 0x49] : [0x4d, 0x4d]);
  view.setUint16(2, 42, little);
  view.setUint32(4, end, little);
  blocks.forEach((block, at) => {
    bytes.set(block, offsets[at]);
  });
  view.setUint16(end, fields.length, little);
  fields.forEach(([tag, type, values], at) => {
    const entry = end + 2 + 12 * at;
    view.setUint16(entry, tag, little);
    view.setUint16(entry + 2, type, little);
    view.setUint32(entry + 4, values.length, little);
    const far = outside(type, values);
    const from = far > 0 ? free : entry + 8;
    if (far > 0) view.setUint32(entry + 8, free, little);
    free += far;
    values.forEach((value, i) => {
      if (type === 3) view.setUint16(from + 2 * i, value, little);
      else view.setUint32(from + 4 * i, value, little);
    });
  });
  return bytes;
}

function blocksOf(picture: TiffPicture, options: TiffOptions): Uint8Array[] {
  const { width, height, channels } = picture;
  const { tile, rowsPerStrip = height } = options;
  if (picture.depth < 8) return [picture.data as Uint8Array];
  const [blockWidth, blockHeight] = tile ? [tile, tile] : [width, rowsPerStrip];
  const blocks: Uint8Array[] = [];
  for (const plane of options.apart ? Array.from({ length: channels }, (_, c) => [c]) : [all(channels)])
    for (let top = 0; top < height; top += blockHeight)
      for (let left = 0; left < width; left += blockWidth) {
        const rows = tile ? tile : Math.min(blockHeight, height - top);
        const values: number[] = [];
        for (let y = top; y < top + rows; y++)
          for (let x = left; x < left + blockWidth; x++)
            for (const c of plane)
              values.push(y < height && x < width ? (picture.data[(y * width + x) * channels + c] ?? 0) : 0);
        blocks.push(asBytes(values, picture.depth, plane.length, blockWidth, options));
      }
  return blocks;
}

function asBytes(
  values: readonly number[],
  depth: number,
  channels: number,
  width: number,
  { predictor, big }: TiffOptions,
): Uint8Array {
  const row = width * channels;
  const stored = values.map((value, i) =>
    predictor && i % row >= channels ? value - (values[i - channels] ?? 0) : value,
  );
  if (depth === 8) return Uint8Array.from(stored);
  const bytes = new Uint8Array(2 * stored.length);
  const view = new DataView(bytes.buffer);
  stored.forEach((value, i) => {
    view.setUint16(2 * i, value & 0xffff, big !== true);
  });
  return bytes;
}

function pack(bytes: Uint8Array, compression: number): Uint8Array {
  if (compression === 8) return new Uint8Array(deflateSync(bytes));
  if (compression === 32773) return packBits(bytes);
  return compression === 5 ? lzw(bytes) : bytes;
}

function packBits(bytes: Uint8Array): Uint8Array {
  const out: number[] = [];
  for (let at = 0; at < bytes.length; ) {
    let run = 1;
    while (run < 128 && at + run < bytes.length && bytes[at + run] === bytes[at]) run++;
    if (run > 1) out.push(257 - run, bytes[at] ?? 0);
    else out.push(0, bytes[at] ?? 0);
    at += run;
  }
  return Uint8Array.from(out);
}

function lzw(bytes: Uint8Array): Uint8Array {
  let bits = "";
  let codes = new Map<string, number>();
  let width = 9;
  const put = (code: number) => {
    bits += code.toString(2).padStart(width, "0");
  };
  const clear = () => {
    put(256);
    codes = new Map(Array.from({ length: 256 }, (_, i) => [String.fromCharCode(i), i]));
    width = 9;
  };
  let next = 258;
  clear();
  let held = "";
  for (const byte of bytes) {
    const longer = held + String.fromCharCode(byte);
    if (codes.has(longer)) {
      held = longer;
      continue;
    }
    put(codes.get(held) ?? 0);
    codes.set(longer, next++);
    if (next === 2 ** width && width < 12) width++;
    if (next === 4095) {
      clear();
      next = 258;
    }
    held = String.fromCharCode(byte);
  }
  put(codes.get(held) ?? 0);
  if (next + 1 === 2 ** width && width < 12) width++;
  put(257);
  bits = bits.padEnd(Math.ceil(bits.length / 8) * 8, "0");
  return Uint8Array.from({ length: bits.length / 8 }, (_, i) =>
    Number.parseInt(bits.slice(8 * i, 8 * i + 8), 2),
  );
}

function all(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}

/** The same file with one more page at its end, of which only `subfile` is said: 1 for a smaller copy of another. */
export function withPage(tiff: Uint8Array, subfile = 0): Uint8Array<ArrayBuffer> {
  const from = tiff.length + (tiff.length % 2);
  const out = new Uint8Array(from + 18);
  out.set(tiff);
  const view = new DataView(out.buffer);
  let at = view.getUint32(4, true);
  let next = 0;
  do {
    next = at + 2 + 12 * view.getUint16(at, true);
    at = view.getUint32(next, true);
  } while (at !== 0);
  view.setUint32(next, from, true);
  view.setUint16(from, 1, true);
  view.setUint16(from + 2, 254, true);
  view.setUint16(from + 4, 4, true);
  view.setUint32(from + 6, 1, true);
  view.setUint32(from + 10, subfile, true);
  return out;
}
