import { joined, joiningLayer, LAYER_NAME, needMap } from "@/data/layer-node";
import { defineModelNode, moduleValue } from "@/graph/node";
import { NodeError } from "@/graph/problem";
import { shapeText } from "@/module/shape";

export default defineModelNode({
  type: "pad-to",
  version: 1,
  title: "Pad to",
  category: "layer",
  doc: `Puts zeros around one map until it is as high and wide as another: what was halved and enlarged fits again.

A map of 25 rows has 12 when it is halved and 24 when it is enlarged again. Of the px that are missing, half, rounded down, come
to the top and to the left, the others to the bottom and to the right. Nothing is done where the sizes agree already.

**Shapes** a \`[C, H, W]\` and b \`[D, H′, W′]\` to \`[C, H′, W′]\`: b gives its size alone. It has no parameters.

**Refuses** vectors, and a map that is larger than the other one.

The same as \`torch.nn.functional.pad\` with what is missing, as U-Nets do before they join a skip.`,
  settings: { layerName: LAYER_NAME },
  card: [],
  inputs: {
    a: moduleValue("The map that is to become larger"),
    b: moduleValue("A map of the size that is wanted"),
  },
  build(context) {
    const { a, b } = context.inputs;
    const [channels, height, width] = needMap("Pad to", a.shape, "a");
    const [, wantedHeight, wantedWidth] = needMap("Pad to", b.shape, "b");
    for (const [size, wanted] of [
      [height, wantedHeight],
      [width, wantedWidth],
    ]) {
      if (typeof size !== "number" || typeof wanted !== "number" || size <= wanted) continue;
      throw new NodeError(
        `Padding only adds, but a gives ${shapeText(a.shape)} and b only ${shapeText(b.shape)}. Wire the smaller map into a.`,
        { port: "a", expected: shapeText([channels, wantedHeight, wantedWidth]), got: shapeText(a.shape) },
      );
    }
    return joiningLayer(context, "padTo", [a, b]);
  },
  ofLayer: { type: "padTo", settings: () => ({}) },
  torch: (context) => {
    const lines = joined("pad_to", context);
    return {
      ...lines,
      imports: [...lines.imports, "import torch.nn.functional as F"],
      definitions: [...(lines.definitions ?? []), PAD_TO],
    };
  },
  example: { shows: "A map of 12 × 12 becomes as large as its skip of 13 × 13." },
});

const PAD_TO = `def pad_to(parts):
    x, like = parts
    down, right = (like.shape[axis] - x.shape[axis] for axis in (2, 3))
    return F.pad(x, (right // 2, right - right // 2, down // 2, down - down // 2))`;
