import { deflateSync } from "node:zlib";
import { randomStream } from "../../src/random";
import { makeZip } from "../../tests/files/zip-writer";
import { pngOf, type SeedFile } from "./seeds";

type Bytes = Uint8Array<ArrayBuffer>;
const SIDE = 24;
const CLASSES = ["Cr", "In", "Pa", "Sc"];

/** Ways in which a picture can be bad; each is made of a good PNG. */
const BAD: readonly { readonly what: string; readonly ending: string; make(good: Bytes): Bytes }[] = [
  { what: "nothing in it", ending: "png", make: () => new Uint8Array() },
  { what: "cut off", ending: "png", make: (good) => good.slice(0, good.length / 2) },
  {
    what: "a wrong checksum",
    ending: "png",
    make: (good) => good.map((byte, at) => (at === 60 ? byte ^ 64 : byte)),
  },
  { what: "words", ending: "jpg", make: () => utf8("These are words, and no picture.") },
  { what: "a web page", ending: "png", make: () => utf8("<!doctype html><title>Not found</title>") },
  {
    what: "a drawing",
    ending: "png",
    make: () => utf8(`<svg xmlns="http://www.w3.org/2000/svg"><circle r="9"/></svg>`),
  },
  { what: "a zip", ending: "jpg", make: (good) => makeZip([{ name: "a.png", data: good }]) },
  { what: "30,000 × 30,000 px", ending: "png", make: () => png(30_000, 30_000, new Uint8Array(99)) },
  { what: "fewer pixels than it claims", ending: "png", make: () => png(SIDE, SIDE, new Uint8Array(99)) },
  {
    what: "a JPEG without an end",
    ending: "jpg",
    make: () => Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 0, 16, 0x4a, 0x46),
  },
];

export const WAYS = BAD.length;

/** `count` pictures of four classes, of which `bad` are bad, by turns in each way. */
export function pictureSet(
  seed: number,
  count: number,
  bad: number,
): { readonly good: SeedFile[]; readonly bad: SeedFile[] } {
  const random = randomStream(seed, "picture set");
  const files = Array.from({ length: count }, (_, at) => {
    const label = at % CLASSES.length;
    // The class is in the brightness, so that there is something to learn.
    const rows = Uint8Array.from({ length: SIDE * (SIDE + 1) }, (_, i) =>
      i % (SIDE + 1) === 0 ? 0 : 30 + 50 * label + random.int(40),
    );
    return { path: `${CLASSES[label]}_${at}`, bytes: png(SIDE, SIDE, rows) };
  });
  const every = Math.floor(count / bad);
  // One in each row of `every`, each time of another class.
  const isBad = (at: number) => at % every === Math.floor(at / every) % CLASSES.length && at < bad * every;
  return {
    good: files.filter((_, at) => !isBad(at)).map(({ path, bytes }) => ({ path: `${path}.png`, bytes })),
    bad: files
      .filter((_, at) => isBad(at))
      .map(({ path, bytes }, at) => {
        const way = BAD[at % BAD.length] as (typeof BAD)[number];
        return { path: `${path}.${way.ending}`, bytes: way.make(bytes) };
      }),
  };
}

function png(width: number, height: number, rows: Uint8Array): Bytes {
  const header = new Uint8Array(13);
  new DataView(header.buffer).setUint32(0, width);
  new DataView(header.buffer).setUint32(4, height);
  header.set([8, 0], 8);
  return pngOf(
    { type: "IHDR", data: header },
    { type: "IDAT", data: deflateSync(rows) },
    { type: "IEND", data: new Uint8Array() },
  );
}

function utf8(value: string): Bytes {
  return new TextEncoder().encode(value) as Bytes;
}
