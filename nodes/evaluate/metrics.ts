import { defineNode, metrics, predictions } from "@/graph/node";
import { accuracy, classScores, confusionMatrix, macroAverage } from "@/metrics/classification";

export default defineNode({
  type: "metrics",
  version: 1,
  title: "Metrics",
  category: "evaluate",
  doc: `Says for each class how much of what was found is right, and how much of what is there was found.

- **Precision**: of the pictures predicted as the class, the share that is of it.
- **Recall**: of the pictures of the class, the share that was predicted so.
- **F1**: 2·precision·recall / (precision + recall).
- **Support**: the number of pictures of the class.

*Macro* is the plain mean over all classes, each counting the same; *accuracy* the share of all pictures that is right. A
share of nothing is 0.

**Gives** \`accuracy\`, \`perClass\` and \`macro\`, shares from 0 to 1.

**Refuses** nothing that Predict gives.

The same as \`sklearn.metrics.precision_recall_fscore_support(labels=range(classes), zero_division=0)\`.`,
  settings: {},
  card: [],
  inputs: { predictions: predictions("True and predicted classes") },
  outputs: { metrics: metrics("Precision, recall and F1 by class, and their means") },
  result: true,
  infer: () => ({ metrics: { kind: "Metrics" } }),
  async run({ inputs }) {
    const { classes, labels, predicted } = inputs.predictions;
    const matrix = confusionMatrix(labels, predicted, classes.length);
    const scores = classScores(matrix);
    const perClass = Object.fromEntries(
      classes.flatMap((name, index) => {
        const score = scores[index];
        return score ? [[name, { ...score }]] : [];
      }),
    );
    const values = { accuracy: accuracy(matrix), perClass, macro: { ...macroAverage(scores) } };
    return { metrics: { kind: "Metrics", title: "Metrics", values } };
  },
  torch: ({ inputs, outputs }) => ({
    imports: ["from sklearn.metrics import classification_report"],
    lines: [
      `predicted, targets, names = ${inputs.predictions}`,
      `${outputs.metrics} = classification_report(`,
      "    targets, predicted, labels=range(len(names)), target_names=names,",
      "    output_dict=True, zero_division=0,",
      ")",
      `for name, row in ${outputs.metrics}.items():`,
      "    print(name, row)",
    ],
  }),
  example: { shows: "Precision, recall and F1 of each class." },
});
