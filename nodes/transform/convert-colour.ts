import { TRANSFORMED } from "@/data/python";
import { asPicture, needPictures } from "@/data/refuse";
import { mapImages } from "@/graph/dataset";
import { dataset, defineNode } from "@/graph/node";
import { choice } from "@/graph/settings";
import { convert } from "@/pixels/colour";
import { CHANNELS } from "@/pixels/picture";

export default defineNode({
  type: "convert-colour",
  version: 1,
  title: "Convert colour",
  category: "transform",
  doc: `Brings every picture to one colour mode, as PIL's \`Image.convert\` does, to the bit.

- **RGB**: three channels; a grey picture gets three equal ones. What VGG16 needs.
- **L**: one channel of grey, (19595·R + 38470·G + 7471·B + 32768) / 65536, rounded down (ITU-R 601-2).
- **RGBA**: with an alpha channel of 255 where there was none.
- **CMYK**: 255 − R, G, B with no black; grey goes into the black channel alone.

Alpha is dropped, not composited. **Shapes** \`[C, H, W]\` to \`[1, H, W]\`, \`[3, H, W]\` or \`[4, H, W]\`, whole numbers from 0
to 255 (uint8).

**Refuses** tensors: put it before To tensor.

The same as \`torchvision.transforms.Lambda(lambda image: image.convert(mode))\`.`,
  settings: {
    mode: choice("Colour mode", {
      default: "RGB",
      options: {
        RGB: "RGB, 3 channels",
        L: "Grey (L), 1 channel",
        RGBA: "RGBA, 4 channels",
        CMYK: "CMYK, 4 channels",
      },
    }),
  },
  card: ["mode"],
  inputs: { dataset: dataset("Pictures of any colour mode") },
  outputs: { dataset: dataset("The same pictures, all of one colour mode") },
  infer({ settings, inputs }) {
    needPictures(inputs.dataset, "Convert colour");
    const [, height = "H", width = "W"] = inputs.dataset.image.shape;
    const shape = [CHANNELS[settings.mode], height, width];
    return { dataset: { ...inputs.dataset, image: { ...inputs.dataset.image, shape, mode: settings.mode } } };
  },
  run: async ({ settings, inputs }) => ({
    dataset: mapImages(inputs.dataset, (image, name) => convert(asPicture(image, name), settings.mode)),
  }),
  torch: ({ settings, inputs, outputs }) => ({
    imports: ["import torch"],
    definitions: [TRANSFORMED],
    lines: [
      `${outputs.dataset} = Transformed(`,
      `    ${inputs.dataset}, lambda image: image.convert("${settings.mode}")`,
      ")",
    ],
  }),
  example: { settings: { mode: "RGB" }, shows: "Grey pictures get three equal channels." },
});
