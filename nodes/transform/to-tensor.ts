import { TRANSFORMED } from "@/data/python";
import { asPicture, imageText } from "@/data/refuse";
import { mapImages } from "@/graph/dataset";
import { dataset, defineNode } from "@/graph/node";
import { NodeError } from "@/graph/problem";
import { asTensor } from "@/pixels/tensor";

export default defineNode({
  type: "to-tensor",
  version: 1,
  title: "To tensor",
  category: "transform",
  doc: `Turns every picture into numbers from 0 to 1 that a network can take: value / 255.

**Shapes** \`[C, H, W]\` whole numbers from 0 to 255 (uint8) to \`[C, H, W]\` float32 in 0…1, the channels as they were.
Shapes are written channels first, as torch has them.

**Refuses** what is a tensor already.

The same as \`torchvision.transforms.ToTensor\`, rounded to float32 as torch does it.`,
  settings: {},
  card: [],
  inputs: { dataset: dataset("Pictures, whole numbers from 0 to 255") },
  outputs: { dataset: dataset("Tensors, float32 from 0 to 1") },
  infer({ inputs }) {
    const { image } = inputs.dataset;
    if (image.dtype !== "uint8") {
      throw new NodeError("These pictures are tensors already. One To tensor is enough: take this one out.", {
        port: "dataset",
        expected: "uint8 pictures",
        got: imageText(image),
      });
    }
    return { dataset: { ...inputs.dataset, image: { ...image, dtype: "float32", range: [0, 1] } } };
  },
  run: async ({ inputs }) => ({
    dataset: mapImages(inputs.dataset, (image, name) => asTensor(asPicture(image, name))),
  }),
  torch: ({ inputs, outputs }) => ({
    imports: ["import torch", "from torchvision import transforms"],
    definitions: [TRANSFORMED],
    lines: [`${outputs.dataset} = Transformed(${inputs.dataset}, transforms.ToTensor())`],
  }),
  example: { shows: "Grey levels from 0 to 255 become numbers from 0 to 1." },
});
