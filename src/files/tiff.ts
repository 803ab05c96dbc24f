import { NodeError } from "../graph/problem";
import { type ColourMode, makePicture, type Picture } from "../pixels/picture";
import { unpremultiply } from "../pixels/premultiply";
import { eightBits, greyAlpha, type SixteenBits } from "./levels";
import { checkSides, cutOff, damaged } from "./refusals";
import { COMPRESSIONS, type Compression, unpackBlock } from "./tiff-blocks";

/** The tags that say where the pixels are and what they mean. */
const TAGS = {
  width: 256,
  height: 257,
  bits: 258,
  compression: 259,
  meaning: 262,
  fillOrder: 266,
  stripOffsets: 273,
  channels: 277,
  rowsPerStrip: 278,
  stripBytes: 279,
  planes: 284,
  predictor: 317,
  palette: 320,
  tileWidth: 322,
  tileHeight: 323,
  tileOffsets: 324,
  tileBytes: 325,
  extra: 338,
  format: 339,
} as const;

type Tags = ReadonlyMap<number, readonly number[]>;

interface Header {
  readonly width: number;
  readonly height: number;
  /** Bits a channel. */
  readonly depth: number;
  readonly channels: number;
  readonly little: boolean;
  readonly tags: Tags;
}

/** A tag has a value for each strip or tile, or for each colour: more in all is made up to take time. */
const MOST_VALUES = 4_000_000;

/**
 * The first picture of a TIFF as it is stored: grey `L` (white-is-zero turned round), `RGB`, `RGBA`, `CMYK`, palette `P`;
 * grey with alpha becomes `RGBA`. 1, 2, 4, 8 and 16 bits; strips and tiles; unpacked, LZW, deflate and PackBits, with the
 * horizontal predictor. Refuses other numbers of channels, fractions, BigTIFF, and JPEG or fax inside.
 */
export async function decodeTiff(
  bytes: Uint8Array<ArrayBuffer>,
  path: string,
  sixteen: SixteenBits = "upper",
): Promise<Picture> {
  const header = readHeader(bytes, path);
  const { width, height, depth, channels, tags } = header;
  const mode = modeOf(header, path);
  const samples = await readSamples(bytes, header, path);
  const levels = eightBits(samples, width * channels, height, depth, mode === "P", sixteen);
  if (mode === "P") return makePicture("P", height, width, levels, palette(tags, depth, path));
  if (one(tags, TAGS.meaning, 1) === 0)
    for (let i = 0; i < levels.length; i++) levels[i] = 255 - (levels[i] as number);
  if (channels === 2) return makePicture("RGBA", height, width, greyAlpha(levels));
  const isPremultiplied = mode === "RGBA" && one(tags, TAGS.extra, 0) === 1;
  return makePicture(mode, height, width, isPremultiplied ? unpremultiply(levels) : levels);
}

function readHeader(bytes: Uint8Array, path: string): Header {
  const little = bytes[0] === 0x49;
  const tags = readTags(bytes, little, path);
  const width = one(tags, TAGS.width, 0);
  const height = one(tags, TAGS.height, 0);
  checkSides(width, height, path);
  const depths = tags.get(TAGS.bits) ?? [1];
  const depth = depths[0] ?? 1;
  const channels = one(tags, TAGS.channels, 1);
  if (depths.some((other) => other !== depth))
    throw new NodeError(`${path} has channels of ${depths.join(", ")} bits. Save it with 8 bits a channel.`);
  if ((tags.get(TAGS.format) ?? []).some((format) => format !== 1))
    throw new NodeError(
      `${path} holds fractions or negative numbers (${depth} bits). Save it with 8 or 16 whole bits a channel.`,
    );
  if (![1, 2, 4, 8, 16].includes(depth))
    throw new NodeError(`${path} has ${depth} bits a channel. Save it with 8 or 16.`);
  return { width, height, depth, channels, little, tags };
}

