import { NodeError } from "../graph/problem";
import { checkSides, cutOff, damaged } from "./refusals";

export interface JpegFacts {
  readonly width: number;
  readonly height: number;
  /** 1 grey, 3 colour, 4 CMYK or YCCK. */
  readonly components: 1 | 3 | 4;
  /** Where EXIF segments lie: from, to. */
  readonly exif: readonly (readonly [number, number])[];
}

const SOI = 0xd8;
const EOI = 0xd9;
const SOS = 0xda;
const APP1 = 0xe1;

/**
 * Walks the segments of a JPEG from its start to its end (EOI); whatever trails behind is ignored, as everywhere.
 * Throws NodeError when it is cut off or its header makes no sense.
 */
export function readJpeg(bytes: Uint8Array, path: string): JpegFacts {
  const exif: (readonly [number, number])[] = [];
  let frame: Omit<JpegFacts, "exif"> | undefined;
  let at = 2;
  while (true) {
    at = nextMarker(bytes, at, path);
    const marker = bytes[at - 1];
    if (marker === EOI) break;
    if (marker === SOI || marker === undefined || isRestart(marker)) continue;
    const length = uint16(bytes, at);
    const end = at + length;
    if (!(end <= bytes.length)) throw cutOff(path, bytes.length);
    if (length < 2) throw damaged(path, `a segment claims to be ${length} bytes long`);
    if (marker === APP1 && isExif(bytes, at + 2)) exif.push([at - 2, end]);
    if (isFrame(marker)) frame = readFrame(bytes, at, path);
    at = marker === SOS ? endOfScan(bytes, end, path) : end;
  }
  if (!frame) throw damaged(path, "it has no picture between its start and its end");
  return { ...frame, exif };
}

/** The position behind the next `FF xx`. Stray bytes before it are passed over, as libjpeg does. */
function nextMarker(bytes: Uint8Array, from: number, path: string): number {
  let at = bytes.indexOf(0xff, from);
  while (at !== -1 && (bytes[at + 1] === 0xff || bytes[at + 1] === 0)) at = bytes.indexOf(0xff, at + 1);
  if (at === -1 || at + 1 >= bytes.length) throw cutOff(path, bytes.length);
  return at + 2;
}

/** Where the marker stands that ends the entropy-coded data: neither a stuffed zero nor a restart. */
function endOfScan(bytes: Uint8Array, from: number, path: string): number {
  let at = from;
  while (true) {
    at = nextMarker(bytes, at, path);
    if (!isRestart(bytes[at - 1] ?? 0)) return at - 2;
  }
}

function readFrame(bytes: Uint8Array, at: number, path: string): Omit<JpegFacts, "exif"> {
  const depth = bytes[at + 2] ?? 0;
  const height = uint16(bytes, at + 3);
  const width = uint16(bytes, at + 5);
  const components = bytes[at + 7] ?? 0;
  if (depth !== 8) throw new NodeError(`${path} is a JPEG of ${depth} bits a channel. Save it with 8.`);
  checkSides(width, height, path);
  if (components !== 1 && components !== 3 && components !== 4) {
    throw damaged(path, `it claims to have ${components} channels`);
  }
  return { width, height, components };
}

/** SOF0 to SOF15 without the tables (DHT, JPG, DAC) that stand between them. */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

function isRestart(marker: number): boolean {
  return (marker >= 0xd0 && marker <= 0xd7) || marker === 1;
}

function isExif(bytes: Uint8Array, at: number): boolean {
  return [0x45, 0x78, 0x69, 0x66, 0].every((byte, index) => bytes[at + index] === byte);
}

function uint16(bytes: Uint8Array, at: number): number {
  return (bytes[at] ?? Number.NaN) * 256 + (bytes[at + 1] ?? Number.NaN);
}
