import { describe, expect, it } from "vitest";
import { Op } from "@/files/pickle-codes";
import { openTorchFile } from "@/files/torch-file";
import {
  dict,
  global,
  legacy,
  type Piece,
  pickle,
  storage,
  tensor,
  text,
  tuple,
  uint64,
  whole,
} from "./pickle-writer";
import { expectRefusal, fixture, fixtureBytes, given } from "./weight-fixtures";
import { makeZip, type ZipEntry } from "./zip-writer";

const KEYS = pickle(Op.EMPTY_LIST, text("0"), Op.APPEND);
const floats = (...values: number[]) => new Uint8Array(Float32Array.from(values).buffer);

/** The contents as a legacy file with one storage. */
const old = (contents: Piece, ...values: number[]) =>
  legacy(pickle(contents), KEYS, uint64(BigInt(values.length)), floats(...values));

const zipped = (contents: Piece, data: Uint8Array, ...more: ZipEntry[]) =>
  makeZip([
    { name: "vgg/data.pkl", data: pickle(contents), stored: true },
    { name: "vgg/data/0", data, stored: true },
    ...more,
  ]);

async function numbers(bytes: Uint8Array<ArrayBuffer>): Promise<Record<string, number[]>> {
  const stored = await openTorchFile(new Blob([bytes]), "a.pth");
  return Object.fromEntries(
    await Promise.all(stored.map(async (one) => [one.name, [...(await one.read())]])),
  );
}

