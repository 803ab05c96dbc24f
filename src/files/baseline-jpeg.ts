import type { Picture } from "../pixels/picture";
import {
  type BaselineJpeg,
  decodeBaseline,
  type HuffmanCodes,
  type JpegComponent,
} from "../pixels/wasm/jpeg";

/*
 * Most JPEGs are baseline, and are decoded by kernels of our own. Why: the browser's decoder hands its pixels out by way of a
 * bitmap and a canvas, which takes 5 ms for 200×200 px. Ready builds were tried, all three on 100 such files in Node, the best
 * of several rounds: this one 0.37 ms and 9 kB, mozjpeg (@jsquash/jpeg 1.6.0) 0.55 ms and 200 kB, libjpeg-turbo
 * (@cornerstonejs/codec-libjpeg-turbo-8bit 1.2.8) 0.70 ms and 350 kB. None differed from PIL in a byte, in 766 files of all
 * sizes, samplings and qualities. Whatever is not plainly baseline, whole and right goes to the browser: progressive and CMYK
 * files, colours that are not JFIF's, odd sampling, damage. So all errors are said in one place.
 */

/** Larger pictures go to the browser, whose decoder takes its memory from elsewhere: 8 megapixels take up to 60 MB here. */
const MOST_PIXELS = 8e6;

const SOF0 = 0xc0;
const SOF1 = 0xc1;
const DHT = 0xc4;
const SOS = 0xda;
const DQT = 0xdb;
const DRI = 0xdd;
const APP0 = 0xe0;
const APP14 = 0xee;

interface FrameComponent {
  readonly id: number;
  readonly across: number;
  readonly down: number;
  readonly steps: number;
}

/** What the segments before the scan have said. */
interface Said {
  readonly dc: Map<number, HuffmanCodes>;
  readonly ac: Map<number, HuffmanCodes>;
  readonly steps: Map<number, Uint16Array>;
  interval: number;
  isJfif: boolean;
  /** Adobe's word on the colours: 1 is brightness, blue and red. */
  adobe?: number;
  frame?: { readonly width: number; readonly height: number; readonly components: readonly FrameComponent[] };
}

/** The pixels of a baseline JPEG; `undefined` where it is anything else, or anything is odd about it. */
export function decodeBaselineJpeg(bytes: Uint8Array): Picture | undefined {
  const jpeg = readBaseline(bytes);
  return jpeg && decodeBaseline(jpeg);
}

/** Reads the segments up to the scan. */
function readBaseline(bytes: Uint8Array): BaselineJpeg | undefined {
  const said: Said = { dc: new Map(), ac: new Map(), steps: new Map(), interval: 0, isJfif: false };
  let at = 2;
  while (at + 4 <= bytes.length) {
    const marker = bytes[at + 1] ?? 0;
    if (bytes[at] !== 0xff || marker < SOF0 || marker === 0xff) return undefined;
    const length = (bytes[at + 2] ?? 0) * 256 + (bytes[at + 3] ?? 0);
    const end = at + 2 + length;
    if (length < 2 || end > bytes.length) return undefined;
    const segment = bytes.subarray(at + 4, end);
    if (marker === SOS) return withScan(said, segment, bytes.subarray(end));
    if (!take(said, marker, segment)) return undefined;
    at = end;
  }
  return undefined;
}

/** False where the segment is not one of a baseline JPEG. */
function take(said: Said, marker: number, segment: Uint8Array): boolean {
  switch (marker) {
    case DQT:
      return takeSteps(said.steps, segment);
    case DHT:
      return takeCodes(said, segment);
    case DRI:
      said.interval = (segment[0] ?? 0) * 256 + (segment[1] ?? 0);
      return segment.length === 2;
    case SOF0:
    case SOF1:
      return !said.frame && takeFrame(said, segment);
    case APP0:
      said.isJfif ||= starts(segment, "JFIF\0");
      return true;
    case APP14:
      if (starts(segment, "Adobe") && segment.length >= 12) said.adobe = segment[11] ?? 0;
      return true;
    default:
      // Other kinds of frames, arithmetic coding, and markers without a length are none of ours.
      return marker > APP0 || marker === 0xfe;
  }
}

