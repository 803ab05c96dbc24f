/** The receiver operating characteristic: one point for each distinct score, from (0, 0) to (1, 1). */
export interface RocCurve {
  readonly falsePositiveRate: Float64Array;
  readonly truePositiveRate: Float64Array;
  /** Points count as positive from this score on; the first is Infinity. */
  readonly thresholds: Float64Array;
}

/**
 * scikit-learn's `roc_curve(drop_intermediate=False)`: labels are 1 (or anything but 0) for positives, scores may tie.
 * Rates of a class that does not occur are NaN. Throws a RangeError when the lengths differ or a score is NaN.
 */
export function rocCurve(labels: ArrayLike<number>, scores: ArrayLike<number>): RocCurve {
  if (labels.length !== scores.length)
    throw new RangeError(
      `Each label needs a score, but ${labels.length} labels and ${scores.length} scores came.`,
    );
  const order = descending(scores);
  const thresholds = [Number.POSITIVE_INFINITY];
  const falsePositives = [0];
  const truePositives = [0];
  let positives = 0;
  for (let rank = 0; rank < order.length; rank++) {
    const i = order[rank] as number;
    if (labels[i] !== 0) positives++;
    const next = order[rank + 1];
    // Equal scores cannot be told apart, so they are one point.
    if (next !== undefined && scores[next] === scores[i]) continue;
    thresholds.push(scores[i] as number);
    truePositives.push(positives);
    falsePositives.push(rank + 1 - positives);
  }
  const negatives = labels.length - positives;
  return {
    falsePositiveRate: Float64Array.from(falsePositives, (count) => count / negatives),
    truePositiveRate: Float64Array.from(truePositives, (count) => count / positives),
    thresholds: Float64Array.from(thresholds),
  };
}

/**
 * The area under the ROC curve: how likely a positive has a higher score than a negative, ties counting one half
 * (scikit-learn's `roc_auc_score`). NaN unless both classes occur. Throws as `rocCurve` does.
 */
export function rocAuc(labels: ArrayLike<number>, scores: ArrayLike<number>): number {
  const { falsePositiveRate: x, truePositiveRate: y } = rocCurve(labels, scores);
  let area = 0;
  for (let i = 1; i < x.length; i++)
    area += (((x[i] as number) - (x[i - 1] as number)) * ((y[i] as number) + (y[i - 1] as number))) / 2;
  return x.length > 1 ? area : Number.NaN;
}

/**
 * One-versus-rest AUC of every class: `probabilities` has a row for each label and a column for each of `classes`.
 * The macro average of scikit-learn's `roc_auc_score(multi_class="ovr")` is their mean.
 * Throws a RangeError when there are not `classes` probabilities a label.
 */
export function rocAucPerClass(
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  classes: number,
): number[] {
  if (probabilities.length !== labels.length * classes)
    throw new RangeError(
      `${labels.length} labels of ${classes} classes need ${labels.length * classes} probabilities, but ${probabilities.length} came.`,
    );
  return Array.from({ length: classes }, (_, k) =>
    rocAuc(
      Uint8Array.from(labels, (label) => (label === k ? 1 : 0)),
      Float64Array.from({ length: labels.length }, (_, i) => probabilities[i * classes + k] as number),
    ),
  );
}

/** Indices from the highest score to the lowest; equal scores in any order. */
function descending(scores: ArrayLike<number>): Uint32Array {
  for (let i = 0; i < scores.length; i++)
    if (Number.isNaN(scores[i])) throw new RangeError(`Score ${i} is not a number.`);
  return Uint32Array.from({ length: scores.length }, (_, i) => i).sort((a, b) => {
    const difference = (scores[b] as number) - (scores[a] as number);
    return Number.isNaN(difference) ? 0 : difference;
  });
}
