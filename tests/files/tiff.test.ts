import { describe, expect, it } from "vitest";
import { decodeTiff } from "@/files/tiff";
import { NodeError } from "@/graph/problem";
import { type TiffOptions, type TiffPicture, writeTiff } from "./tiff-writer";

const read = (picture: TiffPicture, options: TiffOptions = {}, sixteen?: "clipped") =>
  decodeTiff(writeTiff(picture, options), "cell.tif", sixteen);

/** Runs, ramps and noise, so that every packing has something to pack. */
function samples(count: number): Uint8Array {
  return Uint8Array.from({ length: count }, (_, i) => (i % 97 < 40 ? 200 : (i * i * 7 + i) & 255));
}

const rgb: TiffPicture = {
  width: 37,
  height: 29,
  depth: 8,
  channels: 3,
  data: samples(37 * 29 * 3),
  meaning: 2,
};

describe("decodeTiff", () => {
  const packings: [string, TiffOptions][] = [];
  for (const compression of [1, 5, 8, 32773] as const)
    for (const predictor of [false, true])
      for (const shape of [{}, { rowsPerStrip: 8 }, { tile: 16 }, { apart: true, rowsPerStrip: 10 }])
        for (const big of [false, true]) {
          const options = { compression, predictor, big, ...shape };
          packings.push([JSON.stringify(options), options]);
        }

  it.each(packings)("gives the very bytes back from %s", async (_, options) => {
    expect(await read(rgb, options)).toMatchObject({ mode: "RGB", height: 29, width: 37, data: rgb.data });
  });

  it.each(packings)("and of 16 bits the upper 8, from %s", async (_, options) => {
    const data = Uint16Array.from({ length: 37 * 29 }, (_, i) => (i * 2999) & 0xffff);
    const picture = await read({ ...rgb, depth: 16, channels: 1, meaning: 1, data }, options);
    expect(picture.mode).toBe("L");
    expect(picture.data).toEqual(Uint8Array.from(data, (value) => value >> 8));
  });

  it("unpacks LZW of long pictures, whose codes grow to 12 bits and start anew", async () => {
    const data = Uint8Array.from({ length: 200 * 150 }, (_, i) => (Math.imul(i, 2654435761) >>> 24) & 255);
    const big: TiffPicture = { width: 200, height: 150, depth: 8, channels: 1, data, meaning: 1 };
    expect((await read(big, { compression: 5 })).data).toEqual(data);
    const even = { ...big, data: new Uint8Array(200 * 150).fill(9) };
    expect((await read(even, { compression: 5 })).data).toEqual(even.data);
  });

  it("clips 16 bits where a mask is wanted, so that numbered objects stay", async () => {
    const data = Uint16Array.of(0, 1, 255, 256, 40000, 7);
    const labels: TiffPicture = { width: 3, height: 2, depth: 16, channels: 1, data, meaning: 1 };
    expect([...(await read(labels, {}, "clipped")).data]).toEqual([0, 1, 255, 255, 255, 7]);
  });

  it("tells grey, white-is-zero, RGBA, CMYK, grey with alpha and palettes apart", async () => {
    const four = { ...rgb, width: 2, height: 1, data: Uint8Array.of(10, 20, 30, 40, 50, 60, 70, 80) };
    expect(await read({ ...four, channels: 4 }, { tags: { 338: [2] } })).toMatchObject({
      mode: "RGBA",
      data: four.data,
    });
    expect(await read({ ...four, channels: 4, meaning: 5 })).toMatchObject({ mode: "CMYK", data: four.data });
    const one = { ...four, width: 4, height: 2, channels: 1 };
    expect(await read({ ...one, meaning: 1 })).toMatchObject({ mode: "L", data: four.data });
    expect([...(await read({ ...one, meaning: 0 })).data]).toEqual(
      [...four.data].map((value) => 255 - value),
    );
    const pairs = await read({ ...four, width: 4, channels: 2, meaning: 1 }, { tags: { 338: [2] } });
    expect([pairs.mode, ...pairs.data.slice(0, 8)]).toEqual(["RGBA", 10, 10, 10, 20, 30, 30, 30, 40]);
    const colours = Array.from({ length: 768 }, (_, i) => (i % 256) * 257);
    const indexed = await read({ ...one, meaning: 3 }, { tags: { 320: colours } });
    expect(indexed.mode).toBe("P");
    expect([...(indexed.palette ?? []).slice(30, 33)]).toEqual([10, 10, 10]);
  });

  it("takes alpha out of colours that it was multiplied into, as PIL does", async () => {
    const picture = await read(
      { ...rgb, width: 1, height: 1, channels: 4, data: Uint8Array.of(50, 25, 0, 100) },
      { tags: { 338: [1] } },
    );
    expect([...picture.data]).toEqual([127, 63, 0, 100]);
  });

  it("spreads 1 bit to black and white", async () => {
    const bits: TiffPicture = {
      width: 10,
      height: 2,
      depth: 1,
      channels: 1,
      data: Uint8Array.of(0xa0, 0x40, 0xff, 0xc0),
      meaning: 1,
    };
    const picture = await read(bits);
    expect([...picture.data.slice(0, 10)]).toEqual([255, 0, 255, 0, 0, 0, 0, 0, 0, 255]);
    expect([...picture.data.slice(10)]).toEqual(new Array(10).fill(255));
  });
});

