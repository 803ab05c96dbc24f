import { unzlibSync } from "fflate";
import { errorText } from "@/error-text";
import { makePicture, type Picture } from "../pixels/picture";
import { greyAlpha, type SixteenBits } from "./levels";
import { readChunks } from "./png-chunks";
import { inflatedBytes, readRows } from "./png-rows";
import { damaged } from "./refusals";

/**
 * The very bytes of the file, as PIL reads them: no gamma, no colour profile, alpha not multiplied in. Grey becomes `L`
 * (1, 2 and 4 bits spread to 0…255), a palette `P`, alpha `RGBA` (grey with alpha too). Of 16 bits the upper 8 are kept,
 * unless clipping is asked for. A `tRNS` colour is not made transparent.
 */
export async function decodePng(
  bytes: Uint8Array<ArrayBuffer>,
  path: string,
  sixteen: SixteenBits = "upper",
): Promise<Picture> {
  const { header, palette, data } = readChunks(bytes, path);
  const { width, height, channels, indexed } = header;
  const colours = indexed ? colourTable(palette, path) : undefined;
  const packed = data.reduce((sum, part) => sum + part.length, 0);
  const size = inflatedBytes(header);
  const sides = `${width}×${height}`;
  // Masks come by the thousand: what is small is inflated where the one before was.
  const inflated =
    packed < SMALL
      ? inflateSmall(joined(data, packed), size, sides, path)
      : await inflate(data, size, sides, path);
  const levels = readRows(inflated, header, path, sixteen);
  if (colours) return makePicture("P", height, width, levels, colours);
  if (channels === 2) return makePicture("RGBA", height, width, greyAlpha(levels));
  return makePicture(channels === 1 ? "L" : channels === 3 ? "RGB" : "RGBA", height, width, levels);
}

/** Bytes; up to here nothing that inflates, at most 1,032 times, can take long. */
const SMALL = 64 * 1024;
let scratch = new Uint8Array();

function inflateSmall(packed: Uint8Array, size: number, sides: string, path: string): Uint8Array {
  if (size > 1032 * packed.length) throw tooFew(path, sides);
  if (scratch.length <= size) scratch = new Uint8Array(size + 1);
  // One byte more than the picture has: if that is filled, the rest was not written anywhere.
  const out = scratch.subarray(0, size + 1);
  let length: number;
  try {
    length = unzlibSync(packed, { out }).length;
  } catch (cause) {
    // A block that does not fit is refused by the buffer itself.
    if (cause instanceof RangeError) throw tooMany(path, sides);
    throw unpackable(path, cause);
  }
  if (length > size) throw tooMany(path, sides);
  if (length < size) throw tooFew(path, sides);
  return out.subarray(0, size);
}

/** By the browser's own code, never further than the picture's size: a bomb is left as soon as it is noticed. */
async function inflate(
  parts: readonly Uint8Array<ArrayBuffer>[],
  size: number,
  sides: string,
  path: string,
): Promise<Uint8Array> {
  const out = new Uint8Array(size);
  let filled = 0;
  const reader = new Blob([...parts]).stream().pipeThrough(new DecompressionStream("deflate")).getReader();
  while (true) {
    const { value, done } = await reader.read().catch((cause: unknown) => {
      throw unpackable(path, cause);
    });
    if (done) break;
    if (filled + value.length > size) {
      await reader.cancel();
      throw tooMany(path, sides);
    }
    out.set(value, filled);
    filled += value.length;
  }
  if (filled < size) throw tooFew(path, sides);
  return out;
}

function joined(parts: readonly Uint8Array<ArrayBuffer>[], length: number): Uint8Array {
  const [only] = parts;
  if (only && parts.length === 1) return only;
  const out = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

function unpackable(path: string, cause: unknown) {
  return damaged(path, `it cannot be unpacked (${errorText(cause)})`);
}

function tooMany(path: string, sides: string) {
  return damaged(path, `it holds more than its ${sides} pixels`);
}

function tooFew(path: string, sides: string) {
  return damaged(path, `it holds fewer than its ${sides} pixels`);
}

/** 256 triples; those that the file does not name are black. */
function colourTable(colours: Uint8Array, path: string): Uint8Array {
  if (colours.length === 0 || colours.length > 768 || colours.length % 3 !== 0)
    throw damaged(path, "it has no palette");
  const out = new Uint8Array(768);
  out.set(colours);
  return out;
}
