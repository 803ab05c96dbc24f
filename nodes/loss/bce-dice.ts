import { binaryCrossEntropy, dice } from "@/data/mask-losses";
import { DICE } from "@/data/python-training";
import { defineNode, loss } from "@/graph/node";
import { number } from "@/graph/settings";
import type { Loss } from "@/graph/values";

export default defineNode({
  type: "bce-dice",
  version: 1,
  title: "BCE + Dice loss",
  category: "loss",
  doc: `Adds binary cross-entropy and Dice loss: the first guides every pixel from the start, the second the overlap.

loss = w·BCE + (1 − w)·Dice with the share w from 0 to 1, BCE the mean over all pixels in nats and Dice that of the whole
batch, as in Binary cross-entropy and Dice loss. At w = ½ it is half of what is often written as BCE + Dice: the same
minimum, half the gradient.

**Shapes** logits \`[N, 1, H, W]\` float32, masks \`[N, 1, H, W]\` of 0 and 1, to one number. A network that ends in a sigmoid
is measured before that sigmoid.

**Refuses** nothing itself; the trainer says so when the pictures have no masks or the network gives no map of their size.

The same as \`torch.nn.BCEWithLogitsLoss()\` and Dice loss, weighted and added.`,
  settings: {
    share: number("Share of cross-entropy", { default: 0.5, min: 0, max: 1, step: 0.1 }),
  },
  card: ["share"],
  inputs: {},
  outputs: { loss: loss("Cross-entropy and Dice loss, weighted, from logits") },
  infer: () => ({ loss: { kind: "Loss", name: "BCE + Dice", target: "mask" } }),
  run: async ({ settings }) => ({ loss: bceDice(settings.share) }),
  torch: ({ settings, outputs }) => ({
    imports: ["import torch", "from torch import nn"],
    definitions: [DICE],
    lines: [
      `${outputs.loss} = lambda logits, masks: (`,
      `    ${settings.share} * nn.BCEWithLogitsLoss()(logits, masks.float())`,
      `    + (1 - ${settings.share}) * dice_loss(logits, masks)`,
      ")",
    ],
  }),
  example: { settings: { share: 0.5 }, shows: "Half cross-entropy, half Dice." },
});

function bceDice(share: number): Loss {
  return {
    kind: "Loss",
    name: "BCE + Dice",
    target: "mask",
    program: (tf, logits, target) =>
      tf.add(
        tf.mul(binaryCrossEntropy(tf, logits, target), share),
        tf.mul(dice(tf, logits, target), 1 - share),
      ),
  };
}
