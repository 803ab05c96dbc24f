import { behind, LAYER_NAME, ownLayer } from "@/data/layer-node";
import { defineModelNode } from "@/graph/node";

export default defineModelNode({
  type: "flatten",
  version: 1,
  title: "Flatten",
  category: "layer",
  doc: `Writes all values of a map one behind the other: linear layers take vectors.

First the whole first channel, row by row, then the next: torch's order, in which weights for it are stored. Nothing is
calculated, and nothing is lost but where a value lay.

**Shapes** \`[C, H, W]\` to \`[C·H·W]\`: \`[512, 7, 7]\` to \`[25088]\`. A vector stays as it is. It has no parameters. Where pictures
may have several sizes, put an Adaptive average pool before it.

**Refuses** nothing.

The same as \`torch.nn.Flatten()\`.`,
  settings: { layerName: LAYER_NAME },
  card: [],
  build: (context) => ownLayer(context, "flatten", {}),
  ofLayer: { type: "flatten", settings: () => ({}) },
  torch: (context) => behind("nn.Flatten()", context),
  example: { shows: "A map of 16 × 7 × 7 becomes 784 features." },
});
