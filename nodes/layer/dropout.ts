import { behind, LAYER_NAME, ownLayer } from "@/data/layer-node";
import { defineModelNode } from "@/graph/node";
import { bool, number } from "@/graph/settings";

export default defineModelNode({
  type: "dropout",
  version: 1,
  title: "Dropout",
  category: "layer",
  doc: `Leaves out values by chance while training: what comes after cannot rely on any single one, and learns less by heart.

Each value becomes 0 with probability p, and the others are divided by 1 − p, so that their mean stays. Which ones is drawn
anew for every batch from the trainer's seed. In evaluation everything goes through as it is.

**Shapes** any, and the same again: \`[C, H, W]\` or \`[features]\`. It has no parameters.

**Refuses** nothing. A network with dropout is not frozen where it stands: what comes behind it is run anew in every epoch.

The same as \`torch.nn.Dropout\`. N. Srivastava et al., *Dropout: A Simple Way to Prevent Neural Networks from Overfitting*,
2014.`,
  settings: {
    p: number("Probability p", { default: 0.5, min: 0, max: 0.95, step: 0.05 }),
    layerName: LAYER_NAME,
    frozen: bool("Frozen", {
      default: false,
      doc: "It leaves out nothing while training either: part of a network that stays as it is.",
      added: true,
    }),
  },
  card: ["p"],
  build: (context) =>
    ownLayer(context, "dropout", { p: context.settings.p }, context.settings.frozen ? { frozen: true } : {}),
  ofLayer: { type: "dropout", settings: ({ settings, frozen = false }) => ({ p: settings.p, frozen }) },
  torch: (context) => behind(`nn.Dropout(p=${context.settings.p})`, context, context.settings.frozen),
  example: { settings: { p: 0.2 }, shows: "A fifth of the values is left out in each batch." },
});
