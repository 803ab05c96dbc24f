import { SAMPLE_WEIGHTS } from "@/data/learned-layer";
import { PREPARATIONS } from "@/data/preparation";
import { python } from "@/data/python";
import {
  NETWORK,
  READ_WEIGHTS,
  READ_WEIGHTS_IMPORTS,
  SAMPLE_BESIDE,
  SAMPLE_FILE,
  WEIGHTS_FILE,
} from "@/data/python-network";
import { CONVOLUTIONS, firstValues, VGG_DEFINITION, vggLayers } from "@/data/vgg16";
import { sizesOfFile } from "@/data/vgg16-file";
import { defineModelNode } from "@/graph/node";
import { NodeError } from "@/graph/problem";
import { bool, choice, int } from "@/graph/settings";
import type { WeightSource } from "@/module/layer";
import { outputShape } from "@/module/module";
import { type Shape, shapeText } from "@/module/shape";

export default defineModelNode({
  type: "vgg16",
  version: 1,
  title: "VGG16",
  category: "model",
  doc: `A network of thirteen 3 × 3 convolutions in five blocks that turns a picture into numbers which say what is on it.

Each block halves rows and columns by taking the largest of 2 × 2 values; ReLU, max(x, 0), follows every convolution.
Then come the mean over a 7 × 7 grid, and two layers of 4096 features, fc6 and fc7. Trained once on many pictures, it
serves as eyes for another task: *frozen*, only what comes after it learns, and it runs once per picture.

**Width 1** is torchvision's \`vgg16\`, 134 million parameters up to fc7. **Width 1/8** has an eighth of the channels and
features everywhere, 64 times fewer parameters, and comes with weights trained on drawn textures (*sample*). *Random*
weights are drawn as torchvision draws them: N(0, 2/(9·out)) for convolutions, N(0, 0.01²) for fc6 and fc7, biases 0.

*From a file* reads torchvision's or timm's weights (.safetensors, also in several parts; PyTorch's .pth), Keras' (.h5)
and TensorFlow.js' (model.json together with its .bin files). torchvision and timm trained on RGB from 0 to 1, normalized
by ImageNet's mean and standard deviation; Keras on BGR from 0 to 255 minus the mean. Prepare the pictures as they did.

**Shapes** \`[3, H, W]\`, normalized, to \`[512·w, ⌊H/32⌋, ⌊W/32⌋]\` (features) or \`[4096·w]\` (fc6, fc7, after ReLU), w being
the width: \`[512]\` from fc7 at width 1/8.

**Refuses** another number of channels than 3 (insert Convert colour), pictures under 32 × 32 px, and the sample weights
at width 1.

The same as \`torchvision.models.vgg16\`, with its names in the state dict. K. Simonyan and A. Zisserman, *Very Deep
Convolutional Networks for Large-Scale Image Recognition*, 2014.`,
  settings: {
    width: choice("Width", { default: "1/8", options: { "1": "1, as torchvision", "1/8": "1/8, small" } }),
    weights: choice("Weights", {
      default: "sample",
      options: { sample: "Sample, come with it", random: "Random", file: "From a file" },
    }),
    output: choice("Output", {
      default: "fc7",
      options: { features: "Features, a map", fc6: "fc6, a vector", fc7: "fc7, a vector" },
    }),
    frozen: bool("Frozen", { default: true, doc: "Its weights stay as they are while training." }),
    unfrozen: int("Of these learn", {
      default: 0,
      min: 0,
      max: CONVOLUTIONS,
      doc: "Frozen, its last so many convolutions learn all the same; what is before them runs once per picture.",
    }),
    seed: int("Seed", { default: 0, min: 0, max: 2 ** 31 - 1, doc: "Used with random weights." }),
  },
  card: ["width", "weights", "output"],
  files: {
    label: "Weights of torchvision, timm, Keras or TensorFlow.js",
    accept: ".safetensors,.pth,.pt,.h5,.hdf5,.keras,.json,.bin,.zip",
    multiple: true,
    sets: { setting: "weights", value: "file" },
  },
  build({ settings, input, dataShape, file }) {
    checkInput(input ? outputShape(input) : dataShape);
    const weights = weightSource(settings, file);
    const facts = weights.kind === "file" ? file?.facts : undefined;
    const layers = vggLayers(sizesOfFile(settings, facts, file?.name ?? ""), settings.output);
    const convolutions = layers.filter((layer) => layer.type === "conv2d").map((layer) => layer.name);
    const learns = new Set(settings.unfrozen > 0 ? convolutions.slice(-settings.unfrozen) : []);
    const expects =
      weights.kind === "random" ? undefined : PREPARATIONS[facts?.preprocessing ?? "imagenet-rgb"];
    return {
      layers: layers.map((layer, at) => ({
        ...layer,
        weights,
        ...(settings.frozen && !learns.has(layer.name) ? { frozen: true } : {}),
        ...(expects && at === 0 ? { expects } : {}),
        ...firstValues(layer),
      })),
    };
  },
  torch({ settings, inputs, outputs, layer, file: given = WEIGHTS_FILE }) {
    const { weights, frozen, unfrozen, output } = settings;
    const prefix = (layer ?? "").replace(/\.?features\.0$/, "");
    const isAlone = inputs.module === undefined && prefix === "";
    const file = { random: undefined, sample: SAMPLE_FILE, file: given }[weights];
    const layers = { features: 0, fc6: 2, fc7: 5 }[output];
    const share = settings.width === "1" ? "1" : "8";
    return {
      imports: [
        "from collections import OrderedDict",
        "import torch",
        "from torch import nn",
        "from torchvision.models.vgg import VGG, make_layers",
        ...(file ? READ_WEIGHTS_IMPORTS : []),
      ],
      definitions: [VGG_DEFINITION, ...(isAlone ? [] : [NETWORK]), ...(file ? [READ_WEIGHTS] : [])],
      lines: [
        `torch.manual_seed(${settings.seed})`,
        ...(file ? [`weights = read_weights(${python(file)})`] : []),
        `vgg = vgg16(${weights === "file" ? 'share=64 // len(weights["features.0.weight"])' : `share=${share}`})`,
        ...(file
          ? [
              `${weights === "file" ? "lacking = " : ""}vgg.load_state_dict(weights, strict=False)${weights === "file" ? ".missing_keys" : ""}`,
            ]
          : []),
        ...(weights === "file" && file
          ? [
              `needed = ("features", ${layers > 0 ? '"classifier.0", ' : ""}${layers > 2 ? '"classifier.3", ' : ""})`,
              "lacking = [name for name in lacking if name.startswith(needed)]",
              "if lacking:",
              `    raise SystemExit(f"{lacking[0]} is not in the weights. They need torchvision's names.")`,
            ]
          : []),
        ...(frozen
          ? ["vgg.requires_grad_(False)", "vgg.classifier[2].p = 0.0  # Frozen layers run as in evaluation."]
          : []),
        ...(frozen && unfrozen > 0
          ? [
              "convolutions = [layer for layer in vgg.features if isinstance(layer, nn.Conv2d)]",
              `for layer in convolutions[-${unfrozen}:]:`,
              "    layer.requires_grad_(True)",
            ]
          : []),
        'parts = OrderedDict({"features": vgg.features})',
        ...(layers > 0
          ? [
              'parts.update({"avgpool": vgg.avgpool, "flatten": nn.Flatten()})',
              `parts.update({"classifier": vgg.classifier[:${layers}]})`,
            ]
          : []),
        isAlone
          ? `${outputs.module} = nn.Sequential(parts)`
          : `${outputs.module} = Network([${inputs.module ?? ""}], ${python(prefix)}, nn.Sequential(parts))`,
      ],
      ...(weights === "sample" ? { beside: SAMPLE_BESIDE } : {}),
      ...(weights === "file" ? { own: given } : {}),
    };
  },
  example: { shows: "A picture of 224 × 224 px becomes 512 features." },
});

