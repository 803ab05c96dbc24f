import { deflateSync } from "node:zlib";
import { linkFragment } from "../../src/files/graph-link";
import { Op } from "../../src/files/pickle-codes";
import { dict, global, legacy, pickle, storage, tensor, text, uint32 } from "../../tests/files/pickle-writer";
import { makeZip, type ZipEntry } from "../../tests/files/zip-writer";
import type { Input } from "./make";
import { joined, SCRIPT } from "./mutate";
import type { KindName } from "./open";
import { pngOf } from "./seeds";

type Bytes = Uint8Array<ArrayBuffer>;
const utf8 = (value: string) => new TextEncoder().encode(value) as Bytes;

/** Inputs made by hand, each against one thing that a reader could trust: they are made when asked for, since some are large. */
const MADE: readonly (readonly [kind: KindName, name: string, make: () => Bytes])[] = [
  // Zips.
  ["archive", "bomb.zip", () => makeZip([{ name: "A_1.png", data: new Uint8Array(64e6) }])],
  [
    "archive",
    "claims-petabytes.zip",
    () => makeZip([{ name: "A_1.png", data: new Uint8Array(9), claims: { size: 0xfffffffe } }]),
  ],
  [
    "archive",
    "lying-size.zip",
    () => makeZip([{ name: "A_1.png", data: new Uint8Array(5000), claims: { size: 4 } }]),
  ],
  [
    "archive",
    "overlapping.zip",
    () =>
      makeZip(
        Array.from(
          { length: 500 },
          (_, at): ZipEntry => ({
            name: `A_${at}.png`,
            data: new Uint8Array(1e5),
            ...(at > 0 ? { sharesWith: 0 } : {}),
          }),
        ),
      ),
  ],
  ["archive", "climbs.zip", () => makeZip([{ name: "../../A_1.png", data: new Uint8Array(9) }])],
  ["archive", "absolute.zip", () => makeZip([{ name: "/etc/A_1.png", data: new Uint8Array(9) }])],
  ["archive", "drive.zip", () => makeZip([{ name: "C:\\A_1.png", data: new Uint8Array(9) }])],
  ["archive", "encrypted.zip", () => makeZip([{ name: "A_1.png", data: new Uint8Array(90), flags: 1 }])],
  ["archive", "a-million-entries.zip", () => manyEntries(1_000_000)],
  ["archive", "zip64-without-end.zip", () => zip64(0xffffffffffffffn)],
  ["archive", "zip64-itself.zip", () => zip64(0n)],
  [
    "archive",
    "zip-in-a-zip.zip",
    () => makeZip([{ name: "A_1.png", data: makeZip([{ name: "A_1.png", data: new Uint8Array(9) }]) }]),
  ],
  // Pictures.
  ["picture", "30000-squared.png", () => pngOf(header(30_000, 30_000), idat(new Uint8Array(900)), END)],
  [
    "picture",
    "10000-squared-of-nothing.png",
    () => pngOf(header(10_000, 10_000, 16, 6), { type: "IDAT", data: new Uint8Array(70_000) }, END),
  ],
  ["picture", "one-pixel.png", () => pngOf(header(1, 1), idat(Uint8Array.of(0, 7)), END)],
  [
    "picture",
    "inflates-to-1-gb.png",
    () => pngOf(header(60, 60), { type: "IDAT", data: deflateSync(new Uint8Array(1e8), { level: 9 }) }, END),
  ],
  [
    "picture",
    "drawing.png",
    () => utf8(`<svg xmlns="http://www.w3.org/2000/svg" onload="__ran()"><script>__ran()</script></svg>`),
  ],
  ["picture", "page.jpg", () => utf8(`<!doctype html><script>__ran()</script>`)],
  [
    "picture",
    "30000-squared.jpg",
    () =>
      Uint8Array.from([0xff, 0xd8, 0xff, 0xc0, 0, 11, 8, 0x75, 0x30, 0x75, 0x30, 1, 1, 0x11, 0, 0xff, 0xd9]),
  ],
  ["picture", "many-scans.jpg", () => manyScans()],
  ["picture", "one-tag-over-and-over.tif", () => oneTag(60_000)],
  ["picture", "strips-of-a-pixel.tif", () => tinyStrips(100_000)],
  ["picture", "pages-in-a-circle.tif", () => circle()],
  [
    "picture",
    "tile-of-bits.tif",
    () =>
      tiff([
        [256, 9],
        [257, 9],
        [258, 1],
        [262, 1],
        [277, 1],
        [322, 4],
        [323, 4],
        [324, 8],
        [325, 4],
      ]),
  ],
  // Graphs, walkthroughs, links.
  ["graph", "nested.json", () => utf8(`${"[".repeat(4e6)}`)],
  ["graph", "blanks.json", () => utf8(" ".repeat(7.9e6))],
  [
    "graph",
    "half-a-million-names.json",
    () => utf8(graphOf(`"nodes":{${Array.from({ length: 400_000 }, (_, at) => `"n${at}":1`).join(",")}}`)),
  ],
  [
    "graph",
    "torn-strings.json",
    () => utf8(`${graphOf('"nodes":{}').slice(0, -1)},"notes":["${"\\u00".repeat(900_000)}`),
  ],
  ["graph", "one-long-number.json", () => utf8(graphOf(`"nodes":{},"x":${"9".repeat(7e6)}`))],
  [
    "graph",
    "reaches-for-prototypes.json",
    () => utf8(graphOf('"nodes":{"a":{"type":"split","version":1,"settings":{"__proto__":{"polluted":1}}}}')),
  ],
  [
    "graph",
    "surrogates.json",
    () => utf8(graphOf('"title":"\\ud800","nodes":{"\\udfff":{"type":"\\ud800","version":1,"settings":{}}}')),
  ],
  ["link", "half-a-link", () => utf8(linkFragment(graphOf('"nodes":{}')).slice(0, 30))],
  ["link", "eight-million-letters", () => utf8(`#g=1.${"A".repeat(7.9e6)}`)],
  [
    "walkthrough",
    "nested.json",
    () =>
      utf8(
        `{"format":"tensorloom-walkthrough","formatVersion":1,"steps":${"[".repeat(9e5)}${"]".repeat(9e5)}}`,
      ),
  ],
  [
    "walkthrough",
    "goals-in-goals.json",
    () =>
      utf8(
        `{"format":"tensorloom-walkthrough","formatVersion":1,"id":"a","title":"a","summary":"a","start":{},"steps":[{"id":"a","title":"a","text":"a","goal":${'{"kind":"all","goals":['.repeat(15)}{"kind":"none"}${"]}".repeat(15)}}]}`,
      ),
  ],
  [
    "bundle",
    "manifest-of-a-million.loom",
    () =>
      makeZip([{ name: "manifest.json", data: utf8(`{"entries":[${"0,".repeat(1.5e6)}0]}`), stored: true }]),
  ],
  [
    "bundle",
    "nested-manifest.loom",
    () => makeZip([{ name: "manifest.json", data: utf8("[".repeat(4e6)), stored: true }]),
  ],
  [
    "bundle",
    "scripts.loom",
    () =>
      makeZip([
        {
          name: "manifest.json",
          data: utf8(
            JSON.stringify({
              format: "tensorloom-bundle",
              formatVersion: 1,
              title: SCRIPT,
              entries: [{ path: SCRIPT, role: "graph", bytes: 0, sha256: "0".repeat(64) }],
            }),
          ),
        },
      ]),
  ],
  // Weights.
  [
    "weights",
    "runs-a-program.pth",
    () =>
      legacy(
        pickle(global("os", "system"), text("touch /tmp/pwned"), Op.TUPLE1, Op.REDUCE),
        pickle(Op.EMPTY_LIST),
      ),
  ],
  ["weights", "billion-laughs.pth", () => laughing(0)],
  ["weights", "billion-laughs-as-a-key.pth", () => laughing(1)],
  [
    "weights",
    "a-key-that-is-no-text.pth",
    () =>
      legacy(
        pickle(dict(["a", tensor(2, 0, [2], [1])], ["b", tensor(2, 0, [2], [1])])),
        pickle(Op.EMPTY_LIST, Op.EMPTY_DICT, Op.APPEND),
      ),
  ],
  [
    "weights",
    "storage-of-everything.pth",
    () =>
      legacy(
        pickle(dict(["a", tensor(2 ** 31 - 1, 0, [2 ** 31 - 1], [1])], ["b", storage(3)])),
        pickle(Op.EMPTY_LIST, text("0"), Op.APPEND),
      ),
  ],
  [
    "weights",
    "deep.pth",
    () =>
      joined(
        Uint8Array.of(Op.PROTO, 2),
        new Uint8Array(400_000).fill(Op.EMPTY_TUPLE),
        new Uint8Array(390_000).fill(Op.TUPLE2),
        Uint8Array.of(Op.STOP),
      ),
  ],
  [
    "weights",
    "long-header.safetensors",
    () => safetensors(`{"${"a".repeat(2e7)}":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}`, 4),
  ],
  [
    "weights",
    "many-names.safetensors",
    () =>
      safetensors(
        `{${Array.from({ length: 300_000 }, (_, at) => `"a${at}":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}`).join(",")}}`,
        0,
      ),
  ],
  [
    "weights",
    "long-shape.safetensors",
    () => safetensors(`{"a":{"dtype":"F32","shape":[${"1,".repeat(5e5)}1],"data_offsets":[0,9]}}`, 9),
  ],
  [
    "weights",
    "long-type.safetensors",
    () => safetensors(`{"a":{"dtype":"${"F".repeat(5000)}","shape":[1],"data_offsets":[0,4]}}`, 4),
  ],
  ["weights", "many-axes.onnx", () => manyAxes()],
  [
    "weights",
    "array-without-a-name.onnx",
    () => Uint8Array.from([8, 8, 0x3a, 8, 0x2a, 6, 0x10, 1, 8, 0xff, 0xff, 0x7f]),
  ],
  [
    "weights",
    "quantised-somehow.json",
    () =>
      utf8(
        '{"weightsManifest":[{"paths":["a.bin"],"weights":[{"name":"a","shape":[1],"dtype":"float32","quantization":{}}]}]}',
      ),
  ],
  [
    "weights",
    "of-no-type.json",
    () => utf8('{"weightsManifest":[{"paths":["a.bin"],"weights":[{"name":"a","shape":[1]}]}]}'),
  ],
  [
    "archive",
    "name-without-end.zip",
    () => makeZip([{ name: `A_${"A".repeat(60_000)}.txt`, data: new Uint8Array(9) }]),
  ],
  ["walkthrough", "torn-at-a-nul.json", () => utf8('{"format":"tensorloom-walkthrough" \u0001')],
  [
    "graph",
    "wrong-in-200000-places.json",
    () => utf8(graphOf(`"nodes":{},"groups":{"a":{"title":"a","nodes":[${"0,".repeat(200_000)}0]}}`)),
  ],
  ["weights", "gzip.pth", () => Uint8Array.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0])],
];

