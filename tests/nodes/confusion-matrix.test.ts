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
  probabilities: new Float32Array(12),
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
