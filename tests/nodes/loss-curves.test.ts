import { expect, it } from "vitest";
import type { EpochRecord, History } from "@/graph/values";
import lossCurves from "../../nodes/evaluate/loss-curves";
import { infer, run } from "./harness";

const history = (epochs: EpochRecord[]): History => ({
  kind: "History",
  epochs,
  batchLosses: new Float32Array(),
});

it("draws training and validation in a panel for the loss and one for the accuracy", async () => {
  expect(infer(lossCurves, { history: { kind: "History", epochs: 2 } }).figure.kind).toBe("Figure");
  const { figure } = await run(lossCurves, {
    history: history([
      { trainLoss: 2, trainAccuracy: 0.3, validationLoss: 1.8, validationAccuracy: 0.4 },
      { trainLoss: 1, trainAccuracy: 0.7, validationLoss: 1.2, validationAccuracy: 0.6 },
    ]),
  });
  expect(figure.figure).toEqual({
    kind: "lines",
    title: "Loss curves",
    xLabel: "Epoch",
    x: [1, 2],
    panels: [
      {
        yLabel: "Loss, nats",
        series: [
          { name: "Training", values: [2, 1] },
          { name: "Validation", values: [1.8, 1.2], dashed: true },
        ],
      },
      {
        yLabel: "Accuracy",
        series: [
          { name: "Training", values: [0.3, 0.7] },
          { name: "Validation", values: [0.4, 0.6], dashed: true },
        ],
      },
    ],
  });
  expect(figure.data).toEqual({
    trainLoss: [2, 1],
    trainAccuracy: [0.3, 0.7],
    validationLoss: [1.8, 1.2],
    validationAccuracy: [0.4, 0.6],
  });
});

it("without validation pictures draws one curve in each panel", async () => {
  const { figure } = await run(lossCurves, { history: history([{ trainLoss: 2, trainAccuracy: 0.3 }]) });
  expect(figure.data).toEqual({ trainLoss: [2], trainAccuracy: [0.3] });
});

it("with masks draws Dice too", async () => {
  const { figure } = await run(lossCurves, {
    history: history([{ trainLoss: 0.4, trainAccuracy: 0.9, trainDice: 0.6 }]),
  });
  expect(figure.figure).toMatchObject({
    panels: [
      { yLabel: "Loss" },
      { yLabel: "Dice", series: [{ values: [0.6] }] },
      { yLabel: "Pixel accuracy" },
    ],
  });
  expect(figure.data).toEqual({ trainLoss: [0.4], trainAccuracy: [0.9], trainDice: [0.6] });
});
