import { behind, LAYER_NAME, needMap, ownLayer } from "@/data/layer-node";
import { defineModelNode } from "@/graph/node";
import { bool, choice, int } from "@/graph/settings";

export default defineModelNode({
  type: "upsample",
  version: 1,
  title: "Upsample",
  category: "layer",
  doc: `Makes a map larger without learning anything: a whole number of times each way.

*Nearest* repeats every value. *Bilinear* draws straight lines between them; with *aligned corners* the outermost values stay in
the corners and new place i lies at i·(H − 1)/(n·H − 1), without, values are squares and it lies at (i + ½)/n − ½.

**Shapes** \`[C, H, W]\` to \`[C, n·H, n·W]\`. It has no parameters. A transposed convolution is the learned way.

**Refuses** a vector.

The same as \`torch.nn.Upsample\`.`,
  settings: {
    scale: int("Times n", { default: 2, min: 2, max: 32 }),
    mode: choice("Between values", {
      default: "bilinear",
      options: { bilinear: "Bilinear", nearest: "Nearest" },
    }),
    alignCorners: bool("Aligned corners", {
      default: true,
      doc: "With bilinear: the outermost values stay in the corners.",
    }),
    layerName: LAYER_NAME,
  },
  card: ["scale", "mode"],
  build(context) {
    needMap("Upsampling", context.inputs.module.shape);
    const { scale, mode, alignCorners } = context.settings;
    return ownLayer(context, "upsample", { scale, mode, alignCorners });
  },
  ofLayer: { type: "upsample", settings: ({ settings }) => settings },
  torch(context) {
    const { scale, mode, alignCorners } = context.settings;
    const corners = mode === "bilinear" ? `, align_corners=${alignCorners ? "True" : "False"}` : "";
    return behind(`nn.Upsample(scale_factor=${scale}, mode="${mode}"${corners})`, context);
  },
  example: { settings: { mode: "nearest" }, shows: "Every value becomes a square of 2 × 2 px." },
});
