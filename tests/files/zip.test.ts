import { describe, expect, it } from "vitest";
import { openZip } from "@/files/zip";
import { NodeError } from "@/graph/problem";
import { makeZip, type ZipEntry } from "./zip-writer";

const bytes = (text: string) => new TextEncoder().encode(text);
const text = (data: Uint8Array) => new TextDecoder().decode(data);
const open = (entries: readonly ZipEntry[]) => openZip(new Blob([makeZip(entries)]), "neu.zip");
/** Bytes that no packer makes smaller. */
function random(length: number): Uint8Array<ArrayBuffer> {
  let state = 1;
  return Uint8Array.from({ length }, () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state;
  });
}

async function refusal(work: Promise<unknown>): Promise<string> {
  const cause = await work.then(
    () => expect.fail("nothing was refused"),
    (cause: unknown) => cause,
  );
  if (!(cause instanceof NodeError)) throw cause;
  return cause.message;
}

describe("openZip", () => {
  it("lists files sorted by code unit, without folders and litter", async () => {
    const empty = new Uint8Array(0);
    const set = await open([
      { name: "b/", data: empty, stored: true },
      { name: "b/é.jpg", data: bytes("2") },
      { name: "./b\\a.jpg", data: bytes("1") },
      { name: "Z.jpg", data: bytes("3"), stored: true },
      { name: "__MACOSX/b/._a.jpg", data: bytes("x") },
      { name: "b/.DS_Store", data: bytes("x") },
      { name: "Thumbs.db", data: bytes("x") },
    ]);
    expect(set.name).toBe("neu.zip");
    expect(set.paths).toEqual(["Z.jpg", "b/a.jpg", "b/é.jpg"]);
    expect(text(await set.read("b/a.jpg"))).toBe("1");
    expect(text(await set.read("b/é.jpg"))).toBe("2");
    expect(text(await set.read("Z.jpg"))).toBe("3");
  });

  it("reads the same entry again, and several at once", async () => {
    const set = await open([
      { name: "a", data: random(300_000) },
      { name: "b", data: random(1000), stored: true },
    ]);
    const read = await Promise.all(["a", "b", "a"].map((path) => set.read(path)));
    expect(read.map((data) => data.length)).toEqual([300_000, 1000, 300_000]);
    expect(read[2]).toEqual(random(300_000));
  });

  it("reads an empty entry", async () => {
    const set = await open([{ name: "a.jpg", data: new Uint8Array(0) }]);
    expect(await set.read("a.jpg")).toEqual(new Uint8Array(0));
  });

  it("says which file is not there", async () => {
    const set = await open([{ name: "a", data: bytes("1") }]);
    expect(await refusal(set.read("__proto__"))).toBe("neu.zip has no file “__proto__”.");
  });

  const good = makeZip([{ name: "a.jpg", data: random(5000) }]);
  it.each<[string, BlobPart[], RegExp]>([
    ["an empty file", [], /^neu\.zip is an empty file: 0 bytes\.$/],
    ["text", ["hello, I am no zip at all"], /^neu\.zip is not a zip file\.$/],
    ["a zip cut in half", [good.subarray(0, 2500)], /^neu\.zip is cut off: it ends after 2,500 bytes/],
    ["a zip cut off in its table", [good.subarray(0, good.length - 30)], /^neu\.zip is cut off/],
    ["a zip of nothing", [makeZip([])], /^neu\.zip is an empty zip/],
    ["a zip of litter", [makeZip([{ name: ".DS_Store", data: bytes("x") }])], /^neu\.zip is an empty zip/],
  ])("refuses %s", async (_, parts, message) => {
    expect(await refusal(openZip(new Blob(parts), "neu.zip"))).toMatch(message);
  });

  it("says that an entry is damaged where the zip's start is missing", async () => {
    const set = await openZip(new Blob([good.subarray(1000)]), "neu.zip");
    expect(await refusal(set.read("a.jpg"))).toContain("“a.jpg” in neu.zip is damaged");
  });

  it.each(["../a.jpg", "b/../../a.jpg", "..\\a.jpg", "/etc/a.jpg", "C:\\a.jpg"])(
    "refuses the name %s",
    async (name) => {
      const message = await refusal(open([{ name, data: bytes("1") }]));
      expect(message).toContain("which lies outside of the archive");
      expect(message).toContain(JSON.stringify(name));
    },
  );

  it("refuses names with control characters", async () => {
    expect(await refusal(open([{ name: "a\u0007.jpg", data: bytes("1") }]))).toContain("is no usable name");
  });

  it("refuses a name that comes twice", async () => {
    const twice = [
      { name: "a.jpg", data: bytes("1") },
      { name: "./a.jpg", data: bytes("2") },
    ];
    expect(await refusal(open(twice))).toBe(
      "neu.zip holds “a.jpg” twice. Pack it again with each name once.",
    );
  });

  it("refuses entries that share bytes", async () => {
    const shared = [
      { name: "a.jpg", data: random(1000) },
      { name: "b.jpg", data: random(1000), sharesWith: 0 },
    ];
    expect(await refusal(open(shared))).toContain("“b.jpg” shares its bytes with another entry");
  });
});

