import { behind, LAYER_NAME, needMap, ownLayer } from "@/data/layer-node";
import { defineModelNode } from "@/graph/node";
import { NodeError } from "@/graph/problem";
import { int } from "@/graph/settings";

export default defineModelNode({
  type: "max-pool",
  version: 1,
  title: "Max-pool",
  category: "layer",
  doc: `Takes the largest value of each window: whether something was seen there, no matter where exactly.

With a window of 2 × 2 px and stride 2 rows and columns are halved, and an odd last one is dropped. What comes after sees
twice as far and costs a quarter. The gradient goes to the first of equal values.

**Shapes** \`[C, H, W]\` to \`[C, ⌊(H + 2·padding − window)/stride⌋ + 1, …]\`. It has no parameters.

**Refuses** a vector, padding of more than half a window (as torch does), and a map that the window does not fit into.

The same as \`torch.nn.MaxPool2d\`.`,
  settings: {
    kernelSize: int("Window, px", { default: 2, min: 1, max: 31 }),
    stride: int("Stride, px", { default: 2, min: 1, max: 31 }),
    padding: int("Padding, px", { default: 0, min: 0, max: 15 }),
    layerName: LAYER_NAME,
  },
  card: ["kernelSize", "stride"],
  build(context) {
    const s = context.settings;
    needMap("Max-pooling", context.inputs.module.shape);
    const most = Math.floor(s.kernelSize / 2);
    if (s.padding > most) {
      throw new NodeError(
        `With ${s.padding} px of padding some windows of ${s.kernelSize} px would see nothing but padding. At most half of one is allowed.`,
        { setting: "padding", expected: `at most ${most}`, got: String(s.padding) },
        (node) => ({
          title: `Set padding to ${most}`,
          edit: { kind: "set", node, setting: "padding", value: most },
        }),
      );
    }
    const { kernelSize, stride, padding } = s;
    return ownLayer(context, "maxPool2d", { kernelSize, stride, padding });
  },
  ofLayer: { type: "maxPool2d", settings: ({ settings }) => settings },
  torch(context) {
    const s = context.settings;
    const padding = s.padding === 0 ? "" : `, padding=${s.padding}`;
    return behind(`nn.MaxPool2d(kernel_size=${s.kernelSize}, stride=${s.stride}${padding})`, context);
  },
  example: { shows: "The largest of each 2 × 2 px." },
});
