import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { expect, type Page, test } from "@playwright/test";

interface Expected {
  readonly mode: string;
  readonly height: number;
  readonly width: number;
  readonly sha256: string;
  readonly asRgb?: string;
}

interface Decoded {
  readonly mode: string;
  readonly height: number;
  readonly width: number;
  readonly data: readonly number[];
  readonly palette: readonly number[] | undefined;
}

const folder = new URL("./fixtures/", import.meta.url);
const expected: Readonly<Record<string, Expected>> = JSON.parse(
  readFileSync(new URL("expected.json", folder), "utf8"),
);
const fixture = (name: string) => [...readFileSync(new URL(name, folder))];
const sha256 = (data: readonly number[]) => createHash("sha256").update(Uint8Array.from(data)).digest("hex");

/** Decodes in the page; a refusal comes back as its name and message. */
async function decode(bytes: readonly number[], path: string): Promise<Decoded | string> {
  return await page.evaluate(
    async ({ bytes, path }) => {
      const source = "/src/files/decode.ts";
      const { decodePicture } = await import(source);
      try {
        const { mode, height, width, data, palette } = await decodePicture(Uint8Array.from(bytes), path);
        return { mode, height, width, data: [...data], palette: palette && [...palette] };
      } catch (cause) {
        return String(cause);
      }
    },
    { bytes, path },
  );
}

// One page for all: each of these tests takes milliseconds, a new page takes a second.
let page: Page;
test.describe.configure({ mode: "serial" });
test.beforeAll(async ({ browser }) => {
  page = await browser.newPage();
  await page.goto("/tests/browser/blank.html");
});
test.afterAll(async () => {
  await page.close();
});

test("there is a fixture for every expectation and the other way round", () => {
  const files = readdirSync(folder).filter((name) => name !== "expected.json");
  expect(files.sort()).toEqual(Object.keys(expected).sort());
  expect(files.length).toBeGreaterThan(20);
});

for (const [name, facts] of Object.entries(expected)) {
  test(`${name} holds the very bytes that PIL reads`, async () => {
    const picture = await decode(fixture(name), name);
    if (typeof picture === "string") throw new Error(picture);
    const { mode, height, width, data, palette } = picture;
    expect({ mode, height, width }).toEqual({ mode: facts.mode, height: facts.height, width: facts.width });
    expect(sha256(data)).toBe(facts.sha256);
    if (facts.asRgb) {
      const colours = data.flatMap((index) => palette?.slice(3 * index, 3 * index + 3) ?? []);
      expect(sha256(colours)).toBe(facts.asRgb);
    }
  });
}

test("baseline JPEGs are decoded by the project's own kernels, and the browser's decoder agrees with them", async () => {
  const names = Object.keys(expected).filter((name) => name.endsWith(".jpg"));
  const files = names.map((name) => ({ name, bytes: fixture(name) }));
  const found = await page.evaluate(async (files) => {
    const [own, browser] = ["/src/files/baseline-jpeg.ts", "/src/files/browser-decoder.ts"];
    const { decodeBaselineJpeg } = await import(own);
    const { decodeByBrowser } = await import(browser);
    const agree: Record<string, boolean | undefined> = {};
    for (const { name, bytes } of files) {
      const picture = decodeBaselineJpeg(Uint8Array.from(bytes));
      if (!picture) continue;
      // The one fixture with EXIF says that it lies on its side, which browsers mind.
      if (name === "rotated.jpg") continue;
      const other = await decodeByBrowser([Uint8Array.from(bytes)], picture.mode, name);
      agree[name] = other.data.every((byte: number, at: number) => byte === picture.data[at]);
    }
    return agree;
  }, files);
  const own = names.filter((name) => !["cmyk.jpg", "progressive.jpg", "rotated.jpg"].includes(name));
  expect(found).toEqual(Object.fromEntries(own.map((name) => [name, true])));
});

