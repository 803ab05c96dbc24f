import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromBfloat, fromHalf } from "@/files/half";
import { readSafetensors, writeSafetensors } from "@/files/safetensors";
import { NodeError } from "@/graph/problem";
import type { StateArray } from "@/module/state";

function file(header: unknown, data = new Uint8Array(0), length?: bigint): Uint8Array<ArrayBuffer> {
  const json = new TextEncoder().encode(typeof header === "string" ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + json.length + data.length);
  new DataView(bytes.buffer).setBigUint64(0, length ?? BigInt(json.length), true);
  bytes.set(json, 8);
  bytes.set(data, 8 + json.length);
  return bytes;
}

const bitsOf = (data: Float32Array = new Float32Array(0)) =>
  new Uint32Array(data.buffer as ArrayBuffer, data.byteOffset, data.length);
const read = (bytes: Uint8Array<ArrayBuffer>) => readSafetensors(bytes, "net.safetensors");
const entry = (dtype: string, shape: unknown, from: unknown, to: unknown) => ({
  dtype,
  shape,
  data_offsets: [from, to],
});

const arrays = fc.dictionary(
  fc.string({ minLength: 1 }).filter((name) => name !== "__proto__" && name !== "__metadata__"),
  fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 4 }).chain((shape) => {
    const length = shape.reduce((product, dim) => product * dim, 1);
    return fc
      .float32Array({ minLength: length, maxLength: length })
      .map((data): StateArray => ({ shape, data }));
  }),
);

describe("writeSafetensors", () => {
  it("is read back to the bit", async () => {
    await fc.assert(
      fc.asyncProperty(arrays, async (record) => {
        const state = new Map(Object.entries(record));
        const back = (await read(writeSafetensors(state))).arrays;
        expect([...back.keys()].sort()).toEqual([...state.keys()].sort());
        for (const [name, { shape, data }] of state) {
          expect(back.get(name)?.shape).toEqual(shape);
          expect(bitsOf(back.get(name)?.data)).toEqual(bitsOf(data));
        }
      }),
    );
  });

  it("gives the same bytes whatever the order, with the data on a boundary of 8", () => {
    const a = { shape: [2], data: Float32Array.of(1, 2) };
    const b = { shape: [], data: Float32Array.of(3) };
    const one = writeSafetensors(
      new Map([
        ["b", b],
        ["a", a],
      ]),
      { y: "2", x: "1" },
    );
    const other = writeSafetensors(
      new Map([
        ["a", a],
        ["b", b],
      ]),
      { x: "1", y: "2" },
    );
    expect(one).toEqual(other);
    expect(new DataView(one.buffer).getBigUint64(0, true) % 8n).toBe(0n);
    const header = new TextDecoder().decode(one.subarray(8, one.length - 12)).trimEnd();
    expect(header).toBe(
      '{"__metadata__":{"x":"1","y":"2"},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},' +
        '"b":{"dtype":"F32","shape":[],"data_offsets":[8,12]}}',
    );
  });

  it("keeps metadata", async () => {
    const { metadata } = await read(writeSafetensors(new Map(), { format: "pt" }));
    expect([...metadata]).toEqual([["format", "pt"]]);
  });

  it("refuses an array whose shape says another length", () => {
    expect(() => writeSafetensors(new Map([["w", { shape: [3], data: new Float32Array(2) }]]))).toThrow(
      /w has 2/,
    );
  });
});

