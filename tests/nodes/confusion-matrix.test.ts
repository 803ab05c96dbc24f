import { expect, it } from "vitest";
import type { Predictions } from "@/graph/values";
import confusionMatrix from "../../nodes/evaluate/confusion-matrix";
import { infer, run } from "./harness";

const predictions: Predictions = {
  kind: "Predictions",
  classes: ["a", "b", "c"],
  names: ["1", "2", "3", "4"],
  labels: Int32Array.of(0, 0, 1, 1),
  predicted: Int32Array.of(0, 1, 1, 1),
  probabilities: Float32Array.of(0.5, 0.25, 0.25, 0, 0.75, 0.25, 0, 1, 0, 0.25, 0.5, 0.25),
};

it("counts true classes in rows and predicted ones in columns, a class without pictures too", async () => {
  const type = infer(confusionMatrix, { predictions: { kind: "Predictions", length: 4 } });
  expect(type.figure.kind).toBe("Figure");
  const { figure } = await run(confusionMatrix, { predictions });
  const matrix = [
    [1, 1, 0],
    [0, 2, 0],
    [0, 0, 0],
  ];
  expect(figure.data).toEqual({ classes: ["a", "b", "c"], matrix });
  expect(figure.figure).toEqual({
    kind: "matrix",
    title: "Confusion matrix",
    classes: ["a", "b", "c"],
    counts: matrix,
    pictures: [
      { index: 0, name: "1", label: 0, predicted: 0, confidence: 0.5 },
      { index: 1, name: "2", label: 0, predicted: 1, confidence: 0.75 },
      { index: 2, name: "3", label: 1, predicted: 1, confidence: 1 },
      { index: 3, name: "4", label: 1, predicted: 1, confidence: 0.5 },
    ],
    normalized: false,
  });
});

it("keeps the counts when shares are to be shown", async () => {
  const { figure } = await run(confusionMatrix, { predictions }, { normalized: true });
  expect(figure.figure).toMatchObject({ normalized: true });
  expect(figure.data?.matrix).toEqual([
    [1, 1, 0],
    [0, 2, 0],
    [0, 0, 0],
  ]);
});
