import { needKnown, needMap } from "@/data/layer-node";
import { SEED } from "@/data/learned-layer";
import { python } from "@/data/python";
import { NETWORK } from "@/data/python-network";
import { unetLayers } from "@/data/unet";
import { UNET_DEFINITION } from "@/data/unet-python";
import { defineModelNode } from "@/graph/node";
import { NodeError } from "@/graph/problem";
import { bool, choice, int, number } from "@/graph/settings";
import { type Dim, shapeText } from "@/module/shape";

export default defineModelNode({
  type: "u-net",
  version: 1,
  title: "U-Net",
  category: "model",
  doc: `Says of every pixel whether it belongs to what is looked for: a network that looks at a picture small and large at once.

On the way down each level has two 3 × 3 convolutions, each with batch norm and ReLU, and then halves rows and columns by taking the
largest of 2 × 2 values; channels double, from *base* on. On the way up the map is enlarged again, put behind the map of
the same level from the way down (the *skip*: what is there, and where exactly), and two convolutions follow. A 1 × 1
convolution gives the logits. Sizes that cannot be halved lose a row or column on the way down and are padded with zeros on
the way up. *Dropout* leaves out values of the deepest level while training.

**Shapes** \`[C, H, W]\` to logits \`[1, H, W]\`, above 0 where a pixel belongs. The number of channels is found by itself.
With base 64 and depth 4 it is Ronneberger's, of 31 million parameters; each half of the base makes it four times smaller.

**Weights** begin as torch's own layers', drawn from the seed.

**Refuses** vectors, and pictures that are smaller than 2^depth px.

In PyTorch the network of widely used code (\`inc\`, \`down1\` …, \`up1\` …, \`outc\`), whose state dicts fit. O. Ronneberger, P. Fischer
and T. Brox, *U-Net: Convolutional Networks for Biomedical Image Segmentation*, 2015.`,
  settings: {
    base: int("Base width", {
      default: 16,
      min: 2,
      max: 256,
      doc: "Channels of the first level. 64 as published; 16 and less train without a GPU.",
    }),
    depth: int("Depth", { default: 4, min: 1, max: 7, doc: "How often the picture is halved." }),
    batchNorm: bool("Batch norm", { default: true }),
    upsampling: choice("On the way up", {
      default: "transposed",
      options: { transposed: "Transposed convolution, learned", bilinear: "Bilinear, smaller" },
    }),
    dropout: number("Dropout", { default: 0, min: 0, max: 0.95, step: 0.05 }),
    seed: SEED,
  },
  card: ["base", "depth", "upsampling"],
  build({ settings: s, inputs }) {
    const { shape } = inputs.module;
    const [channels, height, width] = needMap("A U-Net", shape);
    const inChannels = needKnown("A U-Net", "channels", channels, shape);
    needHalving(s.depth, height, width);
    const { base, depth, batchNorm, upsampling, dropout, seed } = s;
    const layers = unetLayers({
      inChannels,
      outChannels: 1,
      base,
      depth,
      batchNorm,
      convBias: !batchNorm,
      upsampling,
      dropout,
    });
    return { layers: layers.map((layer) => ({ ...layer, weights: { kind: "random", seed } })) };
  },
  torch({ settings: s, inputs, outputs, layer }) {
    const prefix = (layer ?? "").replace(/\.?inc\.double_conv\.0$/, "");
    const isAlone = inputs.module === undefined && prefix === "";
    return {
      imports: ["import torch", "import torch.nn.functional as F", "from torch import nn"],
      definitions: [UNET_DEFINITION, ...(isAlone ? [] : [NETWORK])],
      lines: [
        `torch.manual_seed(${s.seed})`,
        `${isAlone ? outputs.module : "unet_alone"} = UNet(`,
        `    1, base=${s.base}, depth=${s.depth}, bilinear=${python(s.upsampling === "bilinear")},`,
        `    batch_norm=${python(s.batchNorm)}, dropout=${s.dropout},`,
        ")",
        ...(isAlone
          ? []
          : [`${outputs.module} = Network([${inputs.module ?? ""}], ${python(prefix)}, unet_alone)`]),
      ],
    };
  },
  example: { settings: { base: 4, depth: 2 }, shows: "One logit for every pixel." },
});

/** A picture that is halved so often must leave a pixel. */
function needHalving(depth: number, height: Dim, width: Dim): void {
  const smallest = Math.min(...[height, width].filter((size): size is number => typeof size === "number"));
  if (smallest >= 2 ** depth) return;
  const most = Math.max(1, Math.floor(Math.log2(Math.max(1, smallest))));
  const got = shapeText(["C", height, width]);
  throw new NodeError(
    `A U-Net of depth ${depth} halves the picture ${depth} times and needs at least ${2 ** depth} px each way, but it gets ${height} × ${width} px. Take less depth, or larger pictures.`,
    { setting: "depth", expected: `at least ${2 ** depth} × ${2 ** depth} px`, got },
    (node) => ({
      title: `Set depth to ${most}`,
      edit: { kind: "set", node, setting: "depth", value: most },
    }),
  );
}
