import { crc32, deflateSync } from "node:zlib";
import { encode } from "fast-png";
import { describe, expect, it } from "vitest";
import { decodePng } from "@/files/png";
import { NodeError } from "@/graph/problem";

const own = (bytes: Uint8Array) => new Uint8Array(bytes);
const decode = (bytes: Uint8Array) => decodePng(own(bytes), "cell.png");

function chunk(type: string, data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(12 + data.length);
  new DataView(bytes.buffer).setUint32(0, data.length);
  bytes.set(new TextEncoder().encode(type), 4);
  bytes.set(data, 8);
  new DataView(bytes.buffer).setUint32(8 + data.length, crc32(bytes.subarray(4, 8 + data.length)));
  return bytes;
}

const pixels = Uint8Array.from({ length: 5 * 4 * 3 }, (_, i) => (i * 37) & 255);
const rgb = encode({ width: 5, height: 4, channels: 3, depth: 8, data: pixels });

describe("decodePng", () => {
  it("gives grey, colour and alpha as they are stored", async () => {
    expect(await decode(rgb)).toMatchObject({ mode: "RGB", height: 4, width: 5, data: pixels });
    const alpha = pixels.slice(0, 16);
    const rgba = encode({ width: 2, height: 2, channels: 4, depth: 8, data: alpha });
    expect(await decode(rgba)).toMatchObject({ mode: "RGBA", data: alpha });
    const grey = encode({ width: 4, height: 4, channels: 1, depth: 8, data: alpha });
    expect(await decode(grey)).toMatchObject({ mode: "L", data: alpha });
  });

  it("spreads grey with alpha over the colours", async () => {
    const data = Uint8Array.of(10, 0, 200, 3);
    const picture = await decode(encode({ width: 2, height: 1, channels: 2, depth: 8, data }));
    expect(picture.mode).toBe("RGBA");
    expect([...picture.data]).toEqual([10, 10, 10, 0, 200, 200, 200, 3]);
  });

  it("keeps the upper 8 of 16 bits", async () => {
    const data = Uint16Array.of(0x0000, 0x01ff, 0x80ff, 0xffff);
    const picture = await decode(encode({ width: 2, height: 2, channels: 1, depth: 16, data }));
    expect([picture.mode, ...picture.data]).toEqual(["L", 0, 1, 0x80, 0xff]);
  });

  it("reads interlaced pictures", async () => {
    const bytes = encode(
      { width: 5, height: 4, channels: 3, depth: 8, data: pixels },
      { interlace: "Adam7" },
    );
    expect((await decode(bytes)).data).toEqual(pixels);
  });

  it("does not look at chunks that are not about pixels", async () => {
    const profile = chunk("iCCP", new Uint8Array(20).fill(7));
    const bytes = own(Buffer.concat([rgb.subarray(0, 33), profile, rgb.subarray(33)]));
    expect((await decode(bytes)).data).toEqual(pixels);
  });

  it("is refused wherever it is cut", async () => {
    for (let length = 8; length < rgb.length; length++) {
      const message = `cell.png is cut off: it ends after ${length} byte`;
      await expect(decode(rgb.slice(0, length)), `cut at ${length}`).rejects.toThrow(message);
    }
  });

  it("is refused whichever bit of it is flipped", async () => {
    for (let at = 8; at < rgb.length; at++) {
      const bytes = rgb.slice();
      bytes[at] = (bytes[at] ?? 0) ^ 0x10;
      await expect(decode(bytes), `flipped at ${at}`).rejects.toThrow(NodeError);
    }
  });

  it("is refused when it inflates to more than its sides need", async () => {
    const bomb = chunk("IDAT", deflateSync(new Uint8Array(100e6)));
    const bytes = own(Buffer.concat([rgb.subarray(0, 33), bomb, rgb.subarray(rgb.length - 12)]));
    await expect(decode(bytes)).rejects.toThrow("cell.png is damaged: it holds more than its 5×4 pixels");
  });
});
