import { joined, joiningLayer, LAYER_NAME, needMap } from "@/data/layer-node";
import { defineModelNode, moduleValue } from "@/graph/node";
import { NodeError } from "@/graph/problem";
import { dimsAgree, shapeText } from "@/module/shape";

export default defineModelNode({
  type: "concat",
  version: 1,
  title: "Concat",
  category: "layer",
  doc: `Joins two branches of a network: the channels of b behind those of a.

Both branches begin at the same input, and what they have in common is run once. A U-Net joins so what it saw before it made
the map small (a, the *skip*) with what comes up again (b): what is there, and where exactly.

**Shapes** a \`[C, H, W]\` and b \`[D, H, W]\` to \`[C + D, H, W]\`; of vectors \`[C]\` and \`[D]\` to \`[C + D]\`. It has no parameters.

**Refuses** maps of different height or width, a map with a vector, and branches that begin with different data.

The same as \`torch.cat([a, b], dim=1)\`.`,
  settings: { layerName: LAYER_NAME },
  card: [],
  inputs: {
    a: moduleValue("The branch whose channels come first"),
    b: moduleValue("The branch whose channels come behind"),
  },
  build(context) {
    const { a, b } = context.inputs;
    if (a.shape.length > 1) needMap("Concat", b.shape, "b");
    if (
      a.shape.length !== b.shape.length ||
      !a.shape.slice(1).every((dim, at) => dimsAgree(dim, b.shape[at + 1] ?? 0))
    )
      throw new NodeError(
        `Only maps of the same height and width can be joined, but a gives ${shapeText(a.shape)} and b gives ${shapeText(b.shape)}. Pool the larger one, or upsample the smaller one.`,
        { port: "b", expected: shapeText(["D", ...a.shape.slice(1)]), got: shapeText(b.shape) },
      );
    return joiningLayer(context, "concat", [a, b]);
  },
  ofLayer: { type: "concat", settings: () => ({}) },
  torch(context) {
    const lines = joined("partial(torch.cat, dim=1)", context);
    return { ...lines, imports: ["from functools import partial", "import torch", ...lines.imports] };
  },
  example: { shows: "Eight channels and eight more become sixteen." },
});
