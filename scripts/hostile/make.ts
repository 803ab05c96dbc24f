import { inflateRawSync } from "node:zlib";
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import type { GivenFile } from "../../src/files/file-set";
import { linkFragment, readLink } from "../../src/files/graph-link";
import { readPngText, withPngText } from "../../src/files/png-text";
import { type RandomStream, randomStream } from "../../src/random";
import { makeZip, type ZipEntry } from "../../tests/files/zip-writer";
import { below, damage, damageJson, joined, pick } from "./mutate";
import type { KindName } from "./open";
import { pngOf, type Seed, type SeedFile } from "./seeds";

type Bytes = Uint8Array<ArrayBuffer>;
export type Seeds = Readonly<Record<KindName, readonly Seed[]>>;

export interface Input {
  readonly kind: KindName;
  readonly files: readonly SeedFile[];
}

/** Weights and pictures have the most readers: their turn comes more often. */
const TURNS: readonly KindName[] = [
  ...(["graph", "picture", "weights", "link", "archive", "picture", "weights", "picture-graph"] as const),
  ...(["bundle", "picture", "weights", "walkthrough", "submission", "picture", "block", "archive"] as const),
];

/** Input number `index` of a campaign: the same for the same seed, whoever makes it. */
export function makeInput(seeds: Seeds, seed: number, index: number): Input {
  const kind = TURNS[index % TURNS.length] as KindName;
  const random = randomStream(seed, `hostile ${kind}`, 0, index);
  const chosen = pick(random, seeds[kind]);
  const at = below(random, chosen.length);
  const other = pick(random, pick(random, seeds[kind])).bytes;
  const files = chosen.map((file, each) =>
    each === at ? { ...file, bytes: changed(kind, file, random, other) } : file,
  );
  return { kind, files };
}

export function given({ files }: Input): GivenFile[] {
  return files.map(({ path, bytes }) => ({ path, file: new File([bytes], path) }));
}

/** Half of the inputs are damaged as bytes; the others inside, where their checksums and lengths are right again. */
function changed(kind: KindName, { path, bytes }: SeedFile, random: RandomStream, other: Bytes): Bytes {
  if (random.uniform() < 0.5) return damage(bytes, random, other);
  const text = (value: Uint8Array) => new TextDecoder().decode(value);
  const json = (value: string) => damageJson(value, random);
  if (kind === "link") return utf8(linkFragment(json(readLink(text(bytes))?.text ?? "")));
  if (kind === "picture-graph")
    return withPngText(bytes.subarray(0, 33), json(readPngText(bytes, path)?.text ?? ""));
  if (kind === "bundle" || kind === "submission") return changedBundle(bytes, random, json);
  if (kind === "archive") return lyingZip(bytes, random, other);
  if (path.endsWith(".json") || kind === "block") return utf8(json(text(bytes)));
  if (path.endsWith(".safetensors")) return changedHeader(bytes, json);
  if (path.endsWith(".png")) return rightSums(bytes, random, other);
  if (path.endsWith(".zip")) return lyingZip(bytes, random, other);
  return damage(damage(bytes, random, other), random, other);
}

function utf8(value: string): Bytes {
  return new TextEncoder().encode(value) as Bytes;
}

function changedHeader(bytes: Bytes, json: (text: string) => string): Bytes {
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  const header = utf8(json(new TextDecoder().decode(bytes.subarray(8, 8 + length))));
  const size = new Uint8Array(8);
  new DataView(size.buffer).setBigUint64(0, BigInt(header.length), true);
  return joined(size, header, bytes.subarray(8 + length));
}

/** A PNG with one of its chunks damaged, or put elsewhere, and every checksum right. */
function rightSums(bytes: Bytes, random: RandomStream, other: Bytes): Bytes {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const chunks: { type: string; data: Bytes }[] = [];
  for (let at = 8; at + 12 <= bytes.length; ) {
    const length = view.getUint32(at);
    const type = new TextDecoder("latin1").decode(bytes.subarray(at + 4, at + 8));
    chunks.push({ type, data: bytes.slice(at + 8, at + 8 + length) });
    at += 12 + length;
  }
  const chunk = pick(random, chunks);
  if (chunk.type === "IHDR" && random.uniform() < 0.5) {
    const sides = [0, 1, 7, 30_000, 65_535, 0x7fffffff, 0xffffffff];
    new DataView(chunk.data.buffer).setUint32(random.uniform() < 0.5 ? 0 : 4, pick(random, sides));
  } else chunk.data = damage(chunk.data, random, other);
  if (random.uniform() < 0.2) chunks.splice(below(random, chunks.length), 0, chunk);
  return pngOf(...chunks);
}