describe("decodeTiff refuses in words", () => {
  const refused = (picture: TiffPicture, options: TiffOptions = {}) => expect(read(picture, options)).rejects;
  const five: TiffPicture = { ...rgb, width: 4, height: 4, channels: 5, data: samples(80) };

  it("5 channels", () =>
    refused(five).toThrow("cell.tif has 5 channels; grey (1), RGB (3), RGBA and CMYK (4)"));
  it("2 channels without alpha", () =>
    refused({ ...five, channels: 2, meaning: 1 }).toThrow("has 2 channels"));
  it("20,000 × 20,000 px, before a byte is unpacked", () =>
    refused(five, { tags: { 256: [20000], 257: [20000] } }).toThrow(
      "cell.tif is 20000×20000 pixels: more than",
    ));
  it("fractions", () => refused(rgb, { tags: { 339: [3, 3, 3] } }).toThrow("fractions or negative numbers"));
  it("JPEG inside", () => refused(rgb, { compression: 7 }).toThrow("not understood (compression 7)"));
  it("YCbCr", () => refused({ ...rgb, meaning: 6 }).toThrow("not understood (photometric 6)"));
  it("tiles as large as the memory", () =>
    refused(rgb, { tile: 16, tags: { 322: [65535], 323: [65535] } }).toThrow(
      "its parts claim to be 65535×65535",
    ));

  it("BigTIFF", async () => {
    const bytes = writeTiff(rgb);
    bytes[2] = 43;
    await expect(decodeTiff(bytes, "cell.tif")).rejects.toThrow("cell.tif is a BigTIFF");
  });

  it.each([1, 5, 8, 32773] as const)("being cut anywhere, compression %i", async (compression) => {
    const whole = writeTiff({ ...rgb, width: 9, height: 7, data: samples(189) }, { compression });
    for (let length = 8; length < whole.length; length++)
      await expect(decodeTiff(whole.slice(0, length), "cell.tif"), `${length}`).rejects.toThrow(NodeError);
  });

  it.each([1, 5, 8, 32773] as const)(
    "or reads on, whichever byte is flipped, compression %i",
    async (compression) => {
      const whole = writeTiff({ ...rgb, width: 9, height: 7, data: samples(189) }, { compression });
      for (let at = 2; at < whole.length; at++)
        for (const flip of [0xff, 0x01, 0x80]) {
          const bytes = whole.slice();
          bytes[at] = (bytes[at] ?? 0) ^ flip;
          await decodeTiff(bytes, "cell.tif").catch((error: unknown) => {
            if (!(error instanceof NodeError)) throw new Error(`byte ${at} ^ ${flip}: ${error}`);
          });
        }
    },
  );
});
