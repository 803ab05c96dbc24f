import type { EpochRecord } from "../graph/values";
import type { LinesFigure } from "./figure";

/** Loss and accuracy by epoch, training and validation: the trainer's preview and the loss curves. */
export function historyFigure(epochs: readonly EpochRecord[], title = "Loss curves"): LinesFigure {
  const validated = epochs.some((epoch) => epoch.validationLoss !== undefined);
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
      panel("Loss, nats", "trainLoss", "validationLoss"),
      panel("Accuracy", "trainAccuracy", "validationAccuracy"),
    ],
  };
}