/** A zip of the same entries that lies about one of them. */
function lyingZip(bytes: Bytes, random: RandomStream, other: Bytes): Bytes {
  const entries: ZipEntry[] = entriesOf(bytes).map(({ name, data }) => ({ name, data }));
  const at = below(random, entries.length);
  const entry = entries[at] ?? { name: "a", data: new Uint8Array() };
  const number = () =>
    pick(random, [0, 1, entry.data.length + 1, 65_535, 0x7fffffff, 0xfffffffe, 0xffffffff]);
  const names = [
    "../up.png",
    "/etc/passwd",
    "C:\\a.png",
    "a\u0000.png",
    "",
    ".",
    "A_\ud800.png",
    "A_1.png/",
    "__proto__",
    "A".repeat(60_000),
  ];
  const lies: readonly Partial<ZipEntry>[] = [
    ...[{ claims: { size: number() } }, { claims: { packed: number() } }, { claims: { crc: number() } }],
    ...[
      { flags: pick(random, [1, 8, 0x41, 0xffff]) },
      { method: pick(random, [0, 1, 9, 12, 14, 93, 99, 0xffff]) },
    ],
    ...[{ sharesWith: below(random, entries.length) }, { name: pick(random, names) }, { stored: true }],
    ...[{ data: damage(entry.data as Bytes, random, other) }, { name: entries[0]?.name ?? "a" }],
  ];
  entries[at] = { ...entry, ...pick(random, lies) };
  const made = makeZip(entries);
  return random.uniform() < 0.3 ? damage(made, random, other) : made;
}

/** A bundle with its graph, its manifest or another text changed, and every length and digest right again. */
function changedBundle(bytes: Bytes, random: RandomStream, json: (text: string) => string): Bytes {
  const entries = entriesOf(bytes);
  const chosen = pick(
    random,
    entries.filter(({ name }) => name.endsWith(".json")),
  );
  const text = (data: Uint8Array) => new TextDecoder().decode(data);
  if (chosen.name !== "manifest.json") {
    chosen.data = utf8(json(text(chosen.data)));
    const manifest = entries.find(({ name }) => name === "manifest.json");
    const list = JSON.parse(text(manifest?.data ?? utf8("{}")));
    for (const entry of list.entries ?? [])
      if (entry.path === chosen.name)
        Object.assign(entry, { bytes: chosen.data.length, sha256: bytesToHex(sha256(chosen.data)) });
    if (manifest) manifest.data = utf8(JSON.stringify(list));
  } else chosen.data = utf8(json(text(chosen.data)));
  return makeZip(entries);
}

/** The entries of an honest zip, by its table of contents. */
function entriesOf(bytes: Bytes): { name: string; data: Bytes }[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let end = bytes.length - 22;
  while (end > 0 && view.getUint32(end, true) !== 0x06054b50) end--;
  const entries: { name: string; data: Bytes }[] = [];
  let at = view.getUint32(end + 16, true);
  for (let left = view.getUint16(end + 10, true); left > 0; left--) {
    const [packed, nameLength, extra, comment] = [
      view.getUint32(at + 20, true),
      ...[28, 30, 32].map((to) => view.getUint16(at + to, true)),
    ];
    const local = view.getUint32(at + 42, true);
    const start = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
    const data = bytes.subarray(start, start + packed);
    const name = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + (nameLength ?? 0)));
    entries.push({
      name,
      data: view.getUint16(at + 10, true) === 0 ? data.slice() : new Uint8Array(inflateRawSync(data)),
    });
    at += 46 + (nameLength ?? 0) + (extra ?? 0) + (comment ?? 0);
  }
  return entries;
}
