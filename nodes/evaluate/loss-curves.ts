import { historyFigure } from "@/figures/history";
import { defineNode, figure, history } from "@/graph/node";

const NAMES = [
  "trainLoss",
  "trainAccuracy",
  "trainDice",
  "validationLoss",
  "validationAccuracy",
  "validationDice",
] as const;

export default defineNode({
  type: "loss-curves",
  version: 1,
  title: "Loss curves",
  category: "evaluate",
  doc: `Draws loss and accuracy epoch by epoch, for the training and the validation pictures.

Training falls while validation rises: the model learns its pictures by heart (overfitting). Both stay high: it learns too
slowly or too little. Training loss is measured while the parameters still move, validation loss after the epoch, so
validation can be lower at first.

**Gives** two panels over the epochs: mean loss (cross-entropy in nats), accuracy from 0 to 1; with masks a third, Dice's
coefficient of all pixels together from 0 to 1, and accuracy is that of pixels. Without validation pictures, one curve in
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
      NAMES.flatMap((name) => {
        const values = epochs.flatMap((epoch) => epoch[name] ?? []);
        return values.length > 0 ? [[name, values]] : [];
      }),
    );
    return { figure: { kind: "Figure", figure: historyFigure(epochs), data } };
  },
  torch: ({ inputs, outputs }) => ({
    imports: ["import matplotlib.pyplot as plt"],
    lines: [
      `${outputs.figure}, (losses, shares) = plt.subplots(2, sharex=True)`,
      `epochs = range(1, len(${inputs.history}) + 1)`,
      `for name in ${inputs.history}[0]:`,
      '    panel = losses if name.endswith("Loss") else shares',
      `    panel.plot(epochs, [record[name] for record in ${inputs.history}], ".-", label=name)`,
      'losses.set(ylabel="Loss")',
      'shares.set(xlabel="Epoch", ylabel="Accuracy, Dice")',
      "losses.legend()",
      "shares.legend()",
    ],
    draws: true,
  }),
  example: { shows: "A curve for training and one for validation, in two panels." },
});
