import type { EpochRecord } from "../graph/values";
import type { LinesFigure } from "./figure";

/** Loss, accuracy and, with masks, Dice by epoch, training and validation: the trainer's preview and the loss curves. */
export function historyFigure(epochs: readonly EpochRecord[], title = "Loss curves"): LinesFigure {
  const validated = epochs.some((epoch) => epoch.validationLoss !== undefined);
  const masks = epochs.some((epoch) => epoch.trainDice !== undefined);
  const panel = (yLabel: string, train: keyof EpochRecord, validation: keyof EpochRecord) => ({
    yLabel,
    series: [
      { name: "Training", values: epochs.map((epoch) => epoch[train] ?? null) },
      ...(validated
        ? [{ name: "Validation", values: epochs.map((epoch) => epoch[validation] ?? null), dashed: true }]
        : []),
    ],
  });
  return {
    kind: "lines",
    title,
    xLabel: "Epoch",
    x: epochs.map((_, index) => index + 1),
    panels: [
      panel(masks ? "Loss" : "Loss, nats", "trainLoss", "validationLoss"),
      ...(masks ? [panel("Dice", "trainDice", "validationDice")] : []),
      panel(masks ? "Pixel accuracy" : "Accuracy", "trainAccuracy", "validationAccuracy"),
    ],
  };
}