describe("readSafetensors", () => {
  it("reads half precision, bfloat16 and whole numbers as float32", async () => {
    const data = new Uint8Array([0x00, 0x3c, 0x01, 0x00, 0xc0, 0x3f, 7, 0, 0, 0, 0, 0, 0, 0, 255]);
    const { arrays } = await read(
      file(
        {
          half: entry("F16", [2], 0, 4),
          brain: entry("BF16", [1], 4, 6),
          steps: entry("I64", [], 6, 14),
          byte: entry("U8", [1], 14, 15),
        },
        data,
      ),
    );
    expect([...(arrays.get("half")?.data ?? [])]).toEqual([1, 2 ** -24]);
    expect([...(arrays.get("brain")?.data ?? [])]).toEqual([1.5]);
    expect([...(arrays.get("steps")?.data ?? [])]).toEqual([7]);
    expect([...(arrays.get("byte")?.data ?? [])]).toEqual([255]);
  });

  it.each<[string, Uint8Array<ArrayBuffer>, RegExp]>([
    ["an empty file", new Uint8Array(0), /only 0 bytes/],
    ["a header longer than the file", file("{}", undefined, 1000n), /is cut off.*inside its header of 1000/],
    ["a header of 2^63 bytes", file("{}", undefined, 2n ** 63n), /claims to be 9223372036854775808 bytes/],
    ["a header that is no JSON", file("{a}"), /is not JSON/],
    ["a header that is a list", file("[]"), /not a list of names/],
    [
      "a header that is not UTF-8",
      (() => {
        const f = file('{"a":1}');
        f[10] = 0xff;
        return f;
      })(),
      /is not JSON/,
    ],
    ["sizes of 2^63", file({ w: entry("F32", [2 ** 63], 0, 4) }, new Uint8Array(4)), /w has the shape/],
    [
      "sizes whose product overflows",
      file({ w: entry("F32", [2 ** 40, 2 ** 40], 0, 4) }, new Uint8Array(4)),
      /w of F32/,
    ],
    ["a negative size", file({ w: entry("F32", [-1], 0, 4) }, new Uint8Array(4)), /w has the shape \[-1\]/],
    [
      "a length that is no multiple",
      file({ w: entry("F32", [1], 0, 3) }, new Uint8Array(3)),
      /needs 4 bytes, but has 3/,
    ],
    [
      "offsets backwards",
      file({ w: entry("F32", [1], 4, 0) }, new Uint8Array(4)),
      /needs 4 bytes, but has -4/,
    ],
    ["offsets that are text", file({ w: entry("F32", [1], "0", 4) }, new Uint8Array(4)), /w lies at/],
    [
      "overlapping arrays",
      file({ a: entry("F32", [1], 0, 4), b: entry("F32", [1], 2, 6) }, new Uint8Array(6)),
      /b shares bytes/,
    ],
    ["a gap", file({ a: entry("U8", [1], 1, 2) }, new Uint8Array(2)), /1 byte before a belong to no array/],
    ["bytes left over", file({ a: entry("U8", [1], 0, 1) }, new Uint8Array(3)), /2 bytes at its end/],
    [
      "data cut off",
      file({ w: entry("F32", [4], 0, 16) }, new Uint8Array(9)),
      /is cut off: w ends at byte 16/,
    ],
    [
      "a type not understood",
      file({ w: entry("F64", [1], 0, 8) }, new Uint8Array(8)),
      /w has numbers of type F64/,
    ],
    ["a type from Object.prototype", file({ w: entry("toString", [0], 0, 0) }), /of type toString/],
    ["no type", file({ w: { shape: [], data_offsets: [0, 4] } }, new Uint8Array(4)), /w has no type/],
    [
      "a name twice",
      file(
        '{"w":{"dtype":"U8","shape":[0],"data_offsets":[0,0]},"\\u0077":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}',
      ),
      /“w” twice/,
    ],
    ["__proto__", file('{"__proto__":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}'), /__proto__/],
    ["metadata that are numbers", file({ __metadata__: { a: 1 } }), /“a” is not text/],
    [
      "a whole number too large",
      file({ n: entry("I64", [1], 0, 8) }, new Uint8Array([1, 0, 0, 1, 0, 0, 0, 0])),
      /n holds 16777217/,
    ],
  ])("refuses %s", async (_, bytes, message) => {
    const reading = read(bytes);
    await expect(reading).rejects.toThrow(NodeError);
    await expect(reading).rejects.toThrow(message);
    await expect(reading).rejects.toThrow(/net\.safetensors/);
  });

  it("never fails but by a NodeError, whichever byte is changed", async () => {
    const good = writeSafetensors(
      new Map([
        ["features.0.weight", { shape: [2, 1], data: Float32Array.of(1, 2) }],
        ["b", { shape: [1], data: Float32Array.of(3) }],
      ]),
      { format: "pt" },
    );
    await fc.assert(
      fc.asyncProperty(fc.nat(good.length - 1), fc.nat(255), fc.nat(good.length), async (at, value, cut) => {
        for (const bytes of [good.with(at, value), good.slice(0, cut)]) {
          try {
            const { arrays } = await read(bytes);
            for (const { shape, data } of arrays.values()) {
              expect(data.length).toBe(shape.reduce((product, dim) => product * dim, 1));
            }
          } catch (cause) {
            if (!(cause instanceof NodeError)) throw cause;
          }
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe("half precision", () => {
  it.each([
    [0x0000, 0],
    [0x8000, -0],
    [0x3c00, 1],
    [0xc000, -2],
    [0x7bff, 65504],
    [0x0400, 2 ** -14],
    [0x03ff, 1023 * 2 ** -24],
    [0x8001, -(2 ** -24)],
    [0x7c00, Infinity],
    [0xfc00, -Infinity],
    [0x7e00, NaN],
  ])("0x%i is %d", (half, value) => expect(fromHalf(half)).toBe(value));

  it("is the formula of the standard for every finite number", () => {
    for (let half = 0; half < 0x10000; half++) {
      const exponent = (half >> 10) & 31;
      if (exponent === 31) continue;
      const fraction = half & 0x3ff;
      const magnitude = exponent ? (1 + fraction / 1024) * 2 ** (exponent - 15) : fraction * 2 ** -24;
      if (fromHalf(half) !== (half & 0x8000 ? -magnitude : magnitude)) expect.fail(`0x${half.toString(16)}`);
    }
  });

  it("reads bfloat16 as the upper half of float32", () => {
    expect(fromBfloat(0x3f80)).toBe(1);
    expect(fromBfloat(0xff80)).toBe(-Infinity);
    expect(fromBfloat(0x0001)).toBe(2 ** -133);
  });
});
