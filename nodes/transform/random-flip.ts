import { DRAWS, drawnAnew, drawSeed } from "@/data/augment";
import { flip } from "@/data/moves";
import { MOVED } from "@/data/python";
import { mapPairs } from "@/graph/dataset";
import { dataset, defineNode } from "@/graph/node";
import { NodeError } from "@/graph/problem";
import { bool, number } from "@/graph/settings";
import { randomStream } from "@/random";

export default defineNode({
  type: "random-flip",
  version: 1,
  title: "Random flip",
  category: "transform",
  doc: `Mirrors pictures by chance, each with its mask: left to right, top to bottom, or both.

Each of the chosen directions is taken with the given probability, independently of the other. With both and 0.5 a quarter
of the pictures stay as they are.

${DRAWS}

**Shapes** \`[C, H, W]\` to the same, pictures (uint8) or tensors; no value changes, pixels only move.

**Refuses** to mirror in no direction.

The same as \`torchvision.transforms.functional.hflip\` and \`vflip\`, drawn as \`RandomHorizontalFlip\` and
\`RandomVerticalFlip\` draw.`,
  settings: {
    horizontal: bool("Left to right", { default: true }),
    vertical: bool("Top to bottom", { default: true }),
    probability: number("Probability", { default: 0.5, min: 0, max: 1, step: 0.1 }),
    seed: drawSeed,
  },
  card: ["horizontal", "vertical", "probability"],
  inputs: { dataset: dataset("Pictures or tensors, best of the training part alone") },
  outputs: { dataset: dataset("The same, mirrored anew each epoch") },
  infer({ settings, inputs }) {
    if (!settings.horizontal && !settings.vertical) {
      throw new NodeError(
        "Random flip mirrors in no direction. Switch one of them on, or take the node out.",
        { setting: "horizontal", expected: "at least one direction", got: "none" },
        (node) => ({
          title: "Mirror left to right",
          edit: { kind: "set", node, setting: "horizontal", value: true },
        }),
      );
    }
    return { dataset: drawnAnew(inputs.dataset, "Random flip") };
  },
  run: async ({ settings, inputs }) => ({
    dataset: mapPairs(inputs.dataset, (_image, _name, epoch, index) => {
      const random = randomStream(settings.seed, "random flip", epoch, index);
      // Both are drawn always, so that switching one direction off leaves the other's draws as they were.
      const [across, down] = [random.uniform(), random.uniform()].map((x) => x < settings.probability);
      const isAcross = settings.horizontal && across === true;
      const isDown = settings.vertical && down === true;
      return {
        image: (image) => flip(image, isAcross, isDown),
        mask: (mask) => flip(mask, isAcross, isDown),
      };
    }),
  }),
  torch: ({ settings: { horizontal, vertical, probability }, inputs, outputs }) => ({
    imports: ["import numpy as np", "import torch", "from torchvision import transforms"],
    definitions: [MOVED, RANDOM_FLIP],
    lines: [
      `${outputs.dataset} = Moved(${inputs.dataset}, random_flip(${horizontal ? probability : 0}, ${vertical ? probability : 0}))`,
    ],
  }),
  example: { shows: "A quarter of the pictures stay, the others are mirrored." },
});

const RANDOM_FLIP = `def random_flip(horizontal, vertical):
    def draw(image):
        across, down = torch.rand(2) < torch.tensor([horizontal, vertical])
        def move(picture, is_mask):
            picture = transforms.functional.hflip(picture) if across else picture
            return transforms.functional.vflip(picture) if down else picture
        return move
    return draw`;