describe("openTorchFile", () => {
  it.each([
    ["transposed", [2, 3], [1, 2], [1, 3, 5, 2, 4, 6]],
    ["with steps", [2], [3], [1, 4]],
    ["expanded", [2, 2], [0, 1], [1, 2, 1, 2]],
    ["of one number", [], [], [1]],
    ["empty", [0, 5], [5, 1], []],
  ])("reads a tensor %s", async (_, shape, strides, values) => {
    const contents = dict(["w", tensor(6, 0, shape, strides)]);
    expect(await numbers(old(contents, 1, 2, 3, 4, 5, 6))).toEqual({ w: values });
    expect(await numbers(zipped(contents, floats(1, 2, 3, 4, 5, 6)))).toEqual({ w: values });
  });

  it("finds the state dict in a checkpoint, also in one that holds itself", async () => {
    const weights = dict(["a", tensor(1, 0, [1], [1])], ["b", tensor(1, 0, [1], [1])]);
    for (const name of ["state_dict", "model", "model_state_dict", "net"]) {
      const contents = dict(["epoch", whole(3)], [name, weights]);
      expect(await numbers(old(contents, 7))).toEqual({ a: [7], b: [7] });
    }
    const round = [Op.EMPTY_DICT, Op.BINPUT, 0, text("state_dict"), Op.BINGET, 0, Op.SETITEM];
    await expectRefusal([given("a.pth", old(round, 7))], /a\.pth holds no weights by name, but state_dict/);
  });

  it.each<[string, Piece, RegExp]>([
    [
      "a call of os.system",
      [global("os", "system"), tuple(text("true")), Op.REDUCE],
      /a\.pth asks for “os\.system”/,
    ],
    ["a storage of an unknown type", storage(1, "QInt8Storage"), /“torch\.QInt8Storage”/],
    [
      "a storage that is none",
      [tuple(text("file"), text("/etc/passwd")), Op.BINPERSID],
      /not described as torch does/,
    ],
    ["a list", Op.EMPTY_LIST, /holds no weights by name\. Save/],
    ["a dict of other things", dict(["lr", whole(1)]), /but lr\. Save/],
    [
      "a tensor beyond its storage",
      dict(["w", tensor(6, 5, [2], [1])]),
      /\[2\] reaches element 6 of a storage of 6/,
    ],
    ["strides beyond the storage", dict(["w", tensor(6, 0, [2, 3], [3, 2])]), /reaches element 7/],
    [
      "a tensor that is blown up",
      dict(["w", tensor(6, 0, [99999], [0])]),
      /more numbers than its storage of 6/,
    ],
    [
      "a shape that overflows",
      dict(["w", tensor(6, 0, [2 ** 31 - 1, 2 ** 31 - 1], [0, 0])]),
      /more numbers than/,
    ],
    ["a negative size", dict(["w", tensor(6, 0, [-1], [1])]), /a shape in it is no list/],
    ["a negative stride", dict(["w", tensor(6, 5, [2], [-1])]), /strides in it is no list/],
    [
      "more axes than anyone has",
      dict(["w", tensor(6, 0, Array(9).fill(1), Array(9).fill(1))]),
      /up to 8 sizes/,
    ],
    ["fewer strides than axes", dict(["w", tensor(6, 0, [1, 1], [1])]), /other strides than axes/],
    [
      "a list given to many calls",
      [
        [text("k"), Op.NONE, Op.TUPLE2, Op.BINPUT, 1, Op.POP],
        [Op.EMPTY_LIST, Op.MARK, ...Array(40_000).fill([Op.BINGET, 1]), Op.APPENDS, Op.BINPUT, 0, Op.POP],
        ...Array(25).fill([global("collections", "OrderedDict"), tuple([Op.BINGET, 0]), Op.REDUCE]),
      ],
      /more than 1,000,000 steps/,
    ],
  ])("refuses %s in both forms", async (_, contents, message) => {
    await expectRefusal([given("a.pth", old(contents, 1, 2, 3, 4, 5, 6))], message);
    await expectRefusal([given("a.pth", zipped(contents, floats(1, 2, 3, 4, 5, 6)))], message);
  });

  const six = dict(["w", tensor(6, 0, [6], [1])]);
  it.each<[string, Uint8Array<ArrayBuffer>, RegExp]>([
    ["a pickle that is not torch's", pickle(Op.EMPTY_LIST), /is a pickle, but none by torch\.save/],
    [
      "a pickle of os.system alone",
      pickle(global("os", "system"), tuple(text("ls")), Op.REDUCE),
      /“os\.system”/,
    ],
    [
      "numbers that are cut off",
      old(six, 1, 2, 3, 4, 5, 6).slice(0, -1),
      /cut off.*before the end of its numbers “0”/,
    ],
    ["fewer numbers than claimed", old(six, 1, 2, 3), /“0” should be 6, but claim to be 3/],
    ["2^63 numbers", legacy(pickle(six), KEYS, uint64(2n ** 63n)), /claim to be 9223372036854775808/],
    ["no numbers", legacy(pickle(six), pickle(Op.EMPTY_LIST)), /the numbers of w are missing/],
    [
      "numbers of nobody",
      legacy(pickle(six), pickle(Op.EMPTY_LIST, text("9"), Op.APPEND)),
      /“9” that belong to no/,
    ],
    ["a zip without its list", makeZip([{ name: "a.txt", data: floats(1) }]), /has no data\.pkl/],
    [
      "a short entry",
      zipped(six, floats(1, 2)),
      /the numbers of w are 24 bytes in “vgg\/data\/0”, which has 8 bytes/,
    ],
    [
      "a missing entry",
      makeZip([{ name: "vgg/data.pkl", data: pickle(six) }]),
      /the numbers of w are 24 bytes in “vgg\/data\/0”, which is missing/,
    ],
    [
      "a long list",
      makeZip([{ name: "vgg/data.pkl", data: new Uint8Array(17 * 1024 ** 2), stored: true }]),
      /its list of weights has 17,825,792 bytes/,
    ],
    [
      "a big-endian machine",
      zipped(six, floats(1, 2, 3, 4, 5, 6), { name: "vgg/byteorder", data: new TextEncoder().encode("big") }),
      /saved on a big-endian machine/,
    ],
  ])("refuses %s", async (_, bytes, message) => {
    await expectRefusal([given("a.pth", bytes)], message);
  });

  it("refuses an entry that lies about its size when it is read", async () => {
    const bytes = makeZip([
      { name: "vgg/data.pkl", data: pickle(six) },
      { name: "vgg/data/0", data: floats(1), claims: { size: 24 } },
    ]);
    await expect(numbers(bytes)).rejects.toThrow(/“vgg\/data\/0” in a\.pth is damaged/);
  });

  it.each([
    [
      "whole-model.pth",
      /whole-model\.pth asks for “torch\.nn\.modules\.container\.Sequential”.*state_dict\(\)/,
    ],
    ["not-vgg.pth", /not-vgg\.pth holds no VGG16: there is no features\.0\.weight in it, but conv\.weight/],
    ["no-dict.pth", /no-dict\.pth holds no weights by name/],
  ])("refuses %s, saved by torch itself", async (name, message) => {
    await expectRefusal([await fixture(name)], message);
  });

  it("notices a flipped bit in the zip form", async () => {
    const bytes = await fixtureBytes("zip.pth");
    const at = 12_000;
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    await expectRefusal([given("a.pth", bytes)], /in a\.pth is damaged: its checksum is wrong/);
  });

  it("takes no storage of one kind for another", async () => {
    const both = dict(["w", tensor(1, 0, [1], [1])], ["x", [storage(1, "HalfStorage")]]);
    await expectRefusal([given("a.pth", old(both, 1))], /storage “0” has two types/);
  });
});
