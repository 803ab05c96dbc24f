import { NodeError } from "../graph/problem";
import { checkSides, cutOff, damaged } from "./refusals";

/** Checks a BMP's sides and that its rows are all there. Throws NodeError. */
export function checkBmp(bytes: Uint8Array, path: string): void {
  if (bytes.length < 26) throw cutOff(path, bytes.length);
  const view = viewOf(bytes);
  const old = view.getUint32(14, true) === 12;
  if (!old && bytes.length < 54) throw cutOff(path, bytes.length);
  const width = old ? view.getUint16(18, true) : view.getInt32(18, true);
  // Negative: the top row comes first.
  const height = Math.abs(old ? view.getInt16(20, true) : view.getInt32(22, true));
  checkSides(width, height, path);
  const bits = view.getUint16(old ? 24 : 28, true);
  const packed = !old && [1, 2, 4, 5].includes(view.getUint32(30, true));
  const row = 4 * Math.ceil((width * bits) / 32);
  const needed = packed ? view.getUint32(2, true) : view.getUint32(10, true) + row * height;
  if (bytes.length < needed) throw cutOff(path, bytes.length);
}

/** Checks a GIF's sides and walks its blocks to the end. Throws NodeError. */
export function checkGif(bytes: Uint8Array, path: string): void {
  if (bytes.length < 13) throw cutOff(path, bytes.length);
  const view = viewOf(bytes);
  checkSides(view.getUint16(6, true), view.getUint16(8, true), path);
  let at = 13 + colourTable(bytes[10] ?? 0);
  while (at < bytes.length) {
    const block = bytes[at];
    if (block === 0x3b) return;
    // A picture: place and sides, perhaps colours, one byte of code size. Anything else: one byte of what it is.
    if (block === 0x2c) at = endOfBlocks(bytes, at + 11 + colourTable(bytes[at + 9] ?? 0));
    else if (block === 0x21) at = endOfBlocks(bytes, at + 2);
    else throw damaged(path, `an unreadable part begins at byte ${at}`);
  }
  throw cutOff(path, bytes.length);
}

function colourTable(flags: number): number {
  return flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0;
}

/** Blocks of a GIF begin with their length; one of length 0 is the last. */
function endOfBlocks(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at < bytes.length && bytes[at] !== 0) at += 1 + (bytes[at] ?? 0);
  return at + 1;
}

/**
 * Checks a WebP's length, and hands back the bytes with EXIF chunks renamed, so that nobody turns the picture.
 * Refuses animations and alpha: reading alpha back from a canvas would change the colours below it.
 */
export function plainWebp(bytes: Uint8Array<ArrayBuffer>, path: string): Uint8Array<ArrayBuffer> {
  if (bytes.length < 30) throw cutOff(path, bytes.length);
  const view = viewOf(bytes);
  if (bytes.length < 8 + view.getUint32(4, true)) throw cutOff(path, bytes.length);
  const first = fourLetters(bytes, 12);
  const little24 = (at: number) => view.getUint16(at, true) + (bytes[at + 2] ?? 0) * 65536;
  if (first === "VP8 ") {
    checkSides(view.getUint16(26, true) & 0x3fff, view.getUint16(28, true) & 0x3fff, path);
    return bytes;
  }
  if (first === "VP8L") {
    const packed = view.getUint32(21, true);
    checkSides((packed & 0x3fff) + 1, ((packed >> 14) & 0x3fff) + 1, path);
    if ((packed >> 28) & 1) throw transparent(path);
    return bytes;
  }
  if (first !== "VP8X") throw damaged(path, "it does not begin with a picture");
  checkSides(little24(24) + 1, little24(27) + 1, path);
  const flags = bytes[20] ?? 0;
  if (flags & 0x02) throw new NodeError(`${path} is an animation. Give single pictures.`);
  if (flags & 0x10) throw transparent(path);
  return withoutExif(bytes, view);
}

function withoutExif(bytes: Uint8Array<ArrayBuffer>, view: DataView): Uint8Array<ArrayBuffer> {
  const plain = bytes.slice();
  for (let at = 12; at + 8 <= bytes.length; ) {
    if (fourLetters(bytes, at) === "EXIF") plain.set([0x78, 0x78, 0x78, 0x78], at);
    const length = view.getUint32(at + 4, true);
    at += 8 + length + (length & 1);
  }
  return plain;
}

function transparent(path: string): NodeError {
  return new NodeError(`${path} is a WebP with transparency, which is not read exactly. Save it as PNG.`);
}

function fourLetters(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4));
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}
