/** `K × K` counts, rows are true classes, columns predicted ones, row after row (scikit-learn's `confusion_matrix`). */
export interface ConfusionMatrix {
  readonly classes: number;
  readonly counts: Int32Array;
}

/** What is asked of one class, or averaged over several: shares in [0, 1]. */
export interface Scores {
  /** Of what was predicted as the class, the share that is of it. */
  readonly precision: number;
  /** Of what is of the class, the share that was predicted so. */
  readonly recall: number;
  /** The harmonic mean of the two. */
  readonly f1: number;
}

/** The scores of one class, and how many samples are truly of it. */
export interface ClassScores extends Scores {
  readonly support: number;
}

/**
 * Counts how often class `i` (row) was predicted as class `j` (column). Throws a RangeError when the lists differ in
 * length or a label is not an integer in [0, classes).
 */
export function confusionMatrix(
  trueLabels: ArrayLike<number>,
  predicted: ArrayLike<number>,
  classes: number,
): ConfusionMatrix {
  if (trueLabels.length !== predicted.length)
    throw new RangeError(
      `Each true label needs a prediction, but ${trueLabels.length} labels and ${predicted.length} predictions came.`,
    );
  const counts = new Int32Array(classes * classes);
  for (let i = 0; i < trueLabels.length; i++) {
    const row = checked(trueLabels[i] as number, classes, "true label", i);
    const column = checked(predicted[i] as number, classes, "prediction", i);
    counts[row * classes + column] = (counts[row * classes + column] as number) + 1;
  }
  return { classes, counts };
}

/**
 * Precision, recall, F1 and support of every class, in order; a share of nothing is 0 (scikit-learn's
 * `precision_recall_fscore_support` with `zero_division=0`).
 */
export function classScores(matrix: ConfusionMatrix): ClassScores[] {
  const { classes, counts } = matrix;
  const { rows, columns } = totals(matrix);
  return Array.from({ length: classes }, (_, k) => {
    const right = counts[k * classes + k] as number;
    const support = rows[k] as number;
    const predicted = columns[k] as number;
    return {
      precision: share(right, predicted),
      recall: share(right, support),
      f1: share(2 * right, support + predicted),
      support,
    };
  });
}

/** The mean over all classes, each counting the same, also those without a sample. NaN where there is no class. */
export function macroAverage(scores: readonly ClassScores[]): Scores {
  return average(scores, () => 1);
}

/**
 * The mean over the classes that occur, truly or as predictions: what scikit-learn's macro average is when it is not
 * told the labels.
 */
export function macroAverageOfPresent(matrix: ConfusionMatrix): Scores {
  const { rows, columns } = totals(matrix);
  return macroAverage(classScores(matrix).filter((_, k) => (rows[k] as number) + (columns[k] as number) > 0));
}

/** The mean over all classes, each counting as often as it truly occurs; 0 without samples. */
export function weightedAverage(scores: readonly ClassScores[]): Scores {
  const samples = scores.reduce((sum, score) => sum + score.support, 0);
  return samples === 0 ? { precision: 0, recall: 0, f1: 0 } : average(scores, (score) => score.support);
}

/** The share of samples predicted as what they are; 0 without samples. With one label each, also every micro average. */
export function accuracy(matrix: ConfusionMatrix): number {
  const { classes, counts } = matrix;
  let right = 0;
  for (let k = 0; k < classes; k++) right += counts[k * classes + k] as number;
  return share(
    right,
    counts.reduce((sum, count) => sum + count, 0),
  );
}

function average(scores: readonly ClassScores[], weight: (score: ClassScores) => number): Scores {
  const total = scores.reduce((sum, score) => sum + weight(score), 0);
  const mean = (pick: (score: ClassScores) => number) =>
    scores.reduce((sum, score) => sum + weight(score) * pick(score), 0) / total;
  return {
    precision: mean((score) => score.precision),
    recall: mean((score) => score.recall),
    f1: mean((score) => score.f1),
  };
}

function totals({ classes, counts }: ConfusionMatrix): { rows: Int32Array; columns: Int32Array } {
  const rows = new Int32Array(classes);
  const columns = new Int32Array(classes);
  for (let row = 0; row < classes; row++)
    for (let column = 0; column < classes; column++) {
      const count = counts[row * classes + column] as number;
      rows[row] = (rows[row] as number) + count;
      columns[column] = (columns[column] as number) + count;
    }
  return { rows, columns };
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

function checked(label: number, classes: number, what: string, at: number): number {
  if (Number.isInteger(label) && label >= 0 && label < classes) return label;
  throw new RangeError(
    `Labels of ${classes} classes are 0 to ${classes - 1}, but ${what} ${at} is ${label}.`,
  );
}
