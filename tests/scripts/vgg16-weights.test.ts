import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readSafetensors } from "@/files/safetensors";
import { vgg16Arrays, writeVgg16Weights } from "../../scripts/vgg16-weights.mjs";

const elements = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);
let folder = "";

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "tensorloom-weights-"));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("drawn weights of VGG16", () => {
  it("have torchvision's names, shapes and 138,357,544 numbers at full width", () => {
    const arrays = vgg16Arrays();
    expect(arrays.reduce((sum, { shape }) => sum + elements(shape), 0)).toBe(138_357_544);
    const shapes = Object.fromEntries(arrays.map(({ name, shape }) => [name, shape]));
    expect(shapes["features.28.weight"]).toEqual([512, 512, 3, 3]);
    expect(shapes["classifier.0.weight"]).toEqual([4096, 25088]);
    expect(shapes["classifier.6.bias"]).toEqual([1000]);
  });

  it("are the same from the same seed, with the spread that was asked for, and can be read", async () => {
    const paths = [join(folder, "a"), join(folder, "b"), join(folder, "c")];
    for (const [at, path] of paths.entries()) await writeVgg16Weights(path, at === 2 ? 8 : 7, 64);
    const [a, b, c] = paths.map((path) => readFileSync(path));
    expect(a?.equals(b as Buffer)).toBe(true);
    expect(a?.equals(c as Buffer)).toBe(false);
    const { arrays } = await readSafetensors(new Blob([new Uint8Array(a as Buffer)]), "a");
    expect([...arrays.keys()].sort()).toEqual(
      vgg16Arrays(64)
        .map(({ name }) => name)
        .sort(),
    );
    const values = arrays.get("classifier.0.weight")?.data ?? new Float32Array();
    const deviation = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
    expect(deviation).toBeCloseTo(0.01, 3);
    expect(arrays.get("classifier.0.bias")?.data.every((value) => value === 0)).toBe(true);
  });
});
