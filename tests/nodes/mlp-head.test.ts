import { describe, expect, it } from "vitest";
import { moduleSummary, outputShape } from "@/module/module";
import mlpHead from "../../nodes/model/mlp-head";
import vgg16 from "../../nodes/model/vgg16";
import { build, linear, refusal, SIX } from "./harness";

const FEATURES = { dataShape: [512], classes: SIX };

it("is one hidden layer of 2048 with one logit for each of the data's classes", () => {
  const module = build(mlpHead, {}, FEATURES);
  expect(module.layers.map((layer) => [layer.name, layer.type])).toEqual([
    ["head.0", "linear"],
    ["head.1", "relu"],
    ["head.2", "linear"],
  ]);
  expect(outputShape(module)).toEqual([6]);
  expect(moduleSummary(module).parameters).toBe(512 * 2048 + 2048 + 2048 * 6 + 6);
  expect(moduleSummary(module).trained).toBe(1_062_918);
});

it("numbers its layers as an nn.Sequential does, dropout among them", () => {
  const { layers } = build(mlpHead, { hidden: [64, 32], dropout: 0.5 }, FEATURES);
  expect(layers.map((layer) => `${layer.name} ${layer.type}`)).toEqual([
    "head.0 linear",
    "head.1 relu",
    "head.2 dropout",
    "head.3 linear",
    "head.4 relu",
    "head.5 dropout",
    "head.6 linear",
  ]);
  expect(layers[2]?.settings).toEqual({ p: 0.5 });
});

it("without hidden sizes is one linear layer", () => {
  expect(build(mlpHead, { hidden: [] }, FEATURES).layers).toHaveLength(1);
});

it("stands behind a network and takes its length from there", () => {
  const module = build(mlpHead, {}, { input: build(vgg16), classes: SIX });
  expect(outputShape(module)).toEqual([6]);
});

it("draws its weights from the seed", () => {
  const { layers } = build(mlpHead, { seed: 9 }, FEATURES);
  expect(layers[0]?.weights).toEqual({ kind: "random", seed: 9 });
});

describe("it refuses", () => {
  it("a map, and names the output of VGG16 that is a vector", async () => {
    const input = build(
      vgg16,
      { output: "features", width: "1", weights: "random" },
      { dataShape: [3, 224, 224] },
    );
    const error = await refusal(() => build(mlpHead, {}, { input, classes: SIX }));
    expect(error.message).toContain("The head expects a vector, but what is wired in gives [512, 7, 7]");
    expect(error.message).toContain("output set to fc7");
    expect(error.details).toEqual({
      port: "module",
      expected: "[features]",
      got: "[512, 7, 7]",
      insert: { type: "flatten" },
    });
  });

  it("pictures where nothing is wired in before it", async () => {
    const error = await refusal(() => build(mlpHead, {}, { dataShape: [3, 224, 224], classes: SIX }));
    expect(error.message).toContain("nothing is wired in before it, and the data are [3, 224, 224]");
  });

  it("automatic outputs before any data, gently", async () => {
    const error = await refusal(() => build(mlpHead, {}, { input: linear(8, 4) }));
    expect(error.message).toContain("The number of classes is not known until there are data");
    expect(error.details.setting).toBe("outputs");
    expect(outputShape(build(mlpHead, { outputs: 3 }, { input: linear(8, 4) }))).toEqual([3]);
  });

  it("a length that is not known", async () => {
    const error = await refusal(() => build(mlpHead, {}, { dataShape: ["64·H·W"], classes: SIX }));
    expect(error.details).toMatchObject({ expected: "[features]", got: "[64·H·W]" });
  });
});
