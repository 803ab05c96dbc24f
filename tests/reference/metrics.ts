import {
  accuracy,
  classScores,
  confusionMatrix,
  macroAverage,
  macroAverageOfPresent,
  type Scores,
  weightedAverage,
} from "../../src/metrics/classification";
import {
  countMasks,
  countMasksPerSample,
  dice,
  iou,
  pixelAccuracy,
  softDiceLoss,
  unionOf,
} from "../../src/metrics/masks";
import { rocAuc, rocAucPerClass, rocCurve } from "../../src/metrics/roc";
import type { Answer, Solve, Tensor } from "./load";

/** Cases of group `metrics`: which of the three kinds it is, is told by the names of its inputs. */
export const solve: Solve = (c, inputs) => {
  const { y_true, y_pred, prob, target, y, score } = inputs;
  if (y_true && y_pred) return classification(y_true, y_pred, Number(c.params.K));
  if (prob && target) return masks(prob, target);
  if (y && score) return curve(numbers(y), numbers(score));
  if (y && prob) return oneVersusRest(numbers(y), numbers(prob), prob.shape[1] ?? 0);
  return { skip: `no metric takes ${Object.keys(inputs).join(" and ")}` };
};

function classification(truth: Tensor, predicted: Tensor, classes: number): Record<string, Answer> {
  const matrix = confusionMatrix(numbers(truth), numbers(predicted), classes);
  const scores = classScores(matrix);
  const all = accuracy(matrix);
  return {
    confusion_matrix: { shape: [classes, classes], data: matrix.counts },
    precision: list(scores.map((score) => score.precision)),
    recall: list(scores.map((score) => score.recall)),
    f1: list(scores.map((score) => score.f1)),
    support: list(scores.map((score) => score.support)),
    macro: three(macroAverage(scores)),
    micro: list([all, all, all]),
    weighted: three(weightedAverage(scores)),
    macro_present_labels_only: three(macroAverageOfPresent(matrix)),
    accuracy: scalar(all),
  };
}

function masks(prob: Tensor, target: Tensor): Record<string, Answer> {
  const p = Float32Array.from(numbers(prob));
  const t = Uint8Array.from(numbers(target));
  const counts = countMasks(p, t);
  const each = countMasksPerSample(p, t, prob.shape[0] ?? 1);
  return {
    counts: list([counts.intersection, counts.predicted, counts.target, unionOf(counts)]),
    dice_smooth1: scalar(dice(counts, 1)),
    dice: scalar(dice(counts)),
    iou: scalar(iou(counts)),
    pixel_accuracy: scalar(pixelAccuracy(counts)),
    dice_per_sample: list(each.map((sample) => dice(sample))),
    iou_per_sample: list(each.map(iou)),
    soft_dice_loss: scalar(softDiceLoss(p, t)),
    roc_auc_pixels: scalar(rocAuc(t, p)),
  };
}

function curve(labels: number[], scores: number[]): Record<string, Answer> {
  const roc = rocCurve(labels, scores);
  return {
    auc: scalar(rocAuc(labels, scores)),
    fpr: list([...roc.falsePositiveRate]),
    tpr: list([...roc.truePositiveRate]),
  };
}

function oneVersusRest(labels: number[], probabilities: number[], classes: number): Record<string, Answer> {
  const each = rocAucPerClass(labels, probabilities, classes);
  return { per_class: list(each), auc: scalar(each.reduce((sum, auc) => sum + auc, 0) / classes) };
}

function numbers(tensor: Tensor): number[] {
  return Array.from(tensor.data, Number);
}

function three({ precision, recall, f1 }: Scores): Answer {
  return list([precision, recall, f1]);
}

function list(data: number[]): Answer {
  return { shape: [data.length], data };
}

function scalar(value: number): Answer {
  return { shape: [], data: [value] };
}
