import { TRANSFORMED } from "@/data/python";
import { imageText, needTensors } from "@/data/refuse";
import { mapImages } from "@/graph/dataset";
import { dataset, defineNode } from "@/graph/node";
import { NodeError } from "@/graph/problem";
import { choice } from "@/graph/settings";
import { isPicture } from "@/graph/values";
import { standardize, stretch } from "@/pixels/tensor";

export default defineNode({
  type: "standardize",
  version: 1,
  title: "Standardize",
  category: "transform",
  doc: `Brings every channel of every picture to one brightness and contrast, by the picture's own numbers.

**By mean and deviation** y = (x − μ) / σ, with μ and σ over the pixels of one channel of one picture, σ² divided by the number of
pixels. **By percentiles** y = (x − p₁) / (p₉₉.₈ − p₁): the darkest hundredth becomes 0 and the brightest five hundredth 1 or more,
whether there is little to see in the picture or much; customary for fluorescence. A channel that is the same everywhere,
such as the alpha of an opaque picture, becomes 0.

Microscopes, exposures and stains differ: a network that sees each picture at its own brightness need not learn all of them. What
is lost is how bright a picture was beside others; where that tells classes apart, take Normalize.

Put a random rotation behind it: what comes from outside, 0, is then the picture's own mean, or its dark, and no edge.

**Shapes** \`[C, H, W]\` float32 to the same.

**Refuses** pictures in whole numbers from 0 to 255 (insert To tensor), and what is normalized already.

The same as \`(x − x.mean((1, 2))) / x.std((1, 2), unbiased=False)\` in torch, and with \`torch.quantile\`. Networks that were trained on other data, such as
VGG16, want Normalize with the numbers that they were trained with.`,
  settings: {
    by: choice("By", {
      default: "deviation",
      options: { deviation: "Mean and deviation", percentiles: "Percentiles 1 and 99.8" },
    }),
  },
  card: ["by"],
  inputs: { dataset: dataset("Tensors") },
  outputs: { dataset: dataset("The same, each picture by its own mean and deviation") },
  infer({ settings, inputs }) {
    const { range: _, ...image } = inputs.dataset.image;
    needTensors(inputs.dataset, "Standardize", "dataset");
    if (image.normalization) {
      throw new NodeError("These pictures are normalized already. Take one of the two nodes out.", {
        port: "dataset",
        expected: "values from 0 to 1",
        got: imageText(image),
      });
    }
    const normalization = { mean: [], std: [], own: settings.by };
    return { dataset: { ...inputs.dataset, image: { ...image, normalization } } };
  },
  run: async ({ settings: { by }, inputs }) => ({
    dataset: mapImages(inputs.dataset, (image, name) => {
      if (isPicture(image)) throw new Error(`${name} is a picture where a tensor was promised.`);
      const own = by === "deviation" ? standardize : stretch;
      return { ...image, data: own(image.data, image.channels) };
    }),
  }),
  torch: ({ settings: { by }, inputs, outputs }) => ({
    imports: ["import torch"],
    definitions: [TRANSFORMED, by === "deviation" ? STANDARDIZED : STRETCHED],
    lines: [
      `${outputs.dataset} = Transformed(${inputs.dataset}, ${by === "deviation" ? "standardized" : "stretched"})`,
    ],
  }),
  example: { shows: "A dim picture and a bright one come to look alike." },
});

const STANDARDIZED = `def standardized(x):
    """Each channel by its own mean and standard deviation; one that is the same everywhere becomes 0."""
    std = x.std((1, 2), unbiased=False, keepdim=True)
    standard = (x - x.mean((1, 2), keepdim=True)) / std.clamp_min(1e-6)
    return torch.where(std > 1e-6, standard, torch.zeros_like(x))`;

const STRETCHED = `def stretched(x):
    """Each channel from its own percentile 1 to 99.8; one that is the same everywhere becomes 0."""
    low, high = torch.quantile(x.flatten(1), torch.tensor([0.01, 0.998]), dim=1)[:, :, None, None]
    stretch = (x - low) / (high - low).clamp_min(1e-6)
    return torch.where(high - low > 1e-6, stretch, torch.zeros_like(x))`;
