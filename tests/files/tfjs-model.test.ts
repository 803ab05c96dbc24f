import { describe, expect, it } from "vitest";
import type { GivenFile } from "@/files/file-set";
import { openTfjsModel } from "@/files/tfjs-model";
import { openFormat } from "@/files/weights-file";
import { expectRefusal, fixtureFolder, given } from "./weight-fixtures";

const model = (weights: unknown, paths: unknown = ["weights.bin"]) =>
  given("m/model.json", JSON.stringify({ weightsManifest: [{ paths, weights }] }));
const weight = (more: object) => ({ name: "w", shape: [2], dtype: "float32", ...more });

async function numbers(weights: unknown[], ...bytes: number[]): Promise<number[][]> {
  const stored = openTfjsModel([{ paths: ["./weights.bin"], weights }], "model.json", [
    given("m/weights.bin", Uint8Array.from(bytes)),
  ]);
  return Promise.all(stored.map(async (one) => [...(await one.read())]));
}

describe("openTfjsModel", () => {
  it("reads any model, not only VGG16's: whole numbers, truths and quantised numbers beside each other", async () => {
    const values = await numbers(
      [
        weight({ dtype: "int32" }),
        weight({ name: "b", dtype: "bool" }),
        weight({ name: "q", quantization: { dtype: "uint8", scale: 0.5, min: -1 } }),
        weight({ name: "r", quantization: { dtype: "uint16", scale: 2, min: 0.25 } }),
        weight({ name: "h", quantization: { dtype: "float16" } }),
      ],
      ...[1, 0, 0, 0, 0xff, 0xff, 0xff, 0xff],
      ...[1, 0],
      ...[0, 255],
      ...[1, 0, 0, 1],
      ...[0, 0x3c, 0, 0xc0],
    );
    expect(values).toEqual([
      [1, -1],
      [1, 0],
      [-1, 126.5],
      [2.25, 512.25],
      [1, -2],
    ]);
  });

  it("takes files beside the model that have nothing to do with its weights", async () => {
    const files = [
      ...(await fixtureFolder("tfjs-layers")),
      given("metadata.json", '{"tfjsVersion": "1.3.1"}'),
    ];
    expect((await openFormat(files, true)).stored).toHaveLength(32);
    expect((await openFormat(files.reverse(), true)).kind).toBe("tfjs");
  });

  it.each<[string, GivenFile[], RegExp]>([
    [
      "a shard that did not come",
      [model([weight({})])],
      /model\.json keeps its numbers in 1 file, and weights\.bin did not/,
    ],
    [
      "shards that are too short",
      [model([weight({}), weight({ name: "v" })]), given("weights.bin", new Uint8Array(12))],
      /weights\.bin should have 16 bytes together.*have only 12: v is cut off/,
    ],
    [
      "shards that are too long",
      [model([weight({})]), given("weights.bin", new Uint8Array(12))],
      /should have 8 bytes together.*bytes that belong to no array/,
    ],
    [
      "two shards of one name",
      [
        model([weight({})]),
        given("a/weights.bin", new Uint8Array(8)),
        given("b/weights.bin", new Uint8Array(8)),
      ],
      /Two files are called weights\.bin/,
    ],
    ["a shape that is none", [model([weight({ shape: [-1] })])], /w has the shape \[-1\]/],
    ["a shape of 2^63", [model([weight({ shape: [2 ** 63] })])], /w has the shape \[9223372036854776000\]/],
    [
      "a shape that overflows",
      [model([weight({ shape: [2 ** 40, 2 ** 40] })])],
      /w has the shape .*fits nowhere/,
    ],
    ["texts", [model([weight({ dtype: "string" })])], /w has numbers of type string/],
    ["an unknown quantisation", [model([weight({ quantization: { dtype: "int4" } })])], /quantised as int4/],
    [
      "a quantisation without scale",
      [model([weight({ quantization: { dtype: "uint8" } })])],
      /without scale or min/,
    ],
    ["an array without a name", [model([{ shape: [2] }])], /an array in it has no name/],
    ["no paths", [model([weight({})], [])], /has no paths/],
    ["no weights", [model(null)], /no weights/],
    [
      "an empty manifest",
      [given("model.json", '{"weightsManifest": []}')],
      /model\.json is no TensorFlow\.js model/,
    ],
  ])("refuses %s", async (_, files, message) => {
    await expectRefusal(files, message);
  });

  it("refuses a name that is there twice", async () => {
    await expect(numbers([weight({ shape: [0] }), weight({ shape: [0] })])).rejects.toThrow(/lists w twice/);
  });

  it("leaves paths outside of what was given alone: a shard is found by its name", async () => {
    await expectRefusal([model([weight({})], ["../../etc/passwd"])], /passwd did not come with it/);
  });

  it("refuses a model that is not VGG16", async () => {
    const conv = weight({ name: "conv_preprocess/kernel", shape: [1, 1, 1, 2] });
    await expectRefusal(
      [model([conv]), given("weights.bin", new Uint8Array(8))],
      /model\.json holds no VGG16: VGG16 has 13 convolutions, and this file has 1 \(conv_preprocess\)/,
    );
  });
});
