import { describe, expect, it } from "vitest";
import { Tuple, unpickle } from "@/files/pickle";
import { Op } from "@/files/pickle-codes";
import { NodeError } from "@/graph/problem";
import { global, type Piece, pickle, text, tuple, uint32, uint64, whole } from "./pickle-writer";
import { fixtureBytes } from "./weight-fixtures";

const NOTHING = { global: () => undefined, persistent: () => null };
const run = (...pieces: Piece[]) => unpickle(pickle(...pieces), "evil.pth", NOTHING).value;

function refusal(...pieces: Piece[]): string {
  try {
    run(...pieces);
  } catch (error) {
    expect(error).toBeInstanceOf(NodeError);
    return String(error);
  }
  throw new Error("It was not refused.");
}

describe("unpickle", () => {
  it.each([2, 3, 4, 5])("makes what Python pickled by protocol %i", async (protocol) => {
    const bytes = await fixtureBytes(`plain-${protocol}.pkl`);
    expect(unpickle(bytes, "a.pth", NOTHING)).toEqual({
      end: bytes.length,
      value: new Map<string, unknown>([
        ["n", null],
        ["t", true],
        ["i", -5],
        ["b", 300],
        ["big", 2n ** 70n],
        ["neg", -(2 ** 40)],
        ["f", 1.5],
        ["u", "µ".repeat(300)],
        ["l", [1, [2], new Tuple([])]],
        ["tu", new Tuple([1, 2, 3, 4])],
        ["three", new Tuple([1, 2, 3])],
        ["d", new Map([[1, new Map()]])],
      ]),
    });
  });

  it.each<[string, Piece[]]>([
    ["os.system", [global("os", "system"), tuple(text("touch /tmp/owned")), Op.REDUCE]],
    ["builtins.eval", [text("builtins"), text("eval"), Op.STACK_GLOBAL, tuple(text("1")), Op.REDUCE]],
    ["posix.system", [global("posix", "system")]],
    [
      "torch._utils._rebuild_tensor_v2.__globals__",
      [global("torch._utils", "_rebuild_tensor_v2.__globals__")],
    ],
    ["constructor.prototype", [global("constructor", "prototype")]],
  ])("refuses %s by its name", (name, pieces) => {
    expect(refusal(...pieces)).toContain(`evil.pth asks for “${name}”`);
  });

  it("keeps a hostile name short and printable", () => {
    const message = refusal(text("\u0007".repeat(5)), text("x".repeat(5000)), Op.STACK_GLOBAL);
    expect(message.length).toBeLessThan(500);
    expect(message).not.toContain("\u0007");
  });

  it("lets a list hold itself, and walks into it no further", () => {
    const list = run(Op.EMPTY_LIST, Op.BINPUT, 0, Op.BINGET, 0, Op.APPEND) as unknown[];
    expect(list[0]).toBe(list);
  });

  it.each<[string, Piece[], RegExp]>([
    ["instructions that make objects", [Op.EMPTY_TUPLE, Op.EMPTY_TUPLE, 0x81], /instruction 0x81 is none/],
    ["extension codes", [0x82, 1], /instruction 0x82/],
    ["a protocol to come", [Op.PROTO, 6], /protocol 6/],
    ["taking from an empty stack", [Op.POP], /takes what is not there/],
    ["taking what lies below a mark", [Op.NONE, Op.NONE, Op.MARK, Op.POP], /takes what is not there/],
    ["an end without a begin", [Op.TUPLE], /closes what was not opened/],
    [
      "text of 2^63 bytes",
      [Op.BINUNICODE8, uint64(2n ** 63n)],
      /a piece of 9223372036854775808 bytes where 1 are left/,
    ],
    ["text of 4 GB", [Op.BINUNICODE, uint32(0xffffffff)], /a piece of 4294967295 bytes/],
    ["bytes of 2^64 - 1", [Op.BINBYTES8, uint64(2n ** 64n - 1n)], /18446744073709551615/],
    ["a frame beyond the end", [Op.FRAME, uint64(2n ** 40n)], /1099511627776/],
    ["a huge whole number", [Op.LONG4, uint32(65), new Uint8Array(65)], /a whole number of 65 bytes/],
    ["recalling what was not stored", [Op.LONG_BINGET, uint32(7)], /recalls number 7/],
    ["a key without a value", [Op.MARK, Op.NONE, Op.DICT], /a key without a value/],
    ["entries into what is no dict", [Op.NONE, Op.NONE, Op.NONE, Op.SETITEM], /into what is no dict/],
    ["appending to what is no list", [Op.NONE, Op.NONE, Op.APPEND], /no list/],
    ["calling a number", [whole(1), Op.EMPTY_TUPLE, Op.REDUCE], /cannot be called/],
    ["a state for a number", [whole(1), Op.NONE, Op.BUILD], /a state to what has none/],
    ["a name without an end", [Op.GLOBAL, new Uint8Array(5000).fill(0x61)], /has no end/],
    ["a name that is no text", [Op.NONE, Op.NONE, Op.STACK_GLOBAL], /whose name is not text/],
    ["marks in marks in marks", [new Uint8Array(1001).fill(Op.MARK)], /nested more than 1000 deep/],
    [
      "two million instructions",
      [new Uint8Array(2_000_000).fill(Op.EMPTY_LIST)],
      /more than 1,000,000 steps/,
    ],
  ])("refuses %s", (_, pieces, message) => {
    expect(refusal(...pieces)).toMatch(message);
  });

  it("refuses what stops in the middle, wherever", () => {
    const bytes = pickle(text("key"), whole(5), Op.BINFLOAT, new Uint8Array(8), Op.TUPLE3);
    for (let length = 0; length < bytes.length; length++) {
      expect(() => unpickle(bytes.subarray(0, length), "a.pth", NOTHING)).toThrow(/a\.pth is damaged/);
    }
  });
});
