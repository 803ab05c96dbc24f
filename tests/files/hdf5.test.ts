import { describe, expect, it } from "vitest";
import { openHdf5 } from "@/files/hdf5";
import { expectRefusal, fixture, fixtureBytes, given } from "./weight-fixtures";

const open = (bytes: Uint8Array<ArrayBuffer>) => openHdf5(new Blob([bytes]), "net.h5");

/** Where the root group's tree, its first table of symbols and its object header lie in not-vgg.h5. */
const TREE = 0x88;
const ROOT_HEADER = 0x60;

/** The first place where these bytes stand. */
function find(bytes: Uint8Array, text: string, from = 0): number {
  return Buffer.from(bytes).indexOf(text, from, "latin1");
}

describe("openHdf5", () => {
  it("lists arrays by their paths, with their shapes", async () => {
    const stored = await openHdf5((await fixture("not-vgg.h5")).file, "not-vgg.h5");
    expect(stored.map(({ name, shape }) => [name, shape])).toEqual([
      ["conv2d/conv2d/bias:0", [4]],
      ["conv2d/conv2d/kernel:0", [3, 3, 3, 4]],
      ["conv2d_1/conv2d_1/bias:0", [4]],
      ["conv2d_1/conv2d_1/kernel:0", [3, 3, 3, 4]],
    ]);
    expect([...((await stored[0]?.read()) ?? [])]).toEqual([0, 0, 0, 0]);
  });

  it("stops at a tree that names the same nodes again and again", async () => {
    const bytes = await fixtureBytes("not-vgg.h5");
    const children = 5000;
    const levels = 12;
    const node = 24 + 16 * children + 8;
    const bomb = new Uint8Array(bytes.length + levels * node);
    bomb.set(bytes);
    const view = new DataView(bomb.buffer);
    const at = (level: number) => (level === 0 ? TREE : bytes.length + (level - 1) * node);
    for (let level = 1; level <= levels; level++) {
      bomb.set(new TextEncoder().encode("TREE"), at(level));
      bomb[at(level) + 5] = level;
      view.setUint16(at(level) + 6, children, true);
      for (let child = 0; child < children; child++) {
        view.setBigUint64(at(level) + 32 + 16 * child, BigInt(at(level - 1)), true);
      }
    }
    // The root group's header and the superblock's copy both say where its tree is.
    view.setBigUint64(0x50, BigInt(at(levels)), true);
    view.setBigUint64(0x78, BigInt(at(levels)), true);
    await expect(open(bomb)).rejects.toThrow(/net\.h5 .*goes in circles/);
  });

  it("stops at a group that holds itself", async () => {
    const bytes = await fixtureBytes("not-vgg.h5");
    const symbols = find(bytes, "SNOD");
    new DataView(bytes.buffer).setBigUint64(symbols + 8 + 8, BigInt(ROOT_HEADER), true);
    await expect(open(bytes)).rejects.toThrow(/net\.h5 has groups nested more than 24 deep/);
  });

  it.each<[string, (bytes: Uint8Array<ArrayBuffer>, view: DataView) => unknown, RegExp]>([
    ["nothing but zeros behind its first bytes", (b) => b.fill(0, 30), /net\.h5/],
    [
      "a length of 2^63",
      (_, v) => v.setBigUint64(40, 2n ** 63n, true),
      /cut off.*should have 9223372036854775808/,
    ],
    ["another version", (b) => b.fill(9, 8, 9), /version 9 of HDF5/],
    ["no tree", (b) => b.fill(0xff, TREE + 4, TREE + 300), /damaged|circles/],
    ["newer headers", (b) => b.set(new TextEncoder().encode("OHDR\x02"), ROOT_HEADER), /newer layout/],
    ["addresses outside", (_, v) => v.setBigUint64(0x40, 2n ** 62n, true), /net\.h5 is damaged/],
  ])("refuses %s", async (_, change, message) => {
    const bytes = await fixtureBytes("not-vgg.h5");
    change(bytes, new DataView(bytes.buffer));
    await expect(open(bytes)).rejects.toThrow(message);
  });

  it("refuses to call what lies outside of the file an array", async () => {
    const bytes = await fixtureBytes("keras-notop.h5");
    const view = new DataView(bytes.buffer);
    // A data layout message of version 3 in one piece; its size is that of block1_conv1's kernel, 27 numbers.
    const at = bytes.findIndex(
      (_, i) =>
        i + 18 < bytes.length &&
        bytes[i] === 3 &&
        bytes[i + 1] === 1 &&
        view.getBigUint64(i + 10, true) === 108n,
    );
    view.setBigUint64(at + 2, 2n ** 62n, true);
    await expectRefusal(
      [given("net.h5", bytes)],
      /net\.h5: block1_conv1\/block1_conv1_W_1:0 lies at byte 4611686018427387904/,
    );
    view.setBigUint64(at + 10, 2n ** 63n, true);
    await expectRefusal([given("net.h5", bytes)], /needs 108 bytes, but has 9223372036854775808/);
  });
});

describe("readWeights refuses an .h5", () => {
  it.each([
    ["not-vgg.h5", /not-vgg\.h5 holds no VGG16: VGG16 has 13 convolutions, and this file has 2 \(conv2d/],
    ["vgg19.h5", /vgg19\.h5 holds another network than VGG16: it has block3_conv4/],
    ["compressed.h5", /compressed\.h5: block1_conv2\/kernel:0 is compressed/],
  ])("%s", async (name, message) => {
    await expectRefusal([await fixture(name)], message);
  });
});
