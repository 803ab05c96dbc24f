import type { Predictions } from "../graph/values";

/** A picture as a model judged it. */
export interface Judged {
  /** Its row among the predictions. */
  readonly index: number;
  readonly name: string;
  /** What it is and what the model says, as indices into the classes. */
  readonly label: number;
  readonly predicted: number;
  /** Probability of the predicted class. */
  readonly confidence: number;
}

export function judge({ classes, names, labels, predicted, probabilities }: Predictions): readonly Judged[] {
  return names.map((name, index) => {
    const said = predicted[index] ?? 0;
    const confidence = probabilities[index * classes.length + said] ?? 0;
    return { index, name, label: labels[index] ?? 0, predicted: said, confidence };
  });
}

export const ORDERS = {
  given: "As they come",
  worst: "Worst mistakes first",
  sure: "Most confident first",
  unsure: "Least confident first",
} as const;
export type Order = keyof typeof ORDERS;

/** Sorted for reading; pictures that are equal by the order stay as they come. */
export function ordered(pictures: readonly Judged[], order: Order): readonly Judged[] {
  const surest = (a: Judged, b: Judged) => b.confidence - a.confidence;
  switch (order) {
    case "given":
      return pictures;
    case "sure":
      return [...pictures].sort(surest);
    case "unsure":
      return [...pictures].sort((a, b) => surest(b, a));
    case "worst":
      // Behind the mistakes, what was right by the smallest margin: there the next ones are to be expected.
      return [
        ...pictures.filter(isWrong).sort(surest),
        ...pictures.filter((picture) => !isWrong(picture)).sort((a, b) => surest(b, a)),
      ];
  }
}

export function isWrong({ label, predicted }: Judged): boolean {
  return label !== predicted;
}