function readTags(bytes: Uint8Array, little: boolean, path: string): Tags {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (bytes.length < 8) throw cutOff(path, bytes.length);
  if (view.getUint16(2, little) === 43)
    throw new NodeError(`${path} is a BigTIFF, which is not understood. Save it as TIFF or PNG.`);
  const start = view.getUint32(4, little);
  if (start + 2 > bytes.length) throw cutOff(path, bytes.length);
  const entries = view.getUint16(start, little);
  if (start + 2 + 12 * entries > bytes.length) throw cutOff(path, bytes.length);
  const wanted = new Set<number>(Object.values(TAGS));
  const tags = new Map<number, readonly number[]>();
  let values = 0;
  for (let at = start + 2; at < start + 2 + 12 * entries; at += 12) {
    const tag = view.getUint16(at, little);
    const size = { 1: 1, 3: 2, 4: 4 }[view.getUint16(at + 2, little)];
    if (!wanted.has(tag) || size === undefined) continue;
    const count = view.getUint32(at + 4, little);
    const from = count * size <= 4 ? at + 8 : view.getUint32(at + 8, little);
    if (from + count * size > bytes.length) throw cutOff(path, bytes.length);
    values += count;
    if (values > MOST_VALUES) throw damaged(path, `its tag ${tag} claims to have ${count} values`);
    const read = (i: number) =>
      size === 1
        ? view.getUint8(from + i)
        : size === 2
          ? view.getUint16(from + 2 * i, little)
          : view.getUint32(from + 4 * i, little);
    tags.set(
      tag,
      Array.from({ length: count }, (_, i) => read(i)),
    );
  }
  return tags;
}

function one(tags: Tags, tag: number, otherwise: number): number {
  return tags.get(tag)?.[0] ?? otherwise;
}

/** Grey with one more channel is a picture only where that channel is alpha. */
function modeOf({ channels, depth, tags }: Header, path: string): ColourMode {
  const meaning = one(tags, TAGS.meaning, 1);
  const hasAlpha = [1, 2].includes(one(tags, TAGS.extra, 0));
  const modes: Readonly<Record<number, Readonly<Record<number, ColourMode>>>> = {
    0: { 1: "L" },
    1: { 1: "L", ...(hasAlpha ? { 2: "RGBA" } : {}), 3: "RGB", 4: "RGBA" },
    2: { 3: "RGB", 4: "RGBA" },
    3: { 1: "P" },
    5: { 4: "CMYK" },
  };
  const byChannels = modes[meaning];
  if (!byChannels)
    throw new NodeError(
      `${path} keeps its colours in a way that is not understood (photometric ${meaning}). Save it as RGB or as PNG.`,
    );
  const mode = byChannels[channels];
  if (!mode)
    throw new NodeError(
      `${path} has ${channels} channels; grey (1), RGB (3), RGBA and CMYK (4) are understood. Leave the others out.`,
    );
  if (mode === "P" ? depth > 8 : depth < 8 && channels > 1)
    throw new NodeError(`${path} has ${depth} bits a channel. Save it with 8.`);
  return mode;
}

