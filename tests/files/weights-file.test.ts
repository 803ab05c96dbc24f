import { describe, expect, it } from "vitest";
import type { GivenFile } from "@/files/file-set";
import { writeSafetensors } from "@/files/safetensors";
import { widthOf } from "@/files/vgg-shapes";
import { nameWeights } from "@/files/weight-names";
import { describeWeights, readWeights } from "@/files/weights-file";
import type { StateArray, StateDict } from "@/module/state";
import { expected, expectRefusal, expectSame, fixture, fixtureFolder, given } from "./weight-fixtures";

const one = async (name: string) => [await fixture(name)];
const parts = () =>
  Promise.all(
    ["part-00001-of-00002.safetensors", "part-00002-of-00002.safetensors", "part.safetensors.index.json"].map(
      fixture,
    ),
  );

const FORMATS: [string, () => Promise<GivenFile[]>, "fine" | "coarse", string][] = [
  ["torchvision's safetensors", () => one("fine.safetensors"), "fine", "torchvision"],
  ["float16 safetensors", () => one("coarse-f16.safetensors"), "coarse", "torchvision"],
  ["bfloat16 safetensors", () => one("coarse-bf16.safetensors"), "coarse", "torchvision"],
  ["safetensors in parts with an index", parts, "fine", "torchvision"],
  ["safetensors in parts alone", async () => (await parts()).slice(0, 2), "fine", "torchvision"],
  ["timm's safetensors", () => one("timm.safetensors"), "fine", "timm"],
  ["torch's zip form", () => one("zip.pth"), "fine", "torchvision"],
  ["torch's legacy form", () => one("legacy.pth"), "fine", "torchvision"],
  ["a checkpoint of DataParallel", () => one("checkpoint.pth"), "fine", "torchvision"],
  ["a legacy checkpoint", () => one("checkpoint-legacy.pth"), "fine", "torchvision"],
  ["strided views of one storage", () => one("strided.pth"), "coarse", "torchvision"],
  ["legacy strided views of one storage", () => one("strided-legacy.pth"), "coarse", "torchvision"],
  ["Keras' first .h5", () => one("keras-first.h5"), "fine", "keras"],
  ["Keras 2's whole model in halves", () => one("keras-2.h5"), "coarse", "keras"],
  ["Keras 3's .weights.h5", () => one("keras-3.weights.h5"), "fine", "keras"],
  ["a layers model of TensorFlow.js", () => fixtureFolder("tfjs-layers"), "fine", "tfjs"],
  ["a float16 model of TensorFlow.js", () => fixtureFolder("tfjs-float16"), "coarse", "tfjs"],
  ["a uint16 model of TensorFlow.js", () => fixtureFolder("tfjs-uint16"), "coarse", "tfjs"],
  ["a uint8 graph model of TensorFlow.js", () => fixtureFolder("tfjs-graph"), "coarse", "tfjs"],
];

describe("readWeights", () => {
  it.each(FORMATS)("gives the same tensors to the bit from %s", async (_, files, which, source) => {
    const weights = await readWeights(await files());
    expectSame(weights.arrays, await expected(which));
    expect(weights.source).toBe(source);
    expect(weights.width).toBe(1 / 64);
    expect(widthOf(weights.arrays)).toBe(1 / 64);
    const keras = source === "keras" || source === "tfjs";
    expect(weights.preprocessing).toBe(keras ? "keras-bgr" : "imagenet-rgb");
  });

  it("takes a Keras file without its top for the convolutions alone", async () => {
    const { arrays } = await readWeights(await one("keras-notop.h5"));
    const all = await expected("fine");
    expectSame(arrays, new Map([...all].filter(([name]) => name.startsWith("features"))));
  });

  it("tells the format by content, whatever the file is called", async () => {
    const { file } = await fixture("zip.pth");
    expect((await readWeights([{ path: "weights.bin", file }])).source).toBe("torchvision");
    const h5 = await fixture("keras-first.h5");
    expect((await readWeights([{ path: "weights.safetensors", file: h5.file }])).source).toBe("keras");
  });

  it("reads only what is wanted", async () => {
    const read: string[] = [];
    const { file } = await fixture("fine.safetensors");
    const { arrays } = await readWeights([{ path: "fine.safetensors", file }], (name) => {
      read.push(name);
      return name.startsWith("features.0.");
    });
    expect([...arrays.keys()].sort()).toEqual(["features.0.bias", "features.0.weight"]);
    expect(read).toContain("classifier.6.bias");
  });

  it.each([0, 5, 24])("finds the network behind whatever stands before its names (%i)", async (length) => {
    const state = [...(await expected("fine"))];
    const prefix = length === 0 ? "" : `${"m".repeat(length)}.`;
    const bytes = writeSafetensors(
      new Map([...state.map(([n, a]): [string, StateArray] => [prefix + n, a]), ["head.weight", scalar(1)]]),
    );
    expectSame((await readWeights([given("net.safetensors", bytes)])).arrays, new Map(state));
  });
});

describe("describeWeights", () => {
  it("says what a file holds without reading its numbers", async () => {
    const state = new Map(await expected("fine"));
    state.set("features.0.bias", { shape: [1], data: Float32Array.of(Number.NaN) });
    const facts = await describeWeights([given("net.safetensors", writeSafetensors(state))]);
    expect(facts).toMatchObject({ source: "torchvision", preprocessing: "imagenet-rgb", width: 1 / 64 });
    expect(facts.shapes.get("classifier.0.weight")).toEqual([4, 392]);
  });
});

