import { describe, expect, it } from "vitest";
import type { Loss } from "@/graph/values";
import evaluate from "../../nodes/evaluate/evaluate";
import {
  classifier,
  datasetOf,
  grey,
  infer,
  lossType,
  modelType,
  pictureType,
  refusal,
  run,
  SIX,
  tensorType,
} from "./harness";
import { maskedDataset, maskedType, segmenter, segmenterType } from "./masked";

const model = {
  kind: "TrainedModel",
  module: classifier(3),
  classes: ["a", "b", "c"],
  state: new Map(),
} as const;
const dataset = datasetOf([grey(1, 1), grey(1, 1), grey(1, 1), grey(1, 1)], [0, 1, 2, 0], ["a", "b", "c"]);
const output = Float32Array.of(3, 1, 1, 0, 2, 1, 5, 5, 1, -1, -1, -2);
const loss: Loss = { kind: "Loss", name: "cross-entropy", target: "class", program: (tf) => tf.scalar(0) };

it("counts how often the largest logit is that of the true class, the first of equal ones", async () => {
  const forward = async () => ({ output, width: 3, loss: 0.75 });
  const { metrics } = await run(evaluate, { model, dataset, loss }, {}, { compute: { forward } });
  expect(metrics.values).toEqual({ loss: 0.75, accuracy: 0.75, count: 4 });
});

it("without a loss gives accuracy and count", async () => {
  const forward = async () => ({ output, width: 3, loss: undefined });
  const { metrics } = await run(evaluate, { model, dataset, loss: undefined }, {}, { compute: { forward } });
  expect(metrics.values).toEqual({ accuracy: 0.75, count: 4 });
});

describe("it refuses", () => {
  const types = { model: modelType(), dataset: tensorType(), loss: lossType };

  it("nothing that comes in the form of the training pictures", () => {
    expect(infer(evaluate, types).metrics.kind).toBe("Metrics");
  });

  it("pictures that did not go through the same transforms", async () => {
    const error = await refusal(() => infer(evaluate, { ...types, dataset: pictureType() }));
    expect(error.message).toContain("the same transforms");
    expect(error.details).toMatchObject({
      port: "dataset",
      expected: "float32 RGB [3, 224, 224]",
      got: "uint8 L [1, 200, 200]",
    });
  });

  it("pictures that are not normalized as the training pictures were, with the node that does it", async () => {
    const normalization = { mean: [0.5, 0.5, 0.5], std: [0.25, 0.25, 0.25] };
    const normalized = modelType({ image: tensorType({ normalization }).image });
    const error = await refusal(() => infer(evaluate, { ...types, model: normalized }));
    expect(error.message).toContain("Send both through the same Normalize");
    expect(error.details.insert).toEqual({
      type: "normalize",
      settings: { preset: "custom", means: normalization.mean, stds: normalization.std },
    });
  });

  it("other classes", async () => {
    const error = await refusal(() =>
      infer(evaluate, { ...types, dataset: tensorType({}, { classes: ["a", "b"] }) }),
    );
    expect(error.details).toMatchObject({ expected: SIX.join(", "), got: "a, b" });
  });

  it("no picture at all", async () => {
    const none = tensorType({}, { length: 0 });
    const error = await refusal(() => infer(evaluate, { model: modelType(), dataset: none, loss: lossType }));
    expect(error.message).toContain("no picture to evaluate on");
  });
});

describe("with masks", () => {
  const cells = maskedDataset(1, 4, [
    [1, 1, 0, 0],
    [0, 0, 0, 0],
  ]);
  const types = { model: segmenterType(1, 4), dataset: maskedType(1, 4), loss: undefined };

  it("gives Dice, IoU and pixel accuracy of all pixels, of each picture, and their means", async () => {
    const logits = Float32Array.of(2, -2, 2, -2, -1, -1, -1, -1);
    const forward = async () => ({ output: logits, width: 4, loss: 0.25 });
    const trained = { ...model, module: segmenter(1, 4) };
    const dice: Loss = { kind: "Loss", name: "dice", target: "mask", program: (tf) => tf.scalar(0) };
    const { metrics } = await run(
      evaluate,
      { model: trained, dataset: cells, loss: dice },
      {},
      { compute: { forward } },
    );
    expect(metrics.values).toEqual({
      loss: 0.25,
      dice: 0.5,
      iou: 1 / 3,
      pixelAccuracy: 6 / 8,
      count: 2,
      pictureMean: { dice: 0.75, iou: 2 / 3, pixelAccuracy: 0.75 },
      pictures: {
        "cell 0": { dice: 0.5, iou: 1 / 3, pixelAccuracy: 0.5 },
        "cell 1": { dice: 1, iou: 1, pixelAccuracy: 1 },
      },
    });
  });

  it("refuses a loss of classes, and a model that gives no map of their size", async () => {
    const wrong = await refusal(() => infer(evaluate, { ...types, loss: lossType }));
    expect(wrong.message).toContain("Cross-entropy compares with classes, but these pictures have masks");
    expect(wrong.details).toMatchObject({ port: "loss", got: "cross-entropy" });
    const image = maskedType(1, 4).image;
    const map = await refusal(() =>
      infer(evaluate, { ...types, model: modelType({ image, classes: ["nucleus"] }) }),
    );
    expect(map.details).toEqual({ port: "model", expected: "[1, 1, 4]", got: "[6]" });
  });

  it("refuses a model that gives a map where there are only classes", async () => {
    const plain = { ...maskedType(1, 4), hasMasks: false };
    const error = await refusal(() => infer(evaluate, { ...types, dataset: plain }));
    expect(error.details).toMatchObject({ port: "model", expected: "[classes]", got: "[1, 1, 4]" });
  });
});