function takeSteps(steps: Map<number, Uint16Array>, segment: Uint8Array): boolean {
  let at = 0;
  while (at < segment.length) {
    const head = segment[at++] ?? 0;
    const wide = head >> 4;
    const from = at;
    at += wide ? 128 : 64;
    if (wide > 1 || (head & 15) > 3 || at > segment.length) return false;
    const step = (k: number) => segment[from + k] ?? 0;
    const table = Uint16Array.from({ length: 64 }, (_, k) =>
      wide ? step(2 * k) * 256 + step(2 * k + 1) : step(k),
    );
    steps.set(head & 15, table);
  }
  return true;
}

function takeCodes({ dc, ac }: Said, segment: Uint8Array): boolean {
  let at = 0;
  while (at < segment.length) {
    const head = segment[at] ?? 0;
    const counts = segment.subarray(at + 1, at + 17);
    const total = counts.reduce((sum, count) => sum + count, 0);
    const symbols = segment.subarray(at + 17, at + 17 + total);
    if (head & 0xec || counts.length < 16 || total > 256 || symbols.length < total) return false;
    (head >> 4 ? ac : dc).set(head & 3, { counts, symbols });
    at += 17 + total;
  }
  return true;
}

function takeFrame(said: Said, segment: Uint8Array): boolean {
  const byte = (at: number) => segment[at] ?? 0;
  const height = byte(1) * 256 + byte(2);
  const width = byte(3) * 256 + byte(4);
  const count = byte(5);
  if (byte(0) !== 8 || segment.length !== 6 + 3 * count || width * height === 0) return false;
  if (width * height > MOST_PIXELS) return false;
  const components = Array.from({ length: count }, (_, c) => {
    const at = 6 + 3 * c;
    return { id: byte(at), across: byte(at + 1) >> 4, down: byte(at + 1) & 15, steps: byte(at + 2) };
  });
  said.frame = { width, height, components };
  return true;
}

/** The scan's head names the components again, with their codes. */
function withScan(said: Said, head: Uint8Array, data: Uint8Array): BaselineJpeg | undefined {
  const { frame, interval } = said;
  const count = head[0] ?? 0;
  if (!frame || count !== frame.components.length || head.length !== 4 + 2 * count) return undefined;
  // Of a baseline scan: all 64 coefficients at once, whole.
  if (head[1 + 2 * count] !== 0 || head[2 + 2 * count] !== 63 || head[3 + 2 * count] !== 0) return undefined;
  const components: JpegComponent[] = [];
  for (const [c, { id, steps: wanted }] of frame.components.entries()) {
    const codes = head[2 + 2 * c] ?? 0;
    const dc = said.dc.get(codes >> 4);
    const ac = said.ac.get(codes & 15);
    const steps = said.steps.get(wanted);
    if (head[1 + 2 * c] !== id || !dc || !ac || !steps) return undefined;
    components.push({ dc, ac, steps });
  }
  const sampling = samplingOf(said, frame.components);
  const { width, height } = frame;
  return sampling && { width, height, components, ...sampling, interval, data };
}

/** How many samples of brightness there are for one of colour, where that is a usual number and the colours are JFIF's. */
function samplingOf(
  { isJfif, adobe }: Said,
  components: readonly FrameComponent[],
): Pick<BaselineJpeg, "across" | "down"> | undefined {
  const [first, ...others] = components;
  if (!first) return undefined;
  // A single component is not interleaved: whatever it says of its sampling, its blocks come row by row.
  if (others.length === 0) return { across: 1, down: 1 };
  const { across, down } = first;
  const isUsual = (across === 1 || across === 2) && (down === 1 || down === across);
  const arePlain = others.length === 2 && others.every((other) => other.across === 1 && other.down === 1);
  const areJfif =
    isJfif || adobe === 1 || (adobe === undefined && components.every(({ id }, c) => id === c + 1));
  return isUsual && arePlain && areJfif ? { across, down: down as 1 | 2 } : undefined;
}

function starts(segment: Uint8Array, word: string): boolean {
  return [...word].every((letter, at) => segment[at] === letter.charCodeAt(0));
}
