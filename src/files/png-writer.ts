import type { Picture } from "../pixels/picture";
import { crc32 } from "./crc32";

/** Colour types of the header, by mode. */
const TYPES: Readonly<Record<string, number>> = { L: 0, RGB: 2, RGBA: 6 };

/** A grey, RGB or RGBA picture as a PNG of 8 bits a channel: the same pixels, whoever reads it. Throws for other modes. */
export async function writePng(picture: Picture): Promise<Uint8Array<ArrayBuffer>> {
  const { mode, height, width, channels, data } = picture;
  const type = TYPES[mode];
  if (type === undefined) throw new RangeError(`A PNG holds grey, RGB and RGBA pictures here, not ${mode}.`);
  const stride = width * channels;
  const rows = new Uint8Array(height * (stride + 1));
  for (let row = 0; row < height; row++)
    rows.set(data.subarray(row * stride, (row + 1) * stride), row * (stride + 1) + 1);
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  header.set([8, type, 0, 0, 0], 8);
  const packed = new Blob([rows]).stream().pipeThrough(new CompressionStream("deflate"));
  const chunks = [
    Uint8Array.of(137, 80, 78, 71, 13, 10, 26, 10),
    chunk("IHDR", header),
    chunk("IDAT", new Uint8Array(await new Response(packed).arrayBuffer())),
    chunk("IEND", new Uint8Array()),
  ];
  return new Uint8Array(await new Blob(chunks).arrayBuffer());
}

/** Length, name, contents, and the checksum of the two last. */
function chunk(name: string, contents: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(12 + contents.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, contents.length);
  bytes.set(new TextEncoder().encode(name), 4);
  bytes.set(contents, 8);
  view.setUint32(8 + contents.length, crc32(bytes.subarray(4, 8 + contents.length)));
  return bytes;
}
