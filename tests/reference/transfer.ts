import { MemoryCache } from "../../src/engine/cache";
import { fit as trainModule } from "../../src/engine/fit";
import { forward } from "../../src/engine/forward";
import type { ComputeHost } from "../../src/engine/source";
import { DeviceWeights } from "../../src/engine/weights";
import type { Dataset } from "../../src/graph/values";
import {
  accuracy,
  classScores,
  confusionMatrix,
  macroAverage,
  weightedAverage,
} from "../../src/metrics/classification";
import type { Module } from "../../src/module/module";
import type { StateArray } from "../../src/module/state";
import { lossOf, optimizerOf } from "./from-nodes";
import type { Answer, Tensor } from "./load";
import { perceptron, type SolveOnDevice } from "./on-device";

/** Cases of group `transfer`: whole trainings of a perceptron, by the engine's own training loop. */
export const solve: SolveOnDevice = async (c, inputs) => {
  const { x_train, y_train, x_test, y_test } = inputs;
  const loss = await lossOf("CrossEntropyLoss");
  const optimizer = await optimizerOf(c.call);
  if (!loss) throw new Error("No node is torch's CrossEntropyLoss.");
  if (!x_train || !y_train || !x_test || !y_test) throw new Error("The case lacks its data.");
  const features = x_train.shape[1] ?? 0;
  const classes = Number(c.params.classes);
  const layers = [{ name: "flatten", type: "flatten", settings: {} }, ...perceptron(inputs, "init")];
  const module: Module = { in: [1, 1, features], layers };
  const state = new Map<string, StateArray>();
  for (const [name, tensor] of Object.entries(inputs)) {
    if (!name.startsWith("init/")) continue;
    state.set(name.slice(5), { shape: tensor.shape, data: Float32Array.from(tensor.data, Number) });
  }
  const train = rowsAsDataset(x_train, y_train, classes);
  const test = rowsAsDataset(x_test, y_test, classes);
  const host: ComputeHost = {
    weights: new DeviceWeights(),
    cache: new MemoryCache(),
    device: "reference",
    signal: new AbortController().signal,
    featureProgress: () => {},
  };
  const fitted = await trainModule(
    {
      module,
      train,
      validation: test,
      loss,
      optimizer,
      epochs: Number(c.params.epochs),
      batchSize: Number(c.params.batch),
      shuffle: false,
      seed: 0,
      keep: "last",
      patience: 0,
      schedule: { kind: "constant", every: 1, factor: 1 },
      clipNorm: 0,
      onEpoch: () => {},
    },
    state,
    host,
    () => {},
  );
  const { output } = await forward({ module, state: fitted.state, dataset: test }, host, () => {});
  host.weights.dispose();
  const predicted = Array.from(test.labels, (_, row) =>
    greatest(output.subarray(row * classes, (row + 1) * classes)),
  );
  const matrix = confusionMatrix(Array.from(test.labels), predicted, classes);
  const scores = classScores(matrix);
  const losses = fitted.batchLosses;
  const perEpoch = losses.length / fitted.epochs.length;
  const answers: Record<string, Answer> = {
    batch_losses: list(losses),
    epoch_train_loss_mean_of_batches: list(
      fitted.epochs.map((_, epoch) => mean(losses.subarray(epoch * perEpoch, (epoch + 1) * perEpoch))),
    ),
    epoch_train_loss_sample_weighted: list(fitted.epochs.map((epoch) => epoch.trainLoss)),
    epoch_test_loss: list(fitted.epochs.map((epoch) => epoch.validationLoss ?? Number.NaN)),
    test_logits: { shape: [test.labels.length, classes], data: output },
    pred: list(predicted),
    confusion_matrix: { shape: [classes, classes], data: matrix.counts },
    precision: list(scores.map((score) => score.precision)),
    recall: list(scores.map((score) => score.recall)),
    f1: list(scores.map((score) => score.f1)),
    support: list(scores.map((score) => score.support)),
    macro: three(macroAverage(scores)),
    weighted: three(weightedAverage(scores)),
    accuracy: { shape: [], data: [accuracy(matrix)] },
  };
  for (const [name, array] of fitted.state)
    answers[`final/${name}`] = { shape: [...array.shape], data: array.data };
  return answers;
};

/** Rows of features as pictures of one line, so that the training loop meets them as it meets pictures. */
function rowsAsDataset(x: Tensor, y: Tensor, classes: number): Dataset {
  const width = x.shape[1] ?? 0;
  const values = Float32Array.from(x.data, Number);
  const labels = Int32Array.from(y.data, Number);
  return {
    kind: "Dataset",
    classes: Array.from({ length: classes }, (_, index) => String(index)),
    names: Array.from(labels, (_, index) => `row ${index}`),
    labels,
    sample: async (index) => ({
      name: `row ${index}`,
      label: labels[index] ?? 0,
      image: { height: 1, width, channels: 1, data: values.subarray(index * width, (index + 1) * width) },
    }),
  };
}

function greatest(row: Float32Array): number {
  return row.reduce((best, value, at) => (value > (row[best] as number) ? at : best), 0);
}

function mean(values: Float32Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function list(values: ArrayLike<number>): Answer {
  return { shape: [values.length], data: values };
}

function three(scores: { precision: number; recall: number; f1: number }): Answer {
  return list([scores.precision, scores.recall, scores.f1]);
}
