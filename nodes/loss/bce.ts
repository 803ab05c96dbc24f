import { binaryCrossEntropy } from "@/data/mask-losses";
import { defineNode, loss } from "@/graph/node";
import type { Loss } from "@/graph/values";

export default defineNode({
  type: "bce",
  version: 1,
  title: "Binary cross-entropy",
  category: "loss",
  doc: `Says how wrong the probability of each pixel is: the mean over all pixels of −log of what was given to the truth.

With logits x, p = 1 / (1 + exp(−x)) and the mask t of 0 and 1: loss = mean of −t·log p − (1 − t)·log(1 − p), in nats,
worked out as max(x, 0) − x·t + log(1 + exp(−|x|)), so that no exp overflows and a loss of 10,000 is 10,000. Saying ½
everywhere gives log 2 = 0.69. Every pixel counts the same: where few belong, saying nothing is already cheap.

**Shapes** logits \`[N, 1, H, W]\` float32, masks \`[N, 1, H, W]\`, to one number. A network that ends in a sigmoid is
measured before that sigmoid.

**Refuses** nothing itself; the trainer says so when the pictures have no masks or the network gives no map of their size.

The same as \`torch.nn.BCEWithLogitsLoss()\`.`,
  settings: {},
  card: [],
  inputs: {},
  outputs: { loss: loss("Binary cross-entropy from logits, mean over all pixels") },
  infer: () => ({ loss: { kind: "Loss", name: "binary cross-entropy", target: "mask" } }),
  run: async () => ({ loss: bce }),
  torch: ({ outputs }) => ({
    imports: ["from torch import nn"],
    lines: [`${outputs.loss} = lambda logits, masks: nn.BCEWithLogitsLoss()(logits, masks.float())`],
  }),
  example: { shows: "A loss in which every pixel counts the same." },
});

const bce: Loss = {
  kind: "Loss",
  name: "binary cross-entropy",
  target: "mask",
  program: binaryCrossEntropy,
};