/** All samples, rows one behind the other, each row filled up to a whole byte; 16 bits as numbers. */
async function readSamples(
  bytes: Uint8Array<ArrayBuffer>,
  header: Header,
  path: string,
): Promise<Uint8Array | Uint16Array> {
  const { width, height, depth, channels, tags, little } = header;
  const compression = COMPRESSIONS.find((known) => known === one(tags, TAGS.compression, 1));
  if (compression === undefined || one(tags, TAGS.fillOrder, 1) !== 1)
    throw new NodeError(
      `${path} is packed in a way that is not understood (compression ${one(tags, TAGS.compression, 1)}). Save it unpacked, with LZW, or as PNG.`,
    );
  const isApart = one(tags, TAGS.planes, 1) === 2 && channels > 1;
  const inBlock = isApart ? 1 : channels;
  const isTiled = tags.has(TAGS.tileWidth);
  const blockWidth = isTiled ? one(tags, TAGS.tileWidth, 0) : width;
  const blockHeight = isTiled
    ? one(tags, TAGS.tileHeight, 0)
    : Math.min(height, one(tags, TAGS.rowsPerStrip, height));
  const rowBytes = Math.ceil((blockWidth * inBlock * depth) / 8);
  const across = Math.ceil(width / blockWidth);
  const down = Math.ceil(height / blockHeight);
  // A tile may reach past the picture, but one far larger than it is made up to fill the memory.
  if (!(rowBytes >= 1 && blockHeight >= 1) || blockWidth > width + 4096 || blockHeight > height + 4096)
    throw damaged(path, `its parts claim to be ${blockWidth}×${blockHeight} pixels`);
  const outRow = Math.ceil((width * channels * depth) / 8);
  const out = depth === 16 ? new Uint16Array(width * channels * height) : new Uint8Array(outRow * height);
  for (let plane = 0; plane < (isApart ? channels : 1); plane++)
    for (let row = 0; row < down; row++)
      for (let column = 0; column < across; column++) {
        const rows = isTiled ? blockHeight : Math.min(blockHeight, height - row * blockHeight);
        const index = (plane * down + row) * across + column;
        const packed = blockBytes(bytes, tags, isTiled, index, rows * rowBytes, compression, path);
        const block = await unpackBlock(packed, compression, rows * rowBytes, path);
        const values = depth === 16 ? asWords(block, little) : block;
        if (one(tags, TAGS.predictor, 1) === 2) addUp(values, blockWidth * inBlock, inBlock);
        const shown = Math.min(rows, height - row * blockHeight);
        const columns = Math.min(blockWidth, width - column * blockWidth);
        for (let y = 0; y < shown; y++) {
          if (depth < 8) {
            const from = y * rowBytes;
            const to = (row * blockHeight + y) * outRow + (column * blockWidth * depth) / 8;
            out.set(values.subarray(from, from + Math.ceil((columns * depth) / 8)), to);
            continue;
          }
          const from = y * blockWidth * inBlock;
          const to = ((row * blockHeight + y) * width + column * blockWidth) * channels + plane;
          if (!isApart) out.set(values.subarray(from, from + columns * channels), to);
          else for (let x = 0; x < columns; x++) out[to + x * channels] = values[from + x] as number;
        }
      }
  return out;
}

function blockBytes(
  bytes: Uint8Array<ArrayBuffer>,
  tags: Tags,
  isTiled: boolean,
  index: number,
  unpacked: number,
  compression: Compression,
  path: string,
): Uint8Array<ArrayBuffer> {
  const offset = tags.get(isTiled ? TAGS.tileOffsets : TAGS.stripOffsets)?.[index];
  const said = tags.get(isTiled ? TAGS.tileBytes : TAGS.stripBytes)?.[index];
  const length = said ?? (compression === 1 ? unpacked : undefined);
  if (offset === undefined || length === undefined)
    throw damaged(path, "it does not say where its pixels are");
  if (offset + length > bytes.length) throw cutOff(path, bytes.length);
  return bytes.subarray(offset, offset + length);
}

function asWords(block: Uint8Array, little: boolean): Uint16Array {
  const view = new DataView(block.buffer, block.byteOffset, block.length);
  return Uint16Array.from({ length: block.length / 2 }, (_, i) => view.getUint16(2 * i, little));
}

/** The horizontal predictor: each value is stored as its difference to the same channel of the pixel on its left. */
function addUp(values: Uint8Array | Uint16Array, row: number, channels: number): void {
  for (let from = 0; from < values.length; from += row)
    for (let i = from + channels; i < Math.min(values.length, from + row); i++)
      values[i] = (values[i] as number) + (values[i - channels] as number);
}

/** 256 triples of the upper 8 of 16 bits, from all reds, all greens, all blues. */
function palette(tags: Tags, depth: number, path: string): Uint8Array {
  const colours = tags.get(TAGS.palette);
  const length = 2 ** depth;
  if (!colours || colours.length < 3 * length) throw damaged(path, "it has no palette");
  const out = new Uint8Array(768);
  for (let i = 0; i < length; i++)
    for (let c = 0; c < 3; c++) out[3 * i + c] = (colours[c * length + i] as number) >> 8;
  return out;
}
