import { describe, expect, it } from "vitest";
import { moduleFacts, moduleSummary, outputShape, splitFrozen } from "@/module/module";
import { stateSpecs } from "@/module/state";
import vgg16 from "../../nodes/model/vgg16";
import { build, linear, refusal } from "./harness";

const PICTURES = { dataShape: [3, 224, 224] };

describe("the network", () => {
  it("has torchvision's layers with torchvision's names", () => {
    const { layers } = build(vgg16, { width: "1", weights: "random" }, PICTURES);
    const kinds = new Map(layers.map((layer) => [layer.name, layer.type]));
    const convolutions = layers.filter((layer) => layer.type === "conv2d").map((layer) => layer.name);
    expect(convolutions).toEqual(
      [0, 2, 5, 7, 10, 12, 14, 17, 19, 21, 24, 26, 28].map((index) => `features.${index}`),
    );
    for (const index of [4, 9, 16, 23, 30]) expect(kinds.get(`features.${index}`)).toBe("maxPool2d");
    expect(layers.slice(31).map((layer) => [layer.name, layer.type])).toEqual([
      ["avgpool", "adaptiveAvgPool2d"],
      ["flatten", "flatten"],
      ["classifier.0", "linear"],
      ["classifier.1", "relu"],
      ["classifier.2", "dropout"],
      ["classifier.3", "linear"],
      ["classifier.4", "relu"],
    ]);
  });

  it("has 134,260,544 parameters at width 1 up to fc7, as torchvision's up to there", () => {
    const module = build(vgg16, { width: "1", weights: "random" }, PICTURES);
    expect(moduleSummary(module).parameters).toBe(134_260_544);
    expect(stateSpecs(module).get("classifier.0.weight")?.shape).toEqual([4096, 25088]);
    expect(stateSpecs(module).get("features.28.weight")?.shape).toEqual([512, 512, 3, 3]);
  });

  it.each([
    ["features", "1/8", [64, 7, 7]],
    ["fc6", "1/8", [512]],
    ["fc7", "1/8", [512]],
    ["features", "1", [512, 7, 7]],
    ["fc7", "1", [4096]],
  ] as const)("ends after %s at width %s with %j", (output, width, shape) => {
    expect(outputShape(build(vgg16, { output, width, weights: "random" }, PICTURES))).toEqual(shape);
  });

  it("gives a vector of known length before any data are known", () => {
    const module = build(vgg16);
    expect(module.in).toEqual(["C", "H", "W"]);
    expect(outputShape(module)).toEqual([512]);
  });

  it("frozen, has nothing to train and is a prefix as a whole; else everything learns", () => {
    const frozen = build(vgg16, {}, PICTURES);
    expect(moduleSummary(frozen).trained).toBe(0);
    expect(splitFrozen(frozen).rest.layers).toEqual([]);
    const free = build(vgg16, { frozen: false }, PICTURES);
    expect(moduleSummary(free).trained).toBe(moduleSummary(free).parameters);
  });

  it("draws random weights as torchvision does, over the outgoing connections", () => {
    const { layers } = build(vgg16, { weights: "random" }, PICTURES);
    const drawn = new Map(layers.map((layer) => [layer.name, layer.initialisation?.weight]));
    expect(drawn.get("features.0")).toEqual({ kind: "normal", std: Math.sqrt(2 / (9 * 8)) });
    expect(drawn.get("classifier.3")).toEqual({ kind: "normal", std: 0.01 });
  });

  it("says of every parameter where it comes from", () => {
    const sources = (
      settings: Parameters<typeof build<typeof vgg16.settings>>[1],
      file?: { sha256: string; name: string },
    ) =>
      new Set(
        moduleFacts(build(vgg16, settings, { ...PICTURES, ...(file ? { file } : {}) }))
          .filter((fact) => fact.parameterCount > 0)
          .map(({ layer }) => JSON.stringify(layer.weights)),
      );
    expect([...sources({})]).toEqual(['{"kind":"shipped","path":"weights/vgg16-eighth.safetensors"}']);
    expect([...sources({ weights: "random", seed: 3 })]).toEqual(['{"kind":"random","seed":3}']);
    const file = { sha256: "ab", name: "vgg.pth" };
    expect([...sources({ weights: "file" }, file)][0]).toContain('"sha256":"ab"');
  });
});

