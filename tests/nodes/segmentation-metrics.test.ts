import { describe, expect, it } from "vitest";
import segmentationMetrics from "../../nodes/evaluate/segmentation-metrics";
import { infer, modelType, refusal, run, tensorType } from "./harness";
import { maskedDataset, maskedType, segmenter, segmenterType } from "./masked";

const dataset = maskedDataset(1, 8, [
  [1, 1, 0, 1, 1, 1, 1, 0],
  [0, 0, 0, 0, 0, 0, 1, 1],
]);
const model = {
  kind: "TrainedModel",
  module: segmenter(1, 8),
  classes: ["nucleus"],
  state: new Map(),
} as const;
/** Above 0 is said: two pixels right, three of four; then nothing of two, and one that is not there. */
const output = Float32Array.of(1, 1, -1, 1, 1, 1, -1, -1, 1, -1, -1, -1, -1, -1, -1, -1);
const around = { compute: { forward: async () => ({ output, width: 8, loss: undefined }) } };

it("counts parts that are found at each IoU, over all pictures", async () => {
  const { metrics } = await run(segmentationMetrics, { model, dataset }, { thresholds: [0.5, 0.75] }, around);
  expect(metrics.values).toEqual({
    objects: 3,
    said: 3,
    byIou: {
      "0.5": { precision: 2 / 3, recall: 2 / 3, f1: 2 / 3, score: 2 / 4 },
      "0.75": { precision: 1 / 3, recall: 1 / 3, f1: 1 / 3, score: 1 / 5 },
    },
    meanScore: (2 / 4 + 1 / 5) / 2,
    count: 2,
  });
});

it("says a pixel where its probability is above the threshold", async () => {
  const { metrics } = await run(segmentationMetrics, { model, dataset }, { threshold: 0.8 }, around);
  expect(metrics.values).toMatchObject({ said: 0, objects: 3 });
});

describe("it refuses", () => {
  const types = { model: segmenterType(1, 8), dataset: maskedType(1, 8) };

  it("pictures without masks", async () => {
    const error = await refusal(() =>
      infer(segmentationMetrics, { ...types, dataset: tensorType({ shape: [1, 1, 8] }) }),
    );
    expect(error.message).toContain("these pictures have none");
    expect(error.details.port).toBe("dataset");
  });

  it("a model that gives classes", async () => {
    const image = types.dataset.image;
    const classifier = modelType({ image, classes: ["nucleus"] });
    const error = await refusal(() => infer(segmentationMetrics, { ...types, model: classifier }));
    expect(error.details).toEqual({ port: "model", expected: "[1, 1, 8]", got: "[6]" });
  });

  it("thresholds that nothing can be above, and mends them", async () => {
    const error = await refusal(() => infer(segmentationMetrics, types, { thresholds: [0.5, 1] }));
    expect(error.details.got).toBe("0.5, 1");
    expect(error.fix?.("judge").edit).toMatchObject({ kind: "set", node: "judge", setting: "thresholds" });
  });
});
