import { crc32 } from "./crc32";
import { checkSides, cutOff, damaged } from "./refusals";

export interface PngHeader {
  readonly width: number;
  readonly height: number;
  /** Bits a channel. */
  readonly depth: number;
  readonly channels: number;
  readonly indexed: boolean;
  readonly interlaced: boolean;
}

export interface PngChunks {
  readonly header: PngHeader;
  /** Red, green and blue of each entry; empty where the file has none. */
  readonly palette: Uint8Array;
  /** What is to be inflated, in its parts. */
  readonly data: readonly Uint8Array<ArrayBuffer>[];
}

/** Channels by the colour type of the header. */
const CHANNELS: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };
/** Bits a channel by the colour type: PNG specification, 3rd edition, table 11.1. */
const DEPTHS: Readonly<Record<number, readonly number[]>> = {
  0: [1, 2, 4, 8, 16],
  2: [8, 16],
  3: [1, 2, 4, 8],
  4: [8, 16],
  6: [8, 16],
};
const NEEDED = new Set(["IHDR", "PLTE", "IDAT", "IEND"]);

/** The picture's own chunks alone: text, profiles and times say nothing about the pixels and may be broken. */
export function readChunks(bytes: Uint8Array<ArrayBuffer>, path: string): PngChunks {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let header: PngHeader | undefined;
  let palette = new Uint8Array();
  const data: Uint8Array<ArrayBuffer>[] = [];
  for (let at = 8; ; ) {
    if (at + 12 > bytes.length) throw cutOff(path, bytes.length);
    const length = view.getUint32(at);
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    const end = at + 12 + length;
    if (!/^[A-Za-z]{4}$/.test(type)) throw damaged(path, `an unreadable part begins at byte ${at}`);
    if (end > bytes.length) throw cutOff(path, bytes.length);
    if (!header) header = readHeader(view, type, length, path);
    if (NEEDED.has(type) && crc32(bytes.subarray(at + 4, end - 4)) !== view.getUint32(end - 4)) {
      throw damaged(path, "its checksum is wrong");
    }
    const content = bytes.subarray(at + 8, end - 4);
    if (type === "IDAT") data.push(content);
    if (type === "PLTE") palette = content;
    if (type === "IEND") return { header, palette, data };
    at = end;
  }
}

function readHeader(view: DataView, type: string, length: number, path: string): PngHeader {
  if (type !== "IHDR" || length !== 13) throw damaged(path, "it does not begin with a header");
  const width = view.getUint32(16);
  const height = view.getUint32(20);
  checkSides(width, height, path);
  const depth = view.getUint8(24);
  const colour = view.getUint8(25);
  const channels = CHANNELS[colour];
  if (channels === undefined) throw damaged(path, `its colour type is ${colour}, which does not exist`);
  if (!DEPTHS[colour]?.includes(depth)) {
    throw damaged(path, `it claims ${depth} bits a channel, which its colour type ${colour} does not have`);
  }
  const interlacing = view.getUint8(28);
  if (view.getUint8(26) !== 0 || view.getUint8(27) !== 0 || interlacing > 1) {
    throw damaged(path, "its header asks for a packing that does not exist");
  }
  return { width, height, depth, channels, indexed: colour === 3, interlaced: interlacing === 1 };
}
