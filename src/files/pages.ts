import { pictureKind } from "./picture-kind";

/** More than any stack has: a file whose pages point at each other in a circle ends somewhere. */
const MOST = 100_000;

/**
 * How many pictures a file holds: the pages of a TIFF without their small previews, the frames of a GIF; else 1. What is
 * cut off or damaged counts as far as it can be read: whoever decodes it says what is wrong.
 */
export function pagesOf(bytes: Uint8Array): number {
  const kind = pictureKind(bytes);
  if (kind === "tiff") return Math.max(1, tiffPages(bytes));
  return kind === "gif" ? Math.max(1, gifFrames(bytes)) : 1;
}

/** TIFF's tag NewSubfileType: its lowest bit says that this is a smaller copy of another page. */
const SUBFILE = 254;

function tiffPages(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const little = bytes[0] === 0x49;
  let pages = 0;
  const seen = new Set<number>();
  let at = bytes.length < 8 ? 0 : view.getUint32(4, little);
  while (at > 0 && at + 2 <= bytes.length && !seen.has(at) && seen.size < MOST) {
    seen.add(at);
    const end = at + 2 + 12 * view.getUint16(at, little);
    if (end > bytes.length) break;
    let isSmall = false;
    for (let entry = at + 2; entry < end; entry += 12)
      if (view.getUint16(entry, little) === SUBFILE) isSmall = view.getUint32(entry + 8, little) % 2 === 1;
    if (!isSmall) pages++;
    at = end + 4 <= bytes.length ? view.getUint32(end, little) : 0;
  }
  return pages;
}

function gifFrames(bytes: Uint8Array): number {
  const colours = (flags: number) => (flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0);
  let frames = 0;
  let at = 13 + colours(bytes[10] ?? 0);
  while (at < bytes.length) {
    if (bytes[at] === 0x2c) {
      frames++;
      at += 11 + colours(bytes[at + 9] ?? 0);
    } else if (bytes[at] === 0x21) at += 2;
    else break;
    while (at < bytes.length && bytes[at] !== 0) at += 1 + (bytes[at] ?? 0);
    at++;
  }
  return frames;
}
