import { bytesFor } from "../memory";
import { makePicture, type Picture } from "../picture";
import { putWords, type Room, withRoom } from "./room";

/** One of a JPEG's components, as its frame and its scan say. */
export interface JpegComponent {
  readonly dc: HuffmanCodes;
  readonly ac: HuffmanCodes;
  /** 64 steps in the zigzag's order. */
  readonly steps: Uint16Array;
}

/** How many codes there are of 1 to 16 bits, and their symbols. */
export interface HuffmanCodes {
  readonly counts: Uint8Array;
  readonly symbols: Uint8Array;
}

/** A JPEG of one scan, baseline, of 1 component (grey) or of 3 (brightness, blue, red). */
export interface BaselineJpeg {
  readonly width: number;
  readonly height: number;
  readonly components: readonly JpegComponent[];
  /** Of 3 components: how many columns and rows of brightness there are for one of colour. */
  readonly across: 1 | 2;
  readonly down: 1 | 2;
  /** Units between restart markers; 0: none. */
  readonly interval: number;
  /** The entropy-coded data and what follows. */
  readonly data: Uint8Array;
}

const TABLE = 1424;
/** Bytes of a component's description: see assembly/scan.ts. */
const COMPONENT = 24;
/** Columns that are read or written at once behind a row's end. */
const ROW_MARGIN = 64;

/**
 * The pixels of a JPEG, equal to libjpeg-turbo's to the bit with its slow integer transform and its "fancy" enlargement
 * of colour, as PIL has them. `undefined` where the data are not whole and right, or where there is no SIMD: another decoder
 * then says what is wrong.
 */
export function decodeBaseline(jpeg: BaselineJpeg): Picture | undefined {
  const { width, height, components, across, down, data } = jpeg;
  const columns = Math.ceil(width / (8 * across));
  const rows = Math.ceil(height / (8 * down));
  const strides = components.map((_, c) => 8 * columns * (c === 0 ? across : 1));
  const planes = strides.map((stride, c) => stride * 8 * rows * (c === 0 ? down : 1) + ROW_MARGIN);
  const channels = components.length;
  const size = width * height * channels;
  const [colourStride = 0] = strides.slice(1);
  const tables = components.flatMap(() => [TABLE, TABLE, 128]);
  const scratch = 6 * colourStride + 256;
  const lengths = [
    data.length,
    16 + 256,
    COMPONENT * channels,
    size + ROW_MARGIN,
    scratch,
    ...planes,
    ...tables,
  ];
  const pixels = withRoom(lengths, (room) => {
    const { kernels, bytes, at } = room;
    const [source, codes, description, out, between] = at as [number, number, number, number, number];
    const planeAt = at.slice(5, 5 + channels);
    bytes.set(data, source);
    const words: number[] = [];
    for (const [c, component] of components.entries()) {
      const [dc, ac, steps] = at.slice(5 + channels + 3 * c) as [number, number, number];
      const isRight = makeTable(room, dc, codes, component.dc) && makeTable(room, ac, codes, component.ac);
      if (!isRight) return null;
      new Uint16Array(bytes.buffer, steps, 64).set(component.steps);
      words.push(dc, ac, steps, planeAt[c] ?? 0, strides[c] ?? 0, 0);
    }
    putWords(room, description, words);
    const end = source + data.length;
    const { interval } = jpeg;
    if (!kernels.scan(source, end, description, channels, across, down, columns, rows, interval)) return null;
    const [luma = 0, blue = 0, red = 0] = planeAt;
    const [stride = 0] = strides;
    if (channels === 1) kernels.toGrey(luma, stride, width, height, out);
    else kernels.toColour(luma, stride, blue, red, colourStride, across, down, width, height, out, between);
    const pixels = bytesFor(size);
    pixels.set(bytes.subarray(out, out + size));
    return pixels;
  });
  return pixels ? makePicture(channels === 1 ? "L" : "RGB", height, width, pixels) : undefined;
}

function makeTable({ kernels, bytes }: Room, table: number, at: number, codes: HuffmanCodes): boolean {
  bytes.set(codes.counts, at);
  bytes.fill(0, at + 16, at + 16 + 256);
  bytes.set(codes.symbols, at + 16);
  return kernels.huffman(table, at, at + 16) !== 0;
}
