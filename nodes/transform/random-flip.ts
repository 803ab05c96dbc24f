import { DRAWS, drawnAnew, drawnFor, drawSeed } from "@/data/augment";
import { flip } from "@/data/moves";
import { AS_DRAWN, MOVED } from "@/data/python";
import { withCarried } from "@/data/python-carried";
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
      const [isAcross, isDown] = directionsOf(settings, epoch, index);
      return {
        image: (image) => flip(image, isAcross, isDown),
        mask: (mask) => flip(mask, isAcross, isDown),
      };
    }),
  }),
  carry: ({ settings, inputs, epochs }) =>
    drawnFor(inputs.dataset, epochs, (epoch, index) => directionsOf(settings, epoch, index).map(Number)),
  torch: ({ settings: { horizontal, vertical, probability }, inputs, outputs, carried, networks }) =>
    withCarried(
      { carried, networks },
      {
        imports: ["import numpy as np", "import torch", "from torchvision import transforms"],
        definitions: carried === undefined ? [MOVED, RANDOM_FLIP] : [MOVED, AS_DRAWN, CARRIED_FLIP],
        lines: [
          carried === undefined
            ? `flip = random_flip(${horizontal ? probability : 0}, ${vertical ? probability : 0})`
            : `flip = carried_flip(carried.draws(${carried}, ${inputs.dataset}))`,
          `${outputs.dataset} = ${carried === undefined ? "Moved" : "AsDrawn"}(${inputs.dataset}, flip)`,
        ],
      },
    ),
  example: { shows: "A quarter of the pictures stay, the others are mirrored." },
});

/** Left to right, top to bottom. Both are drawn always: switching one off leaves the other's draws as they were. */
function directionsOf(
  settings: {
    readonly horizontal: boolean;
    readonly vertical: boolean;
    readonly probability: number;
    readonly seed: number;
  },
  epoch: number,
  index: number,
): [boolean, boolean] {
  const random = randomStream(settings.seed, "random flip", epoch, index);
  const [across, down] = [random.uniform(), random.uniform()].map((x) => x < settings.probability);
  return [settings.horizontal && across === true, settings.vertical && down === true];
}

const MOVE = `
        def move(picture, is_mask):
            picture = transforms.functional.hflip(picture) if across else picture
            return transforms.functional.vflip(picture) if down else picture

        return move
    return draw`;

const CARRIED_FLIP = `def carried_flip(draws):
    """Mirrored as in the run, left to right and top to bottom."""
    def draw(index):
        across, down = draws(index)
${MOVE}`;

const RANDOM_FLIP = `def random_flip(horizontal, vertical):
    """Mirrored with these probabilities, left to right and top to bottom."""
    def draw(image):
        across, down = torch.rand(2) < torch.tensor([horizontal, vertical])
${MOVE}`;
