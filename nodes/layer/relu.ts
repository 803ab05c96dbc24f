import { behind, LAYER_NAME, ownLayer } from "@/data/layer-node";
import { defineModelNode } from "@/graph/node";

export default defineModelNode({
  type: "relu",
  version: 1,
  title: "ReLU",
  category: "layer",
  doc: `Lets values above 0 through and makes the others 0, value by value: a network of several layers needs such a bend.

y = max(x, 0). Its gradient is 1 above 0, and 0 elsewhere: a value that is 0 for every picture learns nothing any more.
Without a bend between them, two convolutions or two linear layers are no more than one.

**Shapes** any, and the same again: \`[C, H, W]\` or \`[features]\`. It has no parameters.

**Refuses** nothing. Behind the last layer before a loss it is a mistake: logits may be negative.

The same as \`torch.nn.ReLU()\`.`,
  settings: { layerName: LAYER_NAME },
  card: [],
  build: (context) => ownLayer(context, "relu", {}),
  ofLayer: { type: "relu", settings: () => ({}) },
  torch: (context) => behind("nn.ReLU()", context),
  example: { shows: "Values below 0 become 0, the others stay." },
});