describe("readWeights refuses", () => {
  const changed = async (change: (state: Map<string, StateArray>) => void) => {
    const state = new Map(await expected("fine"));
    change(state);
    return [given("net.safetensors", writeSafetensors(state as StateDict))];
  };

  it.each<[string, (state: Map<string, StateArray>) => unknown, RegExp]>([
    [
      "a missing layer",
      (s) => s.delete("features.10.weight"),
      /net\.safetensors lacks .*features\.10\.weight/,
    ],
    [
      "a missing bias",
      (s) => s.delete("features.10.bias"),
      /net\.safetensors lacks features\.10\.bias \[4\]/,
    ],
    ["half of a linear layer", (s) => s.delete("classifier.3.bias"), /lacks classifier\.3\.bias \[4\]/],
    ["the other half", (s) => s.delete("classifier.3.weight"), /lacks classifier\.3\.weight \[4, in\]/],
    ["no layer at all", (s) => s.clear(), /no features\.0\.weight in it, but nothing/],
    [
      "a wrong shape",
      (s) => s.set("features.5.weight", { shape: [1, 2, 3, 3], data: new Float32Array(18) }),
      /net\.safetensors.*features\.5\.weight is \[1, 2, 3, 3\] and should be \[2, 1, 3, 3\]/,
    ],
    [
      "VGG19",
      (s) => [16, 23, 32].map((n) => s.set(`features.${n}.weight`, scalar(1))),
      /16 convolutions, as VGG19/,
    ],
    ["batch normalisation", (s) => s.set("features.1.running_mean", scalar(1)), /vgg16_bn/],
    [
      "NaN",
      (s) => s.set("features.2.bias", scalar(Number.NaN)),
      /net\.safetensors: number 0 of features\.2\.bias is NaN/,
    ],
    [
      "an infinite number",
      (s) => s.set("classifier.6.bias", { shape: [3], data: Float32Array.of(1, 2, -Infinity) }),
      /number 2 of classifier\.6\.bias is an infinite number/,
    ],
    ["two networks", (s) => s.set("ema.features.0.weight", scalar(1)), /more than one network/],
  ])("%s, naming file and tensor", async (_, change, message) => {
    await expectRefusal(await changed(change), message);
  });

  it("a part that did not come", async () => {
    const [first, second, index] = await parts();
    if (!first || !second || !index) throw new Error("There are three files.");
    await expectRefusal([first], /part-00001-of-00002.safetensors is one of 2 parts, and 1 came/);
    await expectRefusal([first, index], /is in part-00002-of-00002.safetensors, which did not come/);
    await expectRefusal([index], /only lists the parts/);
    const copy = { path: "copy.safetensors", file: first.file };
    await expectRefusal([first, copy], /is in part-00001-of-00002.safetensors and in copy.safetensors/);
  });

  it.each<[string, GivenFile[], RegExp]>([
    ["nothing", [], /No file with weights was given/],
    ["an empty file", [given("vgg.pth")], /vgg\.pth is an empty file/],
    [
      "a pointer to Git LFS",
      [given("a.safetensors", "version https://git-lfs.github.com/spec/v1\n")],
      /Git LFS/,
    ],
    ["a web page", [given("vgg16.h5", "\n<!DOCTYPE html><html>")], /vgg16\.h5 .*is a web page/],
    ["a picture", [given("cat.png", "\x89PNG\r\n\x1a\n")], /cat\.png is no file of weights/],
    ["other JSON", [given("model.json", '{"a": 1}')], /model\.json names no weights/],
    ["broken JSON", [given("model.json", '{"weightsManifest": [')], /model\.json is damaged: it is no JSON/],
    [
      "two files that have nothing in common",
      [given("a.bin", "a"), given("b.bin", "b")],
      /2 files came, a\.bin and b\.bin/,
    ],
    [
      "a header of 2^63 bytes",
      [given("net.safetensors", new Uint8Array([0, 0, 0, 0, 0, 0, 0, 0x80, 0x7b, 0x7d]))],
      /net\.safetensors .*claims to be 9223372036854775808/,
    ],
  ])("%s", async (_, files, message) => {
    await expectRefusal(files, message);
  });

  it("numbers that would fit into no browser, before it reads one", async () => {
    const wide = [...(await expected("fine"))].map(([name, { shape }]) => ({
      name,
      shape: shape.map((dim) => (dim === 3 || dim === 392 ? dim : 512 * dim)),
      read: () => Promise.reject(new Error("Nothing was to be read.")),
    }));
    expect(() => nameWeights(wide, "wide.h5", "torch")).toThrow(
      /wide\.h5 holds another network than VGG16: its numbers would take [\d,]+ MB/,
    );
  });

  it("files of other kinds beside parts", async () => {
    await expectRefusal([await fixture("fine.safetensors"), await fixture("zip.pth")], /zip\.pth came with/);
  });
});

function scalar(value: number): StateArray {
  return { shape: [1], data: Float32Array.of(value) };
}

it("an index of parts that names no parts is refused in words", async () => {
  const [part] = await one("part-00001-of-00002.safetensors");
  const index = given("model.safetensors.index.json", '{"weight_map":{"features.0.bias":{}}}');
  await expectRefusal(
    [...(part ? [part] : []), index],
    /model\.safetensors\.index\.json does not say in which part features\.0\.bias is/,
  );
});
