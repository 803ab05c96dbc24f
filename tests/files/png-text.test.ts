import { crc32, deflateSync } from "node:zlib";
import { encode } from "fast-png";
import { describe, expect, it } from "vitest";
import { decodePng } from "@/files/png";
import { readPngText, withPngText } from "@/files/png-text";

const data = Uint8Array.from({ length: 48 }, (_, i) => (i * 37) & 255);
const png = encode({ width: 4, height: 4, channels: 3, depth: 8, data });
const text = '{ "title": "細胞 🔬" }\n';
const marked = withPngText(png, text);
/** Where the text's chunk begins: after signature and header. */
const AT = 33;

/** The picture with a chunk of iTXt's own content in it. */
function withChunk(content: Uint8Array, into: Uint8Array = png): Uint8Array {
  const body = Buffer.concat([Buffer.from("iTXt"), content]);
  const length = Buffer.alloc(4);
  const sum = Buffer.alloc(4);
  length.writeUInt32BE(content.length);
  sum.writeUInt32BE(crc32(body));
  return Uint8Array.from(Buffer.concat([into.subarray(0, AT), length, body, sum, into.subarray(AT)]));
}

describe("a graph in a picture", () => {
  it("comes back letter for letter, and the picture stays the same", async () => {
    expect(readPngText(marked, "a.png")).toEqual({ text });
    expect(await decodePng(marked, "a.png")).toMatchObject({ width: 4, height: 4, data });
  });

  it("is not seen in a plain picture, in another text, in no picture at all", () => {
    expect(readPngText(png, "a.png")).toBeUndefined();
    expect(readPngText(withChunk(Buffer.from("Comment\0\0\0\0\0hello")), "a.png")).toBeUndefined();
    expect(readPngText(withChunk(Buffer.from("tensorlooms\0\0\0\0\0{}")), "a.png")).toBeUndefined();
    expect(readPngText(new Uint8Array(), "a.png")).toBeUndefined();
    expect(readPngText(Buffer.from("GIF89a, says the file"), "a.png")).toBeUndefined();
  });

  it("is refused in a sentence that names the file: wrong checksum, cut off, lying length, twice", () => {
    const bent = marked.slice();
    bent[AT + 30] = (bent[AT + 30] ?? 0) ^ 1;
    expect(readPngText(bent, "a.png")?.refusal).toMatch(/a\.png is damaged: its checksum/);
    expect(readPngText(marked.slice(0, AT + 40), "a.png")?.refusal).toMatch(/a\.png is cut off/);
    const lying = marked.slice();
    lying.set([255, 255, 255, 255], AT);
    expect(readPngText(lying, "a.png")?.refusal).toMatch(/a\.png is cut off/);
    expect(readPngText(withPngText(marked, "{}"), "a.png")?.refusal).toMatch(/two graphs/);
  });

  it("is refused where it is not packed as ours, and where it is a bomb", () => {
    expect(readPngText(withChunk(Buffer.from("tensorloom\0\0\0\0\0{}")), "a.png")?.refusal).toMatch(
      /damaged/,
    );
    expect(readPngText(withChunk(Buffer.from("tensorloom\0\u0001\0\0\0{}")), "a.png")?.refusal).toMatch(
      /damaged/,
    );
    const bomb = Buffer.concat([
      Buffer.from("tensorloom\0\u0001\0\0\0"),
      deflateSync(new Uint8Array(100_000_000)),
    ]);
    expect(readPngText(withChunk(bomb), "a.png")?.refusal).toMatch(/longer than 8 MB/);
  });
});
