import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { checkBmp, checkGif, plainWebp } from "@/files/bitmap-headers";
import { readJpeg } from "@/files/jpeg";
import { looksLikePicture, pictureKind, whatItIs } from "@/files/picture-kind";
import { NodeError } from "@/graph/problem";

const folder = new URL("../browser/files/fixtures/", import.meta.url);
const fixture = (name: string) => new Uint8Array(readFileSync(new URL(name, folder)));
const named = (ending: string) => readdirSync(folder).filter((name) => name.endsWith(ending));
const bytes = (text: string) => new TextEncoder().encode(text);

const checks: Readonly<Record<string, (bytes: Uint8Array<ArrayBuffer>) => unknown>> = {
  ".jpg": (bytes) => readJpeg(bytes, "it"),
  ".bmp": (bytes) => checkBmp(bytes, "it"),
  ".gif": (bytes) => checkGif(bytes, "it"),
  ".webp": (bytes) => plainWebp(bytes, "it"),
};

describe.each(Object.entries(checks))("a %s", (ending, check) => {
  it("is taken whole and refused wherever it is cut", () => {
    expect(named(ending).length).toBeGreaterThan(0);
    for (const name of named(ending)) {
      const whole = fixture(name);
      check(whole);
      for (let length = 32; length < whole.length; length++) {
        expect(() => check(whole.slice(0, length)), `${name} cut at ${length}`).toThrow(/^it is cut off/);
      }
    }
  });

  it("never fails but by a NodeError, whichever byte is changed", () => {
    for (const name of named(ending)) {
      for (let at = 0; at < 200; at++) {
        for (const value of [0, 1, 127, 255]) {
          try {
            check(fixture(name).with(at, value));
          } catch (cause) {
            if (!(cause instanceof NodeError)) throw cause;
          }
        }
      }
    }
  });
});

describe("readJpeg", () => {
  it("tells sides, channels and where EXIF lies", () => {
    const { width, height, components, exif } = readJpeg(fixture("rotated.jpg"), "it");
    expect({ width, height, components }).toEqual({ width: 31, height: 24, components: 3 });
    expect(exif).toHaveLength(1);
    expect(readJpeg(fixture("grey.jpg"), "it")).toMatchObject({ components: 1, exif: [] });
    expect(readJpeg(fixture("cmyk.jpg"), "it").components).toBe(4);
  });
});

describe("plainWebp", () => {
  it("hides EXIF and changes nothing else", () => {
    const before = fixture("rotated.webp");
    const after = plainWebp(before, "it");
    expect(Buffer.from(before).includes("EXIF")).toBe(true);
    expect(Buffer.from(after).includes("EXIF")).toBe(false);
    expect(after.filter((byte, index) => byte !== before[index])).toHaveLength(4);
  });
});

describe("plainWebp refuses", () => {
  const flagged = (name: string, at: number, flag: number) => {
    const whole = fixture(name);
    return () => plainWebp(whole.with(at, (whole[at] ?? 0) | flag), "cell.webp");
  };
  it("transparency, lossless or not", () => {
    const message = "cell.webp is a WebP with transparency, which is not read exactly. Save it as PNG.";
    expect(flagged("lossless.webp", 24, 0x10)).toThrow(message);
    expect(flagged("rotated.webp", 20, 0x10)).toThrow(message);
  });
  it("animations", () => expect(flagged("rotated.webp", 20, 2)).toThrow("cell.webp is an animation"));
});

describe("looksLikePicture", () => {
  it.each(["a.jpg", "b/c.JPEG", "x.y.png", "scan.tiff", "a.webp", "a.bmp", "a.gif"])("%s does", (path) =>
    expect(looksLikePicture(path)).toBe(true),
  );
  it.each([
    "notes.txt",
    "jpg",
    "a.jpg.txt",
    "a.",
    "",
    "labels.csv",
    "x.toString",
    "__proto__",
    "a.constructor",
  ])("%s does not", (path) => expect(looksLikePicture(path)).toBe(false));
});

describe("pictureKind", () => {
  it("goes by the first bytes", () => {
    const kinds = { ".jpg": "jpeg", ".png": "png", ".bmp": "bmp", ".gif": "gif", ".webp": "webp" };
    for (const [ending, kind] of Object.entries(kinds)) {
      for (const name of named(ending)) expect(pictureKind(fixture(name)), name).toBe(kind);
    }
    expect(pictureKind(bytes("BMW is a car, not a bitmap"))).toBeUndefined();
    expect(pictureKind(new Uint8Array(0))).toBeUndefined();
  });
});

describe("whatItIs", () => {
  it.each([
    ["", "empty: 0 bytes"],
    ["Prüfling 1; Riss; 20 µm", "text, not a picture"],
    ["<!doctype html><p>not found", "a web page, not a picture"],
    ['<?xml version="1.0"?><svg xmlns=""/>', "an SVG drawing, not a picture of pixels"],
    ["%PDF-1.7", "a PDF, not a picture"],
    ["PK\u0003\u0004", "a zip or an office document, not a picture"],
    ["\u0000\u0001\u0002", "not a picture of a known kind"],
  ])("%j is %s", (text, answer) => expect(whatItIs(bytes(text))).toBe(answer));

  it("does not trip over a letter cut in two at the end of what it looks at", () => {
    expect(whatItIs(bytes(`${"a".repeat(511)}µ`))).toBe("text, not a picture");
  });
});
