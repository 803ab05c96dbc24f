import { joined, joiningLayer, LAYER_NAME } from "@/data/layer-node";
import { defineModelNode, moduleValue } from "@/graph/node";
import { NodeError } from "@/graph/problem";
import { dimsAgree, shapeText } from "@/module/shape";

export default defineModelNode({
  type: "add",
  version: 1,
  title: "Add",
  category: "layer",
  doc: `Joins two branches of a network by adding them, value by value: a residual connection.

Both branches begin at the same input, and what they have in common is run once. Where a goes straight past the layers of b,
these need to learn only what is to be changed, and gradients come through a undiminished: very deep networks train.

**Shapes** a and b alike, and the same again: \`[C, H, W]\` or \`[features]\`. It has no parameters.

**Refuses** branches of different shapes (for another number of channels insert a 1 × 1 convolution), and branches that begin
with different data.

The same as \`a + b\` in torch. K. He et al., *Deep Residual Learning for Image Recognition*, 2015.`,
  settings: { layerName: LAYER_NAME },
  card: [],
  inputs: {
    a: moduleValue("One branch, often the one that goes straight past the other"),
    b: moduleValue("The other branch, of the same shape"),
  },
  build(context) {
    const { a, b } = context.inputs;
    const agree = (from: number) =>
      a.shape.length === b.shape.length &&
      a.shape.slice(from).every((dim, at) => dimsAgree(dim, b.shape[from + at] ?? 0));
    if (!agree(0)) {
      const [channels] = a.shape;
      const bridge = { type: "conv2d", settings: { filters: channels, kernelSize: 1, padding: 0 } };
      const canBridge = a.shape.length === 3 && typeof channels === "number" && agree(1);
      throw new NodeError(
        `Only values of one shape can be added, but a gives ${shapeText(a.shape)} and b gives ${shapeText(b.shape)}.${canBridge ? " Insert a 1 × 1 convolution that gives as many channels." : ""}`,
        {
          port: "b",
          expected: shapeText(a.shape),
          got: shapeText(b.shape),
          ...(canBridge ? { insert: bridge } : {}),
        },
      );
    }
    return joiningLayer(context, "add", [a, b]);
  },
  ofLayer: { type: "add", settings: () => ({}) },
  torch: (context) => joined("sum", context),
  example: { shows: "What came in, and what two convolutions would change of it." },
});
