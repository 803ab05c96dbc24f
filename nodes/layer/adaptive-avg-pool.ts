import { behind, LAYER_NAME, needMap, ownLayer } from "@/data/layer-node";
import { defineModelNode } from "@/graph/node";
import { int } from "@/graph/settings";

export default defineModelNode({
  type: "adaptive-avg-pool",
  version: 1,
  title: "Adaptive average pool",
  category: "layer",
  doc: `Takes the mean over a grid of so many cells, whatever the size of the map: a network ends alike for all pictures.

Cell i of n covers rows ⌊i·H/n⌋ to ⌈(i + 1)·H/n⌉ − 1; cells overlap where H is no multiple of n. With 1 it is the mean of each
channel, one number that says how much of it there is in the whole picture.

**Shapes** \`[C, H, W]\` to \`[C, n, n]\`. It has no parameters.

**Refuses** a vector.

The same as \`torch.nn.AdaptiveAvgPool2d\`.`,
  settings: { size: int("Cells each way", { default: 1, min: 1, max: 1024 }), layerName: LAYER_NAME },
  card: ["size"],
  build(context) {
    needMap("Average pooling", context.inputs.module.shape);
    return ownLayer(context, "adaptiveAvgPool2d", { size: context.settings.size });
  },
  ofLayer: { type: "adaptiveAvgPool2d", settings: ({ settings }) => settings },
  torch: (context) =>
    behind(`nn.AdaptiveAvgPool2d((${context.settings.size}, ${context.settings.size}))`, context),
  example: { settings: { size: 7 }, shows: "Means over a grid of 7 × 7 cells." },
});