function checkInput(shape: Shape): void {
  const [channels, height, width] = shape;
  const got = shapeText(shape);
  if (shape.length !== 3) {
    throw new NodeError(
      `VGG16 takes pictures, but what comes before it gives ${got}. Wire it before that, or use what comes before alone.`,
      {
        port: "module",
        expected: "[3, H, W]",
        got,
      },
    );
  }
  if (typeof channels === "number" && channels !== 3) {
    const advice =
      "For pictures insert Convert colour with RGB behind the data; behind another network end that in 3 channels.";
    throw new NodeError(`VGG16 looks at 3 channels (red, green, blue), but it gets ${channels}. ${advice}`, {
      port: "module",
      expected: shapeText([3, height ?? "H", width ?? "W"]),
      got,
      insert: { type: "convert-colour", settings: { mode: "RGB" }, before: "to-tensor" },
    });
  }
  for (const size of [height, width]) {
    if (typeof size !== "number" || size >= 32) continue;
    throw new NodeError(
      `VGG16 halves a picture five times and needs at least 32 × 32 px, but it gets ${height} × ${width} px. Set Resize to 32 px or more; 224 px is usual.`,
      { port: "module", expected: "at least 32 × 32 px", got },
    );
  }
}

function weightSource(
  settings: { readonly width: string; readonly weights: "sample" | "random" | "file"; readonly seed: number },
  file: { readonly sha256: string; readonly name: string } | undefined,
): WeightSource {
  if (settings.weights === "random") return { kind: "random", seed: settings.seed };
  if (settings.weights === "sample") {
    if (settings.width === "1/8") return { kind: "shipped", path: SAMPLE_WEIGHTS };
    throw new NodeError(
      "The sample weights are for width 1/8, and this VGG16 has width 1. Set the width to 1/8, or give a file with torchvision's weights.",
      { setting: "weights", expected: "width 1/8", got: "width 1" },
      (node) => ({
        title: "Set the width to 1/8",
        edit: { kind: "set", node, setting: "width", value: "1/8" },
      }),
    );
  }
  // A definition does not know its node's id: whoever reads the file fills it in.
  if (file) return { kind: "file", sha256: file.sha256, name: file.name };
  throw new NodeError(
    "There is no file with weights yet. Drop VGG16's weights (.safetensors, .pth, .h5, or model.json with its .bin files) on this node, or choose other weights.",
    { setting: "weights", expected: "a file with weights", got: "no file" },
    (node) => ({
      title: settings.width === "1/8" ? "Use the sample weights" : "Use random weights",
      edit: {
        kind: "set",
        node,
        setting: "weights",
        value: settings.width === "1/8" ? "sample" : "random",
      },
    }),
  );
}
