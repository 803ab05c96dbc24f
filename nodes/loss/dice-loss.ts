import { dice } from "@/data/mask-losses";
import { DICE } from "@/data/python-training";
import { defineNode, loss } from "@/graph/node";
import type { Loss } from "@/graph/values";

export default defineNode({
  type: "dice-loss",
  version: 1,
  title: "Dice loss",
  category: "loss",
  doc: `Says how little the said mask and the true one overlap: 0 where they are the same, near 1 where they do not meet.

With probabilities p = 1 / (1 + exp(−x)) of the logits x and the true mask t of 0 and 1, over every pixel of the batch at
once: loss = 1 − (2·Σ p·t + 1) / (Σ p + Σ t + 1). The ones keep it defined, and 0, where both masks are empty. Few pixels
of foreground count as much as many, which cross-entropy does not give. It is one number of the whole batch, not a mean over
its pictures, so another batch size is another loss. Has no unit; from 0 to 1.

**Shapes** logits \`[N, 1, H, W]\` float32, masks \`[N, 1, H, W]\` of 0 and 1, to one number. A network that ends in a sigmoid
is measured before that sigmoid, so p is the same with and without it.

**Refuses** nothing itself; the trainer says so when the pictures have no masks or the network gives no map of their size.

PyTorch has none; the lines written here do the same. F. Milletari, N. Navab and S.-A. Ahmadi, *V-Net*, 2016.`,
  settings: {},
  card: [],
  inputs: {},
  outputs: { loss: loss("Dice loss from logits, over the whole batch") },
  infer: () => ({ loss: { kind: "Loss", name: "dice", target: "mask" } }),
  run: async () => ({ loss: diceLoss }),
  torch: ({ outputs }) => ({
    imports: ["import torch"],
    definitions: [DICE],
    lines: [`${outputs.loss} = dice_loss`],
  }),
  example: { shows: "The loss of the nuclei course." },
});

const diceLoss: Loss = { kind: "Loss", name: "dice", target: "mask", program: dice };
