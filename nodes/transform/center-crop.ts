import { MOVED } from "@/data/python";
import { asPicture, needPictures } from "@/data/refuse";
import { mapPairs } from "@/graph/dataset";
import { dataset, defineNode } from "@/graph/node";
import { int } from "@/graph/settings";
import { centerCrop } from "@/pixels/crop";

export default defineNode({
  type: "center-crop",
  version: 1,
  title: "Centre crop",
  category: "transform",
  doc: `Cuts a window out of the middle of every picture and leaves the rest away.

The window begins at row round((H − height) / 2), halves to even, and likewise for columns. Where a picture is smaller
than the window it gets rows or columns of 0 (black) on both sides, the odd one below or at the right.

**Shapes** \`[C, H, W]\` to \`[C, height, width]\`, px, whole numbers from 0 to 255 (uint8). A mask is cut alike.

**Refuses** tensors: put it before To tensor.

The same as \`torchvision.transforms.CenterCrop\`.`,
  settings: {
    height: int("Height", { unit: "px", default: 224, min: 1, max: 4096 }),
    width: int("Width", { unit: "px", default: 224, min: 1, max: 4096 }),
  },
  card: ["height", "width"],
  inputs: { dataset: dataset("Pictures of any size") },
  outputs: { dataset: dataset("The middle of each picture") },
  infer({ settings, inputs }) {
    needPictures(inputs.dataset, "Centre crop");
    const [channels = "C"] = inputs.dataset.image.shape;
    const shape = [channels, settings.height, settings.width];
    return { dataset: { ...inputs.dataset, image: { ...inputs.dataset.image, shape } } };
  },
  run: async ({ settings, inputs }) => ({
    dataset: mapPairs(inputs.dataset, (_, name) => ({
      image: (image) => centerCrop(asPicture(image, name), settings),
      mask: (mask) => centerCrop(mask, settings),
    })),
  }),
  torch: ({ settings, inputs, outputs }) => ({
    imports: ["import numpy as np", "import torch", "from torchvision import transforms"],
    definitions: [MOVED],
    lines: [
      `crop = transforms.CenterCrop((${settings.height}, ${settings.width}))`,
      `${outputs.dataset} = Moved(`,
      `    ${inputs.dataset}, lambda image: lambda picture, is_mask: crop(picture)`,
      ")",
    ],
  }),
  example: { settings: { height: 128, width: 128 }, shows: "The middle 128 × 128 px of each picture." },
});
