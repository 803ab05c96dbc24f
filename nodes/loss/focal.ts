import { focal } from "@/data/mask-losses";
import { FOCAL } from "@/data/python-training";
import { defineNode, loss } from "@/graph/node";
import { number } from "@/graph/settings";

export default defineNode({
  type: "focal",
  version: 1,
  title: "Focal loss",
  category: "loss",
  doc: `Is cross-entropy in which pixels that are right already count little, so that the hard ones lead.

With p_t the probability given to what is true of a pixel: loss = mean of −α_t·(1 − p_t)^γ·log p_t, in nats. α_t is α where
the mask is 1 and 1 − α where it is 0. At γ = 0 and α = ½ it is half of binary cross-entropy; a larger γ lets the easy
pixels fade. Worked out from logits, so that it stays finite where a probability is 0 or 1 in float32.

**Shapes** logits \`[N, 1, H, W]\` float32, masks \`[N, 1, H, W]\` of 0 and 1, to one number. A network that ends in a sigmoid
is measured before that sigmoid.

**Refuses** nothing itself; the trainer says so when the pictures have no masks or the network gives no map of their size.

The same as \`torchvision.ops.sigmoid_focal_loss(reduction="mean")\`. T.-Y. Lin et al., *Focal Loss for Dense Object
Detection*, 2017.`,
  settings: {
    alpha: number("α, weight of the mask", { default: 0.25, min: 0, max: 1, step: 0.05 }),
    gamma: number("γ, how fast easy pixels fade", { default: 2, min: 0, max: 10, step: 0.5 }),
  },
  card: ["alpha", "gamma"],
  inputs: {},
  outputs: { loss: loss("Focal loss from logits, mean over all pixels") },
  infer: () => ({ loss: { kind: "Loss", name: "focal", target: "mask" } }),
  run: async ({ settings }) => ({
    loss: { kind: "Loss", name: "focal", target: "mask", program: focal(settings.alpha, settings.gamma) },
  }),
  torch: ({ settings, outputs }) => ({
    imports: ["from torchvision.ops import sigmoid_focal_loss"],
    definitions: [FOCAL],
    lines: [`${outputs.loss} = focal_loss(${settings.alpha}, ${settings.gamma})`],
  }),
  example: { settings: { gamma: 2 }, shows: "The hard pixels lead." },
});