/** Each made when its files are asked for. */
export function crafted(): (Input & { readonly name: string })[] {
  return MADE.map(([kind, name, make]) => {
    let bytes: Bytes | undefined;
    return {
      kind,
      name,
      get files() {
        bytes ??= make();
        return [{ path: name, bytes }];
      },
    };
  });
}

const END = { type: "IEND", data: new Uint8Array() };

function header(width: number, height: number, depth = 8, colour = 0) {
  const data = new Uint8Array(13);
  const view = new DataView(data.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  data.set([depth, colour], 8);
  return { type: "IHDR", data };
}

function idat(data: Uint8Array) {
  return { type: "IDAT", data: deflateSync(data) };
}

function graphOf(fields: string): string {
  return `{"format":"tensorloom","formatVersion":1,${fields}}`;
}

/** Entries without content, the fewest bytes that a zip spends on each. */
function manyEntries(count: number): Bytes {
  const local = 30 + 7;
  const central = 46 + 7;
  const bytes = new Uint8Array(count * (local + central) + 98);
  const view = new DataView(bytes.buffer);
  for (let at = 0; at < count; at++) {
    const name = utf8(at.toString(36).padStart(7, "0"));
    const from = at * local;
    view.setUint32(from, 0x04034b50, true);
    view.setUint16(from + 4, 20, true);
    view.setUint16(from + 26, 7, true);
    bytes.set(name, from + 30);
    const to = count * local + at * central;
    view.setUint32(to, 0x02014b50, true);
    view.setUint16(to + 28, 7, true);
    view.setUint32(to + 42, from, true);
    bytes.set(name, to + 46);
  }
  let at = count * (local + central);
  // Zip64's own end, and where that is.
  view.setUint32(at, 0x06064b50, true);
  view.setBigUint64(at + 4, 44n, true);
  view.setBigUint64(at + 24, BigInt(count), true);
  view.setBigUint64(at + 32, BigInt(count), true);
  view.setBigUint64(at + 40, BigInt(count * central), true);
  view.setBigUint64(at + 48, BigInt(count * local), true);
  view.setUint32(at + 56, 0x07064b50, true);
  view.setBigUint64(at + 64, BigInt(at), true);
  view.setUint32(at + 72, 1, true);
  at += 76;
  view.setUint32(at, 0x06054b50, true);
  view.setUint16(at + 8, 0xffff, true);
  view.setUint16(at + 10, 0xffff, true);
  view.setUint32(at + 12, 0xffffffff, true);
  view.setUint32(at + 16, 0xffffffff, true);
  return bytes;
}

/** A zip64 whose end claims to be somewhere else. */
function zip64(where: bigint): Bytes {
  const made = manyEntries(3);
  new DataView(made.buffer).setBigUint64(made.length - 22 - 20 + 8, where, true);
  return made;
}

/** A progressive JPEG of 8,000 × 8,000 px that is gone through a few hundred times. */
function manyScans(): Bytes {
  const frame = [0xff, 0xc2, 0, 11, 8, 0x1f, 0x40, 0x1f, 0x40, 1, 1, 0x11, 0];
  const scan = [0xff, 0xda, 0, 8, 1, 1, 0, 0, 0, 0, 0x00];
  return Uint8Array.from([
    0xff,
    0xd8,
    ...frame,
    ...Array.from({ length: 500 }, () => scan).flat(),
    0xff,
    0xd9,
  ]);
}

type Tag = readonly [tag: number, value: number, count?: number, type?: number];

function tiff(tags: readonly Tag[], content = 64): Bytes {
  const bytes = new Uint8Array(8 + 2 + 12 * tags.length + 4 + content);
  const view = new DataView(bytes.buffer);
  bytes.set([0x49, 0x49, 42, 0, 8]);
  view.setUint16(8, tags.length, true);
  for (const [at, [tag, value, count = 1, type = 4]] of tags.entries()) {
    view.setUint16(10 + 12 * at, tag, true);
    view.setUint16(12 + 12 * at, type, true);
    view.setUint32(14 + 12 * at, count, true);
    view.setUint32(18 + 12 * at, value, true);
  }
  return bytes;
}

/** Each entry names the whole file as its values. */
function oneTag(count: number): Bytes {
  return tiff(Array.from({ length: count }, (): Tag => [258, 0, 12 * count, 1]));
}

/** A picture of one column, of which every row is a strip of its own, and all strips are the same bytes. */
function tinyStrips(rows: number): Bytes {
  const tags: Tag[] = [
    [256, 1],
    [257, rows],
    [258, 8],
    [259, 8],
    [262, 1],
    [273, 200, rows],
    [277, 1],
    [278, 1],
    [279, 200 + 4 * rows, rows],
  ];
  const made = tiff(tags, 8 * rows + 400);
  const view = new DataView(made.buffer);
  const packed = deflateSync(Uint8Array.of(7));
  for (let row = 0; row < rows; row++) {
    view.setUint32(200 + 4 * row, 200 + 8 * rows, true);
    view.setUint32(200 + 4 * rows + 4 * row, packed.length, true);
  }
  made.set(packed, 200 + 8 * rows);
  return made;
}

function circle(): Bytes {
  const made = tiff([
    [256, 4],
    [257, 4],
    [258, 8],
    [262, 1],
    [273, 8],
    [277, 1],
    [279, 16],
  ]);
  new DataView(made.buffer).setUint32(10 + 12 * 7, 8, true);
  return made;
}

/** A list of two lists, each the list before, forty times over: as a text it would fill the universe. */
function laughing(place: 0 | 1): Bytes {
  const lists: number[] = [Op.EMPTY_LIST, Op.BINPUT, 0, Op.NEWTRUE, Op.APPEND];
  for (let at = 1; at <= 40; at++)
    lists.push(Op.EMPTY_LIST, Op.BINPUT, at, Op.BINGET, at - 1, Op.APPEND, Op.BINGET, at - 1, Op.APPEND);
  const magic = Uint8Array.of(0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19);
  if (place === 0) return joined(pickle(Op.LONG1, 10, magic), pickle(...lists));
  const weights = pickle(dict(["a", tensor(2, 0, [2], [1])], ["b", tensor(2, 0, [2], [1])]));
  return legacy(weights, pickle(Op.EMPTY_LIST, ...lists, Op.APPEND));
}

function safetensors(json: string, data: number): Bytes {
  const head = utf8(json);
  return joined(uint32(head.length), uint32(0), head, new Uint8Array(data));
}

/** An array of a million axes. */
function manyAxes(): Bytes {
  const varint = (value: number): number[] =>
    value < 128 ? [value] : [(value & 127) | 128, ...varint(value >> 7)];
  const dims = new Uint8Array(1e6).fill(1);
  const tensor = joined(Uint8Array.of(0x0a, ...varint(dims.length)), dims, Uint8Array.of(0x10, 1));
  const graph = joined(Uint8Array.of(0x2a, ...varint(tensor.length)), tensor);
  return joined(Uint8Array.of(8, 8, 0x12, 0, 0x3a, ...varint(graph.length)), graph);
}
