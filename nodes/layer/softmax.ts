import { behind, LAYER_NAME, ownLayer } from "@/data/layer-node";
import { defineModelNode } from "@/graph/node";

export default defineModelNode({
  type: "softmax",
  version: 1,
  title: "Softmax",
  category: "layer",
  doc: `Turns the logits of all classes into shares that add up to 1: the probabilities of a picture's or a pixel's classes.

y = exp(x) / Σ exp(x), the sum over the channels, with the largest x taken off first so that no exp overflows. Adding the
same number to all logits changes nothing.

**Shapes** \`[classes]\` or, pixel by pixel, \`[classes, H, W]\`, and the same again. It has no parameters.

**Refuses** nothing. Cross-entropy takes logits and does this itself: behind this node it would do it twice, and the network
would learn slowly.

The same as \`torch.nn.Softmax(dim=1)\`.`,
  settings: { layerName: LAYER_NAME },
  card: [],
  build: (context) => ownLayer(context, "softmax", {}),
  ofLayer: { type: "softmax", settings: () => ({}) },
  torch: (context) => behind("nn.Softmax(dim=1)", context),
  example: { shows: "Logits become shares that add up to 1." },
});