describe("it refuses", () => {
  it("grey pictures, and says how to make them three channels", async () => {
    const error = await refusal(() => build(vgg16, {}, { dataShape: [1, 224, 224] }));
    expect(error.message).toContain("3 channels (red, green, blue), but it gets 1");
    expect(error.message).toContain("Convert colour");
    expect(error.details).toMatchObject({ expected: "[3, 224, 224]", got: "[1, 224, 224]" });
  });

  it("pictures under 32 px", async () => {
    const error = await refusal(() => build(vgg16, {}, { dataShape: [3, 224, 31] }));
    expect(error.message).toContain("at least 32 × 32 px, but it gets 224 × 31 px");
  });

  it("a vector before it", async () => {
    const error = await refusal(() => build(vgg16, {}, { input: linear(8, 6) }));
    expect(error.details).toMatchObject({ port: "module", expected: "[3, H, W]", got: "[6]" });
  });

  it("the sample weights at width 1, and offers width 1/8", async () => {
    const error = await refusal(() => build(vgg16, { width: "1" }, PICTURES));
    expect(error.message).toContain("The sample weights are for width 1/8");
    expect(error.fix?.("vgg16").edit).toMatchObject({ setting: "width", value: "1/8" });
  });

  it("weights from a file that is not there", async () => {
    const error = await refusal(() => build(vgg16, { weights: "file" }, PICTURES));
    expect(error.message).toContain("There is no file with weights yet");
    expect(error.details.got).toBe("no file");
  });
});

describe("some of it learns", () => {
  it("its last convolutions, while what is before them is still a prefix", () => {
    const module = build(vgg16, { unfrozen: 2 }, PICTURES);
    const learning = module.layers.filter((layer) => layer.type === "conv2d" && layer.frozen !== true);
    expect(learning.map((layer) => layer.name)).toEqual(["features.26", "features.28"]);
    expect(splitFrozen(module).prefix.layers.at(-1)?.name).toBe("features.25");
    expect(moduleSummary(module).trained).toBe(2 * (64 * 64 * 9 + 64));
  });
});

describe("weights from a file", () => {
  const file = (shapes: Record<string, readonly number[]>, preprocessing = "imagenet-rgb") => ({
    sha256: "a".repeat(64),
    name: "weights.pth",
    facts: { source: "torchvision", preprocessing, shapes },
  });
  const shapes = {
    "features.0.weight": [4, 3, 3, 3],
    "classifier.0.weight": [96, 1568],
    "classifier.3.weight": [80, 96],
  };

  it("has the file's width, whatever the setting says", () => {
    const module = build(vgg16, { weights: "file" }, { ...PICTURES, file: file(shapes) });
    expect(stateSpecs(module).get("features.28.weight")?.shape).toEqual([32, 32, 3, 3]);
    expect(outputShape(module)).toEqual([80]);
  });

  it("says when the file ends before the output that is wanted, and offers the features", async () => {
    const bare = { "features.0.weight": [4, 3, 3, 3] };
    const given = { ...PICTURES, file: file(bare) };
    const error = await refusal(() => build(vgg16, { weights: "file" }, given));
    expect(error.message).toContain(
      "weights.pth has the convolutions of VGG16 without its fully connected layers",
    );
    expect(error.fix?.("vgg16").edit).toMatchObject({ setting: "output", value: "features" });
    expect(outputShape(build(vgg16, { weights: "file", output: "features" }, given))).toEqual([32, 7, 7]);
  });

  it("knows how its pictures were prepared", () => {
    const given = { ...PICTURES, file: file(shapes, "keras-bgr") };
    expect(build(vgg16, { weights: "file" }, given).layers[0]?.expects?.reversed).toBe(true);
    expect(build(vgg16, { weights: "random" }, PICTURES).layers[0]?.expects).toBeUndefined();
  });
});
