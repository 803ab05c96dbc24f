import { expect, it } from "vitest";
import type { Predictions } from "@/graph/values";
import metrics from "../../nodes/evaluate/metrics";
import { infer, run } from "./harness";

it("gives precision, recall, F1 and support by class, their plain means, and accuracy", async () => {
  const predictions: Predictions = {
    kind: "Predictions",
    classes: ["a", "b", "c"],
    names: ["1", "2", "3", "4"],
    labels: Int32Array.of(0, 0, 1, 1),
    predicted: Int32Array.of(0, 1, 1, 1),
    probabilities: new Float32Array(12),
  };
  expect(infer(metrics, { predictions: { kind: "Predictions", length: 4 } }).metrics.kind).toBe("Metrics");
  const { metrics: made } = await run(metrics, { predictions });
  expect(made.values).toEqual({
    accuracy: 0.75,
    perClass: {
      a: { precision: 1, recall: 0.5, f1: 2 / 3, support: 2 },
      b: { precision: 2 / 3, recall: 1, f1: 0.8, support: 2 },
      c: { precision: 0, recall: 0, f1: 0, support: 0 },
    },
    macro: { precision: (1 + 2 / 3) / 3, recall: 0.5, f1: (2 / 3 + 0.8) / 3 },
  });
});
