import { describe, expect, it } from "vitest";
import { fromKeras } from "@/files/keras-names";
import type { StoredArray } from "@/files/stored";
import { readWeights } from "@/files/weights-file";
import {
  expected,
  expectRefusal,
  expectSame,
  fixture,
  fixtureBytes,
  fixtureFolder,
  given,
} from "./weight-fixtures";
import { makeZip } from "./zip-writer";

function stored(name: string, ...shape: number[]): StoredArray {
  const length = shape.reduce((product, dim) => product * dim, 1);
  return { name, shape, read: async () => Float32Array.from({ length }, (_, at) => at) };
}

/** Thirteen convolutions of one channel, each called by its number. */
const convolutions = (name: (index: number) => string) =>
  Array.from({ length: 13 }, (_, index) => [
    stored(`${name(index)}/kernel:0`, 3, 3, 1, 1),
    stored(`${name(index)}/bias:0`, 1),
  ]).flat();

const origins = (arrays: ReadonlyMap<string, StoredArray>) =>
  [...arrays].filter(([name]) => name.endsWith("weight")).map(([name, array]) => [name, array.name]);

describe("fromKeras", () => {
  it.each<[string, (index: number) => string]>([
    ["numbered from none", (i) => (i === 0 ? "conv2d" : `conv2d_${i}`)],
    [
      "numbered from 13, the second network of a notebook",
      (i) => `model_weights/vgg_1/conv2d_${13 + i}/conv2d_${13 + i}`,
    ],
    ["of Keras 2.12's new files", (i) => `_layer_checkpoint_dependencies\\conv2d_${i}\\vars`],
  ])("takes layers %s in the order of their numbers", (_, name) => {
    const arrays = fromKeras(convolutions(name).reverse(), "a.h5");
    expect(arrays.get("features.0.weight")?.name).toBe(`${name(0)}/kernel:0`);
    expect(arrays.get("features.5.weight")?.name).toBe(`${name(2)}/kernel:0`);
    expect(arrays.get("features.24.weight")?.name).toBe(`${name(10)}/kernel:0`);
    expect(origins(arrays)).toHaveLength(13);
  });

  it("brings the first dense layer's inputs from rows, columns, channels to channels, rows, columns", async () => {
    const wide = convolutions((i) => `conv2d_${i}`).map((one) => ({
      ...one,
      shape: one.shape.length === 4 ? [3, 3, 2, 2] : [2],
    }));
    const dense = [
      stored("dense/kernel", 8, 2),
      stored("dense_1/kernel", 2, 2),
      stored("dense_2/kernel", 2, 3),
    ];
    const weight = fromKeras([...wide, ...dense], "a.h5").get("classifier.0.weight");
    expect(weight?.shape).toEqual([2, 8]);
    // Row r = (place, channel) of two columns holds 2r and 2r + 1: channel 0 is in rows 0, 2, 4, 6.
    expect([...((await weight?.read()) ?? [])]).toEqual([
      0, 4, 8, 12, 2, 6, 10, 14, 1, 5, 9, 13, 3, 7, 11, 15,
    ]);
  });

  it("leaves dense layers that are someone's own head out", () => {
    const head = [stored("dense/kernel", 5, 2), stored("dense/bias", 2)];
    expect(origins(fromKeras([...convolutions((i) => `conv2d_${i}`), ...head], "a.h5"))).toHaveLength(13);
    const own = convolutions(
      (i) =>
        `vgg16/block${[1, 1, 2, 2, 3, 3, 3, 4, 4, 4, 5, 5, 5][i]}_conv${[1, 2, 1, 2, 1, 2, 3, 1, 2, 3, 1, 2, 3][i]}`,
    );
    expect(origins(fromKeras([...own, ...head], "a.h5"))).toHaveLength(13);
    const fc1 = stored("fc1/kernel:0", 50, 2);
    expect(() => fromKeras([...own, fc1], "a.h5")).toThrow(/a\.h5: fc1\/kernel:0 is \[50, 2\]/);
    expect(() => fromKeras([...own, stored("other/block1_conv1/kernel:0", 3, 3, 1, 1)], "a.h5")).toThrow(
      /a\.h5 has the kernel of block1_conv1 twice/,
    );
    expect(() => fromKeras(own.slice(2), "a.h5")).toThrow(
      /a\.h5 lacks layers of VGG16: block1_conv1 is missing/,
    );
  });
});

describe("readWeights", () => {
  it("looks into a .keras file and into a zip of a downloaded model, once", async () => {
    const weights = await fixtureBytes("keras-3.weights.h5");
    const keras = makeZip([
      { name: "config.json", data: new TextEncoder().encode("{}") },
      { name: "model.weights.h5", data: weights },
    ]);
    expectSame((await readWeights([given("vgg16.keras", keras)])).arrays, await expected("fine"));
    const files = await fixtureFolder("tfjs-layers");
    const entries = await Promise.all(
      files.map(async ({ path, file }) => ({ name: path, data: new Uint8Array(await file.arrayBuffer()) })),
    );
    const packed = makeZip(entries);
    expectSame((await readWeights([given("model.zip", packed)])).arrays, await expected("fine"));
    const twice = makeZip([{ name: "inner.json", data: packed }]);
    await expectRefusal([given("outer.zip", twice)], /inner\.json is a zip, but none by torch\.save/);
  });

  it("names the file inside a zip", async () => {
    const { file } = await fixture("not-vgg.h5");
    const zip = makeZip([{ name: "model.weights.h5", data: new Uint8Array(await file.arrayBuffer()) }]);
    await expectRefusal([given("a.keras", zip)], /model\.weights\.h5 in a\.keras holds no VGG16/);
  });
});
