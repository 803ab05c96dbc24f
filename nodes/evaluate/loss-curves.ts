import { historyFigure } from "@/figures/history";
import { defineNode, figure, history } from "@/graph/node";

export default defineNode({
  type: "loss-curves",
  version: 1,
  title: "Loss curves",
  category: "evaluate",
  doc: `Draws loss and accuracy epoch by epoch, for the training and the validation pictures.

Training falls while validation rises: the model learns its pictures by heart (overfitting). Both stay high: it learns too
slowly or too little. Training loss is measured while the parameters still move, validation loss after the epoch, so
validation can be lower at first.

**Gives** two panels over the epochs: mean loss in nats, accuracy from 0 to 1. Without validation pictures, one curve in
each.

**Refuses** nothing that a trainer gives.

The same as \`matplotlib.pyplot.plot\` of both lists.`,
  settings: {},
  card: [],
  inputs: { history: history("Loss and accuracy by epoch") },
  outputs: { figure: figure("Curves of loss and accuracy") },
  result: true,
  infer: () => ({ figure: { kind: "Figure" } }),
  async run({ inputs }) {
    const { epochs } = inputs.history;
    const data = Object.fromEntries(
      (["trainLoss", "trainAccuracy", "validationLoss", "validationAccuracy"] as const).flatMap((name) => {
        const values = epochs.flatMap((epoch) => epoch[name] ?? []);
        return values.length > 0 ? [[name, values]] : [];
      }),
    );
    return { figure: { kind: "Figure", figure: historyFigure(epochs), data } };
  },
  torch: ({ inputs, outputs }) => ({
    imports: ["import matplotlib.pyplot as plt"],
    lines: [
      `${outputs.figure}, (losses, accuracies) = plt.subplots(2, sharex=True)`,
      `for name in ${inputs.history}[0]:`,
      '    panel = losses if name.endswith("Loss") else accuracies',
      `    panel.plot(range(1, len(${inputs.history}) + 1), [record[name] for record in ${inputs.history}], label=name)`,
      'losses.set(ylabel="Loss, nats")',
      'accuracies.set(xlabel="Epoch", ylabel="Accuracy")',
      "losses.legend()",
      "accuracies.legend()",
    ],
  }),
  example: { shows: "A curve for training and one for validation, in two panels." },
});
