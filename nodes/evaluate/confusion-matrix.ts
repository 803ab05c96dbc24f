import { judge } from "@/figures/judged";
import { defineNode, figure, predictions } from "@/graph/node";
import { bool } from "@/graph/settings";
import { confusionMatrix } from "@/metrics/classification";

export default defineNode({
  type: "confusion-matrix",
  version: 1,
  title: "Confusion matrix",
  category: "evaluate",
  doc: `Counts how often each class was taken for each other: rows are what a picture is, columns what the model says.

Cell (i, j) is the number of pictures of class i that were predicted as j. The diagonal is what is right; a bright cell
beside it names two classes that the model mixes up. *Shares of each row* divides by the row's sum, which is the recall on
the diagonal.

**Gives** \`classes × classes\` whole numbers that sum to the number of pictures. A class without pictures has a row of 0.

**Refuses** nothing that Predict gives.

The same as \`sklearn.metrics.confusion_matrix(labels=range(classes))\`.`,
  settings: {
    normalized: bool("Shares of each row", {
      default: false,
      doc: "Show shares at first; the counts stay at hand.",
    }),
  },
  card: ["normalized"],
  inputs: { predictions: predictions("True and predicted classes") },
  outputs: { figure: figure("Counts by true and predicted class") },
  result: true,
  infer: () => ({ figure: { kind: "Figure" } }),
  async run({ settings, inputs }) {
    const { classes, labels, predicted } = inputs.predictions;
    const { counts } = confusionMatrix(labels, predicted, classes.length);
    const matrix = classes.map((_, row) =>
      Array.from(counts.subarray(row * classes.length, (row + 1) * classes.length)),
    );
    return {
      figure: {
        kind: "Figure",
        figure: {
          kind: "matrix",
          title: "Confusion matrix",
          classes,
          counts: matrix,
          pictures: judge(inputs.predictions),
          normalized: settings.normalized,
        },
        data: { classes, matrix },
      },
    };
  },
  torch: ({ settings, inputs, outputs }) => ({
    imports: ["from sklearn.metrics import ConfusionMatrixDisplay, confusion_matrix"],
    lines: [
      `predicted, targets, names = ${inputs.predictions}`,
      `${outputs.figure} = confusion_matrix(`,
      `    targets, predicted, labels=range(len(names))${settings.normalized ? ', normalize="true"' : ""}`,
      ")",
      `display = ConfusionMatrixDisplay(${outputs.figure}, display_labels=names)`,
      'display.plot(cmap="Blues", colorbar=False)',
      'display.ax_.set(title="Rows: the real class, columns: predicted")',
    ],
    draws: true,
  }),
  example: { shows: "How often each class was taken for each other." },
});
