import { zlibSync } from "fflate";
import { LIMITS } from "../graph/parse";
import { crc32 } from "./crc32";
import { inflateText } from "./inflate-text";

const SIGNATURE = [137, 80, 78, 71, 13, 10, 26, 10];
/** What our text is called in a picture: PNG specification, 3rd edition, 11.3.3.4. */
const KEYWORD = "tensorloom";
/** After the keyword: its end, packed, by zlib, no language, no keyword in another language. */
const HEAD = new TextEncoder().encode(`${KEYWORD}\0\u0001\0\0\0`);

export type PictureText =
  | { readonly text: string; readonly refusal?: undefined }
  | { readonly text?: undefined; readonly refusal: string };

/** The PNG with a text in it that readers of pictures pass over. The picture must be one that a browser made. */
export function withPngText(png: Uint8Array, text: string): Uint8Array<ArrayBuffer> {
  const packed = zlibSync(new TextEncoder().encode(text), { level: 9 });
  const chunk = new Uint8Array(12 + HEAD.length + packed.length);
  const view = new DataView(chunk.buffer);
  view.setUint32(0, HEAD.length + packed.length);
  chunk.set(new TextEncoder().encode("iTXt"), 4);
  chunk.set(HEAD, 8);
  chunk.set(packed, 8 + HEAD.length);
  view.setUint32(chunk.length - 4, crc32(chunk.subarray(4, chunk.length - 4)));
  // Right after the header, which is always 13 bytes long.
  const at = SIGNATURE.length + 12 + 13;
  const whole = new Uint8Array(png.length + chunk.length);
  whole.set(png.subarray(0, at));
  whole.set(chunk, at);
  whole.set(png.subarray(at), at + chunk.length);
  return whole;
}

/** The text that `withPngText` put in; undefined for a PNG without one and for a file that is no PNG. */
export function readPngText(bytes: Uint8Array, name: string): PictureText | undefined {
  if (SIGNATURE.some((byte, at) => bytes[at] !== byte)) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let found: Uint8Array | undefined;
  for (let at = SIGNATURE.length; at + 12 <= bytes.length; ) {
    const end = at + 12 + view.getUint32(at);
    // A picture whose parts do not fit is the picture reader's to refuse, unless a graph began here.
    const content = bytes.subarray(at + 8, Math.min(end, bytes.length) - 4);
    if (isOurs(bytes.subarray(at + 4, at + 8), content)) {
      if (end > bytes.length) return { refusal: `${name} is cut off in the middle of the graph inside it.` };
      if (crc32(bytes.subarray(at + 4, end - 4)) !== view.getUint32(end - 4))
        return { refusal: `The graph inside ${name} is damaged: its checksum is wrong.` };
      if (found) return { refusal: `${name} has two graphs inside, so it is not clear which one is meant.` };
      found = content;
    }
    at = end;
  }
  return found && unpacked(found, name);
}

function isOurs(type: Uint8Array, content: Uint8Array): boolean {
  if (String.fromCharCode(...type) !== "iTXt") return false;
  return String.fromCharCode(...content.subarray(0, KEYWORD.length + 1)) === `${KEYWORD}\0`;
}

function unpacked(content: Uint8Array, name: string): PictureText {
  const damaged = `The graph inside ${name} is damaged and cannot be read. Ask for the picture or the graph's file again.`;
  if (HEAD.some((byte, at) => content[at] !== byte)) return { refusal: damaged };
  const { text, problem } = inflateText(content.subarray(HEAD.length), "zlib", LIMITS.bytes);
  if (text !== undefined) return { text };
  if (problem === "damaged") return { refusal: damaged };
  return {
    refusal: `The text inside ${name} is longer than ${LIMITS.bytes / 1e6} MB, the most that a graph has.`,
  };
}