test("a JPEG with a hole in its data is what the browser's decoder makes of it", async () => {
  const bytes = fixture("rgb.jpg");
  bytes.splice(bytes.length - 60, 20);
  const [ours, browsers] = await page.evaluate(async (bytes) => {
    const [all, browser] = ["/src/files/decode.ts", "/src/files/browser-decoder.ts"];
    const { decodePicture } = await import(all);
    const { decodeByBrowser } = await import(browser);
    const said = (cause: unknown) => String(cause);
    const seen = (picture: { data: Uint8Array }) => [...picture.data].join();
    return [
      await decodePicture(Uint8Array.from(bytes), "x.jpg").then(seen, said),
      await decodeByBrowser([Uint8Array.from(bytes)], "RGB", "x.jpg").then(seen, said),
    ];
  }, bytes);
  expect(ours).toBe(browsers);
});

test("a picture cut in half says so, whatever its kind", async () => {
  for (const name of Object.keys(expected)) {
    const bytes = fixture(name);
    const half = bytes.slice(0, bytes.length >> 1);
    expect(await decode(half, name), name).toBe(
      `NodeError: ${name} is cut off: it ends after ${half.length.toLocaleString("en-US")} bytes, before the end ` +
        "of the picture. Replace it.",
    );
  }
});

test("a picture that has lost its last three bytes is cut off", async () => {
  for (const name of Object.keys(expected)) {
    expect(await decode(fixture(name).slice(0, -3), name), name).toContain(`${name} is cut off`);
  }
});

test("bytes after the end of a JPEG do not matter", async () => {
  const plain = await decode(fixture("rgb.jpg"), "rgb.jpg");
  expect(await decode([...fixture("rgb.jpg"), 0, 1, 2], "rgb.jpg")).toEqual(plain);
});

test("a flipped bit in a PNG is found", async () => {
  const bytes = fixture("rgb.png");
  bytes[100] = (bytes[100] ?? 0) ^ 1;
  expect(await decode(bytes, "rgb.png")).toContain("NodeError: rgb.png is damaged");
});

test("what is no picture is called by its name", async () => {
  const text = (words: string) => [...new TextEncoder().encode(words)];
  const cases: [string, number[], string][] = [
    ["notes.jpg", text("Dear diary, BM is no bitmap"), "notes.jpg is text, not a picture."],
    ["page.png", text("<!DOCTYPE html><html>404</html>"), "page.png is a web page, not a picture."],
    ["empty.jpg", [], "empty.jpg is empty: 0 bytes."],
    ["noise.bmp", [1, 2, 3, 0, 200], "noise.bmp is not a picture of a known kind."],
    [
      "scan.tif",
      [0x49, 0x49, 42, 0, 8, 0, 0, 0],
      "scan.tif is cut off: it ends after 8 bytes, before the end of the picture. Replace it.",
    ],
  ];
  for (const [name, bytes, message] of cases) {
    expect(await decode(bytes, name)).toBe(`NodeError: ${message}`);
  }
});

test("a PNG is told by its bytes when it is called .jpg", async () => {
  const right = await decode(fixture("rgb.png"), "rgb.png");
  expect(await decode(fixture("rgb.png"), "rgb.jpg")).toEqual(right);
});

test("a picture of 400 megapixels is refused by its header", async () => {
  const bytes = fixture("rgb.png");
  bytes.splice(16, 8, 0, 0, 0x4e, 0x20, 0, 0, 0x4e, 0x20);
  expect(await decode(bytes, "huge.png")).toContain(
    "NodeError: huge.png is 20000×20000 pixels: more than the 100 megapixels that are decoded.",
  );
});

test("pictures of all sizes decoded at once do not mix", async () => {
  const names = ["rgb.jpg", "grey.jpg", "lossy.webp", "rgb.bmp", "rotated.jpg"];
  const alone = await Promise.all(names.map((name) => decode(fixture(name), name)));
  const together = await page.evaluate(async (files) => {
    const source = "/src/files/decode.ts";
    const { decodePicture } = await import(source);
    const pictures = await Promise.all(files.map((bytes) => decodePicture(Uint8Array.from(bytes), "x")));
    return pictures.map(({ data }) => [...data]);
  }, names.map(fixture));
  expect(together).toEqual(alone.map((picture) => (typeof picture === "string" ? picture : picture.data)));
});
