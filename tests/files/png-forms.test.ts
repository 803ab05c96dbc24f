import { crc32, deflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { decodePng } from "@/files/png";
import { randomStream } from "@/random";

/** Colour types with the bits that they may have, and their channels. */
const FORMS = [
  { colour: 0, channels: 1, depths: [1, 2, 4, 8, 16] },
  { colour: 2, channels: 3, depths: [8, 16] },
  { colour: 3, channels: 1, depths: [1, 2, 4, 8] },
  { colour: 4, channels: 2, depths: [8, 16] },
  { colour: 6, channels: 4, depths: [8, 16] },
] as const;
const PASSES = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

interface Form {
  readonly width: number;
  readonly height: number;
  readonly depth: number;
  readonly colour: number;
  readonly channels: number;
  readonly interlaced: boolean;
}

function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

function file(form: Form, inflated: Uint8Array, palette?: Uint8Array): Uint8Array<ArrayBuffer> {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(form.width);
  header.writeUInt32BE(form.height, 4);
  header.set([form.depth, form.colour, 0, 0, form.interlaced ? 1 : 0], 8);
  return new Uint8Array(
    Buffer.concat([
      Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]),
      chunk("IHDR", header),
      ...(palette ? [chunk("PLTE", palette)] : []),
      chunk("IDAT", deflateSync(inflated)),
      chunk("IEND", new Uint8Array()),
    ]),
  );
}

/** Rows of bits, each with a filter that goes through all five, by the specification's words. */
function filtered(form: Form, sample: (x: number, y: number, channel: number) => number): Uint8Array {
  const out: number[] = [];
  const step = Math.max(1, (form.channels * form.depth) / 8);
  for (const [x, y, dx, dy] of form.interlaced ? PASSES : [[0, 0, 1, 1] as const]) {
    if (x >= form.width || y >= form.height) continue;
    let before: number[] | undefined;
    for (let row = y; row < form.height; row += dy) {
      let bits = "";
      for (let column = x; column < form.width; column += dx)
        for (let channel = 0; channel < form.channels; channel++)
          bits += sample(column, row, channel).toString(2).padStart(form.depth, "0");
      const bytes = (bits.padEnd(Math.ceil(bits.length / 8) * 8, "0").match(/.{8}/g) ?? []).map((byte) =>
        Number.parseInt(byte, 2),
      );
      const filter = row % 5;
      out.push(filter);
      bytes.forEach((byte, at) => {
        const a = bytes[at - step] ?? 0;
        const b = before?.[at] ?? 0;
        const c = before?.[at - step] ?? 0;
        const p = a + b - c;
        const [pa, pb, pc] = [Math.abs(p - a), Math.abs(p - b), Math.abs(p - c)];
        const nearest = pa <= pb && pa <= pc ? a : pb <= pc ? b : c;
        out.push((byte - ([0, a, b, Math.floor((a + b) / 2), nearest][filter] ?? 0)) & 255);
      });
      before = bytes;
    }
  }
  return Uint8Array.from(out);
}

describe("every form of PNG", () => {
  for (const { colour, channels, depths } of FORMS)
    for (const depth of depths)
      for (const interlaced of [false, true])
        it(`colour type ${colour}, ${depth} bits${interlaced ? ", interlaced" : ""}`, async () => {
          for (const [width, height] of [
            [1, 1],
            [3, 11],
            [13, 9],
            [200, 150],
          ] as const) {
            const form = { width, height, depth, colour, channels, interlaced };
            const random = randomStream(1, `${colour} ${depth} ${width}`);
            const samples = Array.from({ length: width * height * channels }, () =>
              Math.floor(random.uniform() * 2 ** depth),
            );
            const at = (x: number, y: number, channel: number) =>
              samples[(y * width + x) * channels + channel] ?? 0;
            const palette = Uint8Array.from({ length: 3 * 2 ** Math.min(8, depth) }, (_, i) => (i * 7) & 255);
            const bytes = file(form, filtered(form, at), colour === 3 ? palette : undefined);
            const picture = await decodePng(bytes, "form.png");
            const byte = (value: number) =>
              depth === 16 ? value >> 8 : colour === 3 ? value : (value * 255) / (2 ** depth - 1);
            const expected =
              channels === 2
                ? Array.from({ length: width * height }, (_, i) => {
                    const grey = byte(samples[2 * i] ?? 0);
                    return [grey, grey, grey, byte(samples[2 * i + 1] ?? 0)];
                  }).flat()
                : samples.map(byte);
            expect([picture.width, picture.height]).toEqual([width, height]);
            expect(Buffer.from(picture.data).equals(Buffer.from(expected))).toBe(true);
          }
        });
});

describe("a PNG whose pixels are not as many as its sides say", () => {
  const small = { width: 8, height: 8, depth: 8, colour: 0, channels: 1, interlaced: false };
  const large = { ...small, width: 600, height: 600 };
  /** Bytes that do not pack well, each of which is a filter too. */
  const noise = (length: number) => {
    const random = randomStream(2, "noise");
    return Uint8Array.from({ length }, () => Math.floor(random.uniform() * 5));
  };
  it.each([
    ["small", small, 72],
    ["large", large, 600 * 601],
  ] as const)("is refused, %s", async (_, form, size) => {
    await expect(decodePng(file(form, noise(size)), "a.png")).resolves.toBeDefined();
    await expect(decodePng(file(form, noise(size + 1)), "a.png")).rejects.toThrow("holds more than its");
    await expect(decodePng(file(form, noise(size - 1)), "a.png")).rejects.toThrow("holds fewer than its");
    await expect(decodePng(file(form, new Uint8Array(5e7)), "a.png")).rejects.toThrow("holds more than its");
  });
  it("is refused where a filter does not exist", async () => {
    const rows = new Uint8Array(72);
    rows[9] = 5;
    await expect(decodePng(file(small, rows), "a.png")).rejects.toThrow("row 2 has filter 5");
  });
  it("is refused where the header asks for what is not", async () => {
    const of = (change: Partial<Form>) =>
      decodePng(file({ ...small, ...change }, new Uint8Array(72)), "a.png");
    await expect(of({ depth: 3 })).rejects.toThrow("3 bits a channel");
    await expect(of({ colour: 5 })).rejects.toThrow("colour type is 5");
    await expect(of({ colour: 2, depth: 4 })).rejects.toThrow("colour type 2 does not have");
  });
});
