import { unzlibSync } from "fflate";
import { errorText } from "@/error-text";
import { cutOff, damaged } from "./refusals";

/** How the bytes of a block are packed: none, LZW, deflate (two numbers), PackBits. */
export const COMPRESSIONS = [1, 5, 8, 32946, 32773] as const;

export type Compression = (typeof COMPRESSIONS)[number];

/** A strip's or tile's bytes unpacked to exactly `size` of them. Throws NodeError where there are fewer. */
export async function unpackBlock(
  packed: Uint8Array<ArrayBuffer>,
  compression: Compression,
  size: number,
  path: string,
): Promise<Uint8Array> {
  const out = new Uint8Array(size);
  const filled =
    compression === 1
      ? copy(packed, out)
      : compression === 5
        ? lzw(packed, out)
        : compression === 32773
          ? packBits(packed, out)
          : packed.length < SMALL
            ? inflateSmall(packed, out, path)
            : await inflate(packed, out, path);
  if (filled >= size) return out;
  if (compression === 1) throw cutOff(path, packed.length);
  throw damaged(path, `a part of it unpacks to ${filled} bytes where ${size} were promised`);
}

function copy(packed: Uint8Array, out: Uint8Array): number {
  out.set(packed.subarray(0, out.length));
  return packed.length;
}

/** Bytes; a stream for each of many small strips takes longer than what is in them. */
const SMALL = 4096;

/** Deflate packs at most 1,032 to 1: whatever is small fits. */
let scratch: Uint8Array | undefined;

/** What comes beyond the block's end is dropped, as below. */
function inflateSmall(packed: Uint8Array, out: Uint8Array, path: string): number {
  scratch ??= new Uint8Array(1032 * SMALL);
  try {
    const all = unzlibSync(packed, { out: scratch });
    out.set(all.subarray(0, out.length));
    return all.length;
  } catch (cause) {
    throw unpackable(path, cause);
  }
}

function unpackable(path: string, cause: unknown) {
  return damaged(path, `it cannot be unpacked (${errorText(cause)})`);
}

/** Stops as soon as the block is full, so that a small file cannot fill the memory. */
async function inflate(packed: Uint8Array<ArrayBuffer>, out: Uint8Array, path: string): Promise<number> {
  const reader = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate")).getReader();
  for (let filled = 0; ; ) {
    const { value, done } = await reader.read().catch((cause: unknown) => {
      throw unpackable(path, cause);
    });
    if (done) return filled;
    out.set(value.subarray(0, out.length - filled), filled);
    filled += value.length;
    if (filled < out.length) continue;
    await reader.cancel();
    return filled;
  }
}

function packBits(packed: Uint8Array, out: Uint8Array): number {
  let filled = 0;
  for (let at = 0; at < packed.length && filled < out.length; ) {
    const head = packed[at++] as number;
    if (head === 128) continue;
    const length = head < 128 ? head + 1 : 257 - head;
    for (let i = 0; i < length && filled < out.length; i++) {
      const from = head < 128 ? at + i : at;
      if (from >= packed.length) return filled;
      out[filled++] = packed[from] as number;
    }
    at += head < 128 ? length : 1;
  }
  return filled;
}

const CLEAR = 256;
const END = 257;

/**
 * TIFF's LZW: codes of 9 to 12 bits, the highest bit first, one code earlier wider than GIF's. Each entry is a byte behind
 * an earlier entry, so a chain always ends; a code that is not there yet ends the block.
 */
function lzw(packed: Uint8Array, out: Uint8Array): number {
  const before = new Uint16Array(4096);
  const last = new Uint8Array(4096);
  const lengths = new Uint16Array(4096).fill(1, 0, 256);
  for (let code = 0; code < 256; code++) last[code] = code;
  let next = END + 1;
  let width = 9;
  let previous = -1;
  let filled = 0;
  let held = 0;
  let bits = 0;
  for (const byte of packed) {
    held = ((held << 8) | byte) & 0xfffff;
    bits += 8;
    if (bits < width) continue;
    bits -= width;
    const code = (held >> bits) & (2 ** width - 1);
    if (code === END || filled >= out.length) break;
    if (code === CLEAR) {
      next = END + 1;
      width = 9;
      previous = -1;
      continue;
    }
    if (code > next || (code === next && previous < 0)) break;
    const length = code < next ? (lengths[code] as number) : (lengths[previous] as number) + 1;
    let at = filled + length - 1;
    let chain = code < next ? code : previous;
    if (code === next) at--;
    for (; at > filled; at--) {
      out[at] = last[chain] as number;
      chain = before[chain] as number;
    }
    out[filled] = last[chain] as number;
    if (code === next) out[filled + length - 1] = last[chain] as number;
    if (previous >= 0 && next < 4096) {
      before[next] = previous;
      last[next] = last[chain] as number;
      lengths[next] = (lengths[previous] as number) + 1;
      next++;
      if (next + 1 >= 2 ** width && width < 12) width++;
    }
    previous = code;
    filled += length;
  }
  return filled;
}