describe("a broken entry", () => {
  const neighbour = { name: "good.jpg", data: bytes("good") };
  const reading = async (entry: Omit<ZipEntry, "name">) => {
    const set = await open([{ name: "bad.jpg", ...entry }, neighbour]);
    const message = await refusal(set.read("bad.jpg"));
    expect(text(await set.read("good.jpg"))).toBe("good");
    return message;
  };

  it("is refused when its checksum is wrong", async () => {
    const message = await reading({ data: random(1000), claims: { crc: 1 } });
    expect(message).toBe(
      "“bad.jpg” in neu.zip is damaged: its checksum is wrong. Pack or download it again.",
    );
  });

  it("is refused when one of its bits is flipped", async () => {
    const zip = makeZip([{ name: "bad.jpg", data: random(1000), stored: true }, neighbour]);
    zip[500] = (zip[500] ?? 0) ^ 4;
    const set = await openZip(new Blob([zip]), "neu.zip");
    expect(await refusal(set.read("bad.jpg"))).toContain("its checksum is wrong");
    expect(text(await set.read("good.jpg"))).toBe("good");
  });

  it("is refused when what is packed is no deflate", async () => {
    const data = new Uint8Array(1000).fill(0xff);
    expect(await reading({ data, stored: true, method: 8 })).toContain("“bad.jpg” in neu.zip is damaged");
  });

  it("is refused when encrypted", async () => {
    expect(await reading({ data: random(100), flags: 1 })).toContain("“bad.jpg” in neu.zip is encrypted");
  });

  it("is refused when packed by an unknown method", async () => {
    expect(await reading({ data: random(100), stored: true, method: 14 })).toContain(
      "a method that is not understood",
    );
  });

  it("is refused when it holds more or less than it claims", async () => {
    expect(await reading({ data: random(1000), claims: { size: 999 } })).toContain("is damaged");
    expect(await reading({ data: random(1000), claims: { size: 1001 } })).toContain("is damaged");
  });
});

describe("a zip bomb", () => {
  const zeros = new Uint8Array(40e6);

  it("is refused by its header before anything is inflated", async () => {
    const set = await open([{ name: "bomb.jpg", data: zeros }]);
    expect(await refusal(set.read("bomb.jpg"))).toBe(
      "“bomb.jpg” in neu.zip inflates from 0.0 MB to more than 8.0 MB. No picture does: it is a zip bomb.",
    );
  });

  it("is stopped at the size that its header claims", async () => {
    const set = await open([{ name: "bomb.jpg", data: zeros, claims: { size: 1000 } }]);
    expect(await refusal(set.read("bomb.jpg"))).toBe(
      "“bomb.jpg” in neu.zip is damaged: it holds other than the 1,000 bytes it claims. Pack or download it again.",
    );
  });

  it("gains nothing by claiming that more is packed", async () => {
    const work = open([
      { name: "bomb.jpg", data: zeros, claims: { packed: 60_000, size: 6e6 } },
      { name: "other.jpg", data: random(50_000), stored: true },
    ]);
    expect(await refusal(work)).toContain("“other.jpg” shares its bytes with another entry");
  });

  it("is refused as a whole where many entries claim gigabytes", async () => {
    const claims = { size: 4e9, packed: 10 };
    const entries = Array.from({ length: 4 }, (_, i) => ({
      name: `${i}.jpg`,
      data: bytes("0123456789"),
      stored: true,
      claims,
    }));
    expect(await refusal(open(entries))).toMatch(/^neu\.zip claims to inflate from 0\.0 MB to 15,259 MB/);
  });

  it("is no blank picture, which packs a thousandfold and is small", async () => {
    const set = await open([{ name: "blank.bmp", data: new Uint8Array(3e6) }]);
    expect((await set.read("blank.bmp")).length).toBe(3e6);
  });
});
