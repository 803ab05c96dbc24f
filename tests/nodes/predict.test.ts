import { expect, it } from "vitest";
import predict from "../../nodes/evaluate/predict";
import {
  classifier,
  datasetOf,
  grey,
  infer,
  modelType,
  pictureType,
  refusal,
  run,
  SIX,
  tensorType,
} from "./harness";

const classes = ["a", "b", "c"];
const model = { kind: "TrainedModel", module: classifier(3), classes, state: new Map() } as const;

it("says how many predictions over which classes", () => {
  const { predictions } = infer(predict, { model: modelType(), dataset: tensorType({}, { length: 48 }) });
  expect(predictions).toEqual({ kind: "Predictions", length: 48, classes: SIX });
});

it("turns logits into probabilities that sum to 1, however large they are", async () => {
  const output = Float32Array.of(0, Math.log(2), Math.log(5), 1000, 0, -1000);
  const forward = async () => ({ output, width: 3, loss: undefined });
  const dataset = datasetOf([grey(1, 1), grey(1, 1)], [2, 1], classes);
  const { predictions } = await run(predict, { model, dataset }, {}, { compute: { forward } });
  expect([...predictions.predicted]).toEqual([2, 0]);
  expect([...predictions.labels]).toEqual([2, 1]);
  expect(predictions.names).toEqual(["picture 0", "picture 1"]);
  const expected = [0.125, 0.25, 0.625, 1, 0, 0];
  predictions.probabilities.forEach((p, i) => {
    expect(p).toBeCloseTo(expected[i] ?? Number.NaN, 6);
  });
});

it("of no picture there is no prediction", async () => {
  const forward = async () => ({ output: new Float32Array(), width: 3, loss: undefined });
  const { predictions } = await run(
    predict,
    { model, dataset: datasetOf([], [], classes) },
    {},
    { compute: { forward } },
  );
  expect(predictions.predicted).toHaveLength(0);
});

it("refuses pictures in another form", async () => {
  const error = await refusal(() => infer(predict, { model: modelType(), dataset: pictureType() }));
  expect(error.message).toContain("Predict got pictures in another form");
});

it("refuses a dataset without a picture", async () => {
  const none = tensorType({}, { length: 0 });
  const error = await refusal(() => infer(predict, { model: modelType(), dataset: none }));
  expect(error.message).toContain("no picture to predict");
});
