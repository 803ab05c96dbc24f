import { behind, needKnown, needMap, ownLayer } from "@/data/layer-node";
import { LEARNED, learned, settingsOfLearned, WEIGHT_FILES } from "@/data/learned-layer";
import { defineModelNode } from "@/graph/node";
import { number } from "@/graph/settings";

export default defineModelNode({
  type: "batch-norm",
  version: 1,
  title: "Batch norm",
  category: "layer",
  doc: `Brings each channel to mean 0 and variance 1, then to a mean and a spread that are learned: deep networks train faster.

y = (x − μ)/√(σ² + ε) · γ + β. While training, μ and σ² are those of the batch, over pictures, rows and columns, and running
ones follow: running ← (1 − m)·running + m·batch, with σ² unbiased there and biased in the formula. In evaluation the
running ones are used, so that a picture's result does not depend on its neighbours in the batch.

**Shapes** \`[C, H, W]\`, and the same again. It has a γ (from 1) and a β (from 0) a channel, and keeps running_mean, running_var and
num_batches_tracked. A convolution before it needs no bias.

**Refuses** a vector. Batches of one or two pictures make its statistics poor.

The same as \`torch.nn.BatchNorm2d\`. S. Ioffe and C. Szegedy, *Batch Normalization*, 2015.`,
  settings: {
    momentum: number("Momentum m", {
      default: 0.1,
      min: 0,
      max: 1,
      step: 0.05,
      doc: "Share of the batch's statistics in the running ones.",
    }),
    eps: number("ε", { default: 1e-5, min: 0, max: 1 }),
    ...LEARNED,
  },
  card: ["momentum"],
  files: WEIGHT_FILES,
  build(context) {
    const { settings, inputs } = context;
    const { momentum, eps } = settings;
    const [size] = needMap("Batch norm", inputs.module.shape);
    const channels = needKnown("Batch norm", "channels", size, inputs.module.shape);
    return ownLayer(context, "batchNorm2d", { channels, eps, momentum }, learned(context));
  },
  ofLayer: {
    type: "batchNorm2d",
    settings(layer) {
      const { eps, momentum } = layer.settings;
      const { weights, frozen } = settingsOfLearned(layer);
      return { eps, momentum, weights, frozen };
    },
  },
  torch(context) {
    const { eps, momentum, frozen } = context.settings;
    return behind(`nn.LazyBatchNorm2d(eps=${eps}, momentum=${momentum})`, context, frozen);
  },
  example: { shows: "Channels of mean 0 and variance 1, then as learned." },
});
