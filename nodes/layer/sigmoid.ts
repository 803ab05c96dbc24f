import { behind, LAYER_NAME, ownLayer } from "@/data/layer-node";
import { defineModelNode } from "@/graph/node";

export default defineModelNode({
  type: "sigmoid",
  version: 1,
  title: "Sigmoid",
  category: "layer",
  doc: `Turns each value into a share between 0 and 1, value by value: a logit becomes a probability of yes.

y = 1 / (1 + exp(−x)). 0 becomes ½, 4 becomes 0.98, −4 becomes 0.02. Far from 0 its gradient is next to nothing, so inside
a network ReLU learns faster.

**Shapes** any, and the same again: \`[1, H, W]\` of logits becomes \`[1, H, W]\` of probabilities, one a pixel. It has no
parameters.

**Refuses** nothing. Losses and Predict take logits and do this themselves, from the logit's own digits.

The same as \`torch.nn.Sigmoid()\`.`,
  settings: { layerName: LAYER_NAME },
  card: [],
  build: (context) => ownLayer(context, "sigmoid", {}),
  ofLayer: { type: "sigmoid", settings: () => ({}) },
  torch: (context) => behind("nn.Sigmoid()", context),
  example: { shows: "Logits become shares between 0 and 1." },
});
