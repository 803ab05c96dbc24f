import { decode } from "fast-png";
import { NodeError } from "../graph/problem";
import { makePicture, type Picture } from "../pixels/picture";
import { eightBits, greyAlpha, type SixteenBits } from "./levels";
import { checkSides, cutOff, damaged } from "./refusals";

interface Header {
  readonly width: number;
  readonly height: number;
  /** Bits a channel. */
  readonly depth: number;
  readonly channels: number;
  readonly indexed: boolean;
  readonly interlaced: boolean;
}

/** Channels by the colour type of the header. */
const CHANNELS: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };
const NEEDED = new Set(["IHDR", "PLTE", "IDAT", "IEND"]);

/**
 * The very bytes of the file, as PIL reads them: no gamma, no colour profile, alpha not multiplied in. Grey becomes `L`
 * (1, 2 and 4 bits spread to 0…255), a palette `P`, alpha `RGBA` (grey with alpha too). Of 16 bits the upper 8 are kept, unless clipping is asked for.
 * A `tRNS` colour is not made transparent. Refuses interlaced pictures of fewer than 8 bits.
 */
export async function decodePng(
  bytes: Uint8Array<ArrayBuffer>,
  path: string,
  sixteen: SixteenBits = "upper",
): Promise<Picture> {
  const { header, plain, data } = readChunks(bytes, path);
  const { width, height, depth, channels, indexed } = header;
  if (header.interlaced && depth < 8) {
    throw new NodeError(`${path} is an interlaced PNG of ${depth} bits. Save it without interlacing.`);
  }
  await checkInflated(data, header, path);
  let decoded: ReturnType<typeof decode>;
  try {
    decoded = decode(plain, { checkCrc: true });
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw damaged(
      path,
      message.startsWith("CRC") ? "its checksum is wrong" : `it cannot be decoded (${message})`,
    );
  }
  const levels = eightBits(decoded.data, width * channels, height, depth, indexed, sixteen);
  if (indexed) return makePicture("P", height, width, levels, palette(decoded.palette, path));
  if (channels === 2) return makePicture("RGBA", height, width, greyAlpha(levels));
  return makePicture(channels === 1 ? "L" : channels === 3 ? "RGB" : "RGBA", height, width, levels);
}

/** The picture's own chunks alone: text, profiles and times say nothing about the pixels and may be broken. */
function readChunks(
  bytes: Uint8Array<ArrayBuffer>,
  path: string,
): { header: Header; plain: Uint8Array; data: readonly Uint8Array<ArrayBuffer>[] } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const plain = new Uint8Array(bytes.length);
  plain.set(bytes.subarray(0, 8));
  let filled = 8;
  let header: Header | undefined;
  const data: Uint8Array<ArrayBuffer>[] = [];
  for (let at = 8; ; ) {
    if (at + 12 > bytes.length) throw cutOff(path, bytes.length);
    const length = view.getUint32(at);
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    const end = at + 12 + length;
    if (!/^[A-Za-z]{4}$/.test(type)) throw damaged(path, `an unreadable part begins at byte ${at}`);
    if (end > bytes.length) throw cutOff(path, bytes.length);
    if (!header) header = readHeader(view, type, length, path);
    if (type === "IDAT") data.push(bytes.subarray(at + 8, end - 4));
    if (NEEDED.has(type)) {
      plain.set(bytes.subarray(at, end), filled);
      filled += end - at;
    }
    if (type === "IEND") return { header, plain: plain.subarray(0, filled), data };
    at = end;
  }
}

function readHeader(view: DataView, type: string, length: number, path: string): Header {
  if (type !== "IHDR" || length !== 13) throw damaged(path, "it does not begin with a header");
  const width = view.getUint32(16);
  const height = view.getUint32(20);
  checkSides(width, height, path);
  const colour = view.getUint8(25);
  const channels = CHANNELS[colour];
  if (channels === undefined) throw damaged(path, `its colour type is ${colour}, which does not exist`);
  return {
    width,
    height,
    depth: view.getUint8(24),
    channels,
    indexed: colour === 3,
    interlaced: view.getUint8(28) !== 0,
  };
}

/** Below this many packed bytes nothing that inflates, at most 1,032 times, can harm. */
const HARMLESS = 64 * 1024;

/** The decoder inflates without a limit, so a bomb has to be found before: more bytes than the header's sides need. */
async function checkInflated(
  parts: readonly Uint8Array<ArrayBuffer>[],
  header: Header,
  path: string,
): Promise<void> {
  // Made for large pictures only: masks come by the thousand, and a Blob takes longer than the mask.
  if (parts.reduce((sum, part) => sum + part.length, 0) < HARMLESS) return;
  const data = new Blob([...parts]);
  const row = Math.ceil((header.width * header.channels * header.depth) / 8);
  // Interlacing adds a filter byte for each row of each of seven passes, and rounds each up to a byte.
  const most = (row + 1) * header.height + (header.interlaced ? 16 * header.height + 64 : 0);
  let inflated = 0;
  const reader = data.stream().pipeThrough(new DecompressionStream("deflate")).getReader();
  while (true) {
    const { value, done } = await reader.read().catch((cause: unknown) => {
      throw damaged(
        path,
        `it cannot be unpacked (${cause instanceof Error ? cause.message : String(cause)})`,
      );
    });
    if (done) return;
    inflated += value.length;
    if (inflated > most) {
      await reader.cancel();
      throw damaged(path, `it holds more than its ${header.width}×${header.height} pixels`);
    }
  }
}

/** 256 triples; those that the file does not name are black. */
function palette(colours: readonly (readonly number[])[] | undefined, path: string): Uint8Array {
  if (!colours || colours.length === 0 || colours.length > 256) throw damaged(path, "it has no palette");
  const out = new Uint8Array(768);
  colours.forEach((colour, index) => {
    out.set(colour.slice(0, 3), 3 * index);
  });
  return out;
}
