import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { CHROMIUM_ARGUMENTS, ensureChromium } from "../../scripts/browser.mjs";
import { ensureBuilt } from "../../scripts/build.mjs";
import { inFolder, tensorloom } from "./harness";

const STEEL = "graphs/steel-defects.json";
/** Small enough for a test: random weights, tiny pictures, one epoch. */
const SMALL = [
  "vgg16.weights=random",
  "resize.height=48",
  "resize.width=48",
  "head.hidden=[16]",
  "trainer.epochs=1",
  "images.count=4",
].flatMap((text) => ["--set", text]);

const inBrowser = {
  page: join(process.cwd(), "dist/page"),
  chromium: ensureChromium,
  chromiumArguments: CHROMIUM_ARGUMENTS,
};
const run = (...words: string[]) => tensorloom(["run", STEEL, ...SMALL, ...words], inBrowser);

describe("run, in a headless Chromium", () => {
  beforeAll(() => ensureBuilt(), 300_000);

  it(
    "saves the numbers behind feature maps, of weights from a file whose width is read from it",
    () =>
      inFolder(async (folder) => {
        const weights = "tests/fixtures/weights/zip.pth";
        const words = ["--data", `vgg16=${weights}`, "--set", "images.count=2", "--set", "features.count=1"];
        const { exit, err } = await tensorloom(
          ["run", "graphs/steel-features.json", ...words, "--out", folder],
          inBrowser,
        );
        expect({ exit, err }).toMatchObject({ exit: 0 });
        const header = headerOf(join(folder, "features.safetensors"));
        expect(Object.keys(header).sort()).toEqual([
          "__metadata__",
          "features.0",
          "features.10",
          "features.21",
        ]);
        const shape = (name: string) => (header[name] as { shape: number[] }).shape;
        expect(shape("features.0").slice(2)).toEqual([224, 224]);
        expect(shape("features.21")[1]).toBe(8 * (shape("features.0")[1] ?? 0));
        expect(JSON.parse((header.__metadata__ as { pictures: string }).pictures)).toHaveLength(1);
        expect(headerOf(join(folder, "planes.safetensors"))).toHaveProperty(["planes", "shape"]);
      }),
    300_000,
  );

  it(
    "saves a saliency map for each chosen picture, and the picture's name",
    () =>
      inFolder(async (folder) => {
        const { exit, err } = await tensorloom(
          ["run", "graphs/steel-saliency.json", ...SMALL, "--set", "saliency.perClass=1", "--out", folder],
          inBrowser,
        );
        expect({ exit, err }).toMatchObject({ exit: 0 });
        const { saliency } = JSON.parse(readFileSync(join(folder, "results.json"), "utf8")).outputs;
        const header = headerOf(join(folder, "saliency.safetensors"));
        expect(header).toHaveProperty(["saliency", "shape"], [saliency.pictures.length, 48, 48]);
        expect(JSON.parse((header.__metadata__ as { pictures: string }).pictures)).toEqual(saliency.pictures);
        expect(saliency.predicted).toHaveLength(saliency.pictures.length);
      }),
    300_000,
  );

  it(
    "saves figures, tables, weights and results, and twice the same",
    () =>
      inFolder(async (folder) => {
        const [first, second] = [join(folder, "a"), join(folder, "b", "c")];
        const { exit, out, err } = await run("--out", first);
        expect(err).toMatch(/^trainer: done in /m);
        expect({ exit, last: out.split("\n").at(-2) }).toMatchObject({
          exit: 0,
          last: expect.stringContaining("done in"),
        });
        expect(readdirSync(first)).toEqual(
          expect.arrayContaining([
            "confusion.csv",
            "confusion.png",
            "curves.csv",
            "curves.png",
            "results.json",
            "trainer.safetensors",
          ]),
        );
        expect(readFileSync(join(first, "confusion.png")).subarray(1, 4).toString()).toBe("PNG");
        expect(headerOf(join(first, "trainer.safetensors"))).toHaveProperty(
          ["features.0.weight", "shape"],
          [8, 3, 3, 3],
        );

        const again = await run("--out", second, "--json");
        expect(again.out).toBe(readFileSync(join(second, "results.json"), "utf8"));
        const [a, b] = [first, second].map((path) => readFileSync(join(path, "results.json"), "utf8"));
        const results = JSON.parse(a ?? "");
        expect(withoutTimes(results)).toEqual(withoutTimes(JSON.parse(b ?? "")));
        expect(Object.keys(results)).toEqual([
          "graph",
          "engine",
          "status",
          "ms",
          "steps",
          "outputs",
          "problems",
        ]);
        expect(results).toMatchObject({
          status: "done",
          engine: { device: expect.stringMatching(/^(wasm|webgl)$/), threads: expect.any(Number) },
          outputs: {
            trainer: { epochs: [{ trainLoss: expect.any(Number), validationAccuracy: expect.any(Number) }] },
            "evaluate-test": { count: expect.any(Number), accuracy: expect.any(Number) },
            confusion: { classes: expect.arrayContaining(["Cr"]), matrix: expect.any(Array) },
          },
          problems: [],
        });
      }),
    120_000,
  );

  it(
    "reads a folder of pictures, each class a folder",
    () =>
      inFolder(async (folder) => {
        for (const label of ["dark", "light"]) {
          mkdirSync(join(folder, "set", label), { recursive: true });
          for (let at = 0; at < 10; at++) {
            writeFileSync(
              join(folder, "set", label, `${at}.bmp`),
              bitmap(label === "dark" ? 40 + at : 200 + at),
            );
          }
        }
        const words = ["--data", `images=${join(folder, "set")}`, "--set", "images.label=folder", "--json"];
        const { exit, out, err } = await run(...words);
        expect({ exit, err: exit === 0 ? "" : err }).toEqual({ exit: 0, err: "" });
        expect(JSON.parse(out).outputs.images).toMatchObject({ count: 20, classes: ["dark", "light"] });
      }),
    60_000,
  );

  it(
    "says what is wrong with a zip that is none, and ends with 1",
    () =>
      inFolder(async (folder) => {
        const path = join(folder, "broken.zip");
        writeFileSync(path, Buffer.concat([Buffer.from("PK\u0003\u0004"), Buffer.alloc(200, 7)]));
        const { exit, err } = await run("--data", `images=${path}`);
        expect(exit).toBe(1);
        expect(err).toMatch(/error: images: .*broken\.zip/);
        expect(err).not.toContain("    at ");
      }),
    60_000,
  );

  it("says that the loss is no longer finite, and ends with 1", async () => {
    const { exit, err } = await run("--set", "adam.learningRate=1000000", "--set", "trainer.epochs=20");
    expect(exit).toBe(1);
    expect(err).toMatch(/error: trainer: .*(finite|ran away).*learning rate/i);
  }, 240_000);
});

/** The parsed header of a safetensors file. */
function headerOf(path: string): Record<string, unknown> {
  const file = readFileSync(path);
  return JSON.parse(file.subarray(8, 8 + Number(file.readBigUInt64LE(0))).toString());
}

function withoutTimes(results: { ms: number; steps: { ms: number }[] }): unknown {
  return { ...results, ms: 0, steps: results.steps.map((step) => ({ ...step, ms: 0 })) };
}

/** A 24-bit BMP of 20 × 20 px in one grey with a little grain. */
function bitmap(level: number): Buffer {
  const size = 20;
  const row = size * 3;
  const file = Buffer.alloc(54 + row * size);
  file.write("BM");
  file.writeUInt32LE(file.length, 2);
  file.writeUInt32LE(54, 10);
  file.writeUInt32LE(40, 14);
  file.writeInt32LE(size, 18);
  file.writeInt32LE(size, 22);
  file.writeUInt16LE(1, 26);
  file.writeUInt16LE(24, 28);
  for (let at = 54; at < file.length; at++) file[at] = level + ((at * 7) % 5);
  return file;
}
