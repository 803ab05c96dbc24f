import { DRAWS, drawnAnew, drawSeed, needFill } from "@/data/augment";
import { turn } from "@/data/moves";
import { MOVED } from "@/data/python";
import { mapPairs } from "@/graph/dataset";
import { dataset, defineNode } from "@/graph/node";
import { NodeError } from "@/graph/problem";
import { choice, number } from "@/graph/settings";
import { randomStream } from "@/random";

export default defineNode({
  type: "random-rotation",
  version: 1,
  title: "Random rotation",
  category: "transform",
  doc: `Turns every picture by an angle drawn anew each epoch, and its mask by the very same angle.

The angle is uniform in *From* … *To* degrees, counter-clockwise, about the middle (W/2, H/2). The size stays: corners leave
the picture, and what comes from outside is *Fill* in every channel, in the mask 0.

**Interpolation** *bilinear*: a mean of four pixels; *nearest*: one pixel. A mask is always turned by nearest, so that it
stays 0 and 1.

${DRAWS}

**Shapes** \`[C, H, W]\` to the same. Pictures (uint8) are turned as PIL does, to the bit; tensors as torchvision does, whose
numbers differ a little from PIL's, with *Fill* in the tensors' own units.

**Refuses** *From* above *To*, and for pictures a fill that is no whole number from 0 to 255.

The same as \`torchvision.transforms.functional.rotate\` with the angle of \`RandomRotation\`.`,
  settings: {
    from: number("From", { default: -60, min: -360, max: 360, step: 5, unit: "°" }),
    to: number("To", { default: 60, min: -360, max: 360, step: 5, unit: "°" }),
    interpolation: choice("Interpolation", {
      default: "bilinear",
      options: { bilinear: "Bilinear", nearest: "Nearest" },
    }),
    fill: number("Fill", { default: 0, min: -1000, max: 1000 }),
    seed: drawSeed,
  },
  card: ["from", "to", "interpolation"],
  inputs: { dataset: dataset("Pictures or tensors, best of the training part alone") },
  outputs: { dataset: dataset("The same, turned anew each epoch") },
  infer({ settings, inputs }) {
    needRange(settings);
    needFill(inputs.dataset, settings.fill);
    return { dataset: drawnAnew(inputs.dataset, "Random rotation") };
  },
  run: async ({ settings: { from, to, interpolation, fill, seed }, inputs }) => ({
    dataset: mapPairs(inputs.dataset, (_image, _name, epoch, index) => {
      const angle = from + (to - from) * randomStream(seed, "random rotation", epoch, index).uniform();
      return {
        image: (image) => turn(image, angle, interpolation, fill),
        mask: (mask) => turn(mask, angle, "nearest", 0),
      };
    }),
  }),
  torch: ({ settings: { from, to, interpolation, fill }, inputs, outputs }) => ({
    imports: [
      "import numpy as np",
      "import torch",
      "from torchvision import transforms",
      "from torchvision.transforms import InterpolationMode",
    ],
    definitions: [MOVED, RANDOM_ROTATION],
    lines: [
      `${outputs.dataset} = Moved(${inputs.dataset}, random_rotation(${from}, ${to}, InterpolationMode.${interpolation.toUpperCase()}, ${fill}))`,
    ],
  }),
  example: { settings: { from: -10, to: 10 }, shows: "Each picture is turned by up to 10° either way." },
});

function needRange({ from, to }: { readonly from: number; readonly to: number }): void {
  if (from <= to) return;
  throw new NodeError(
    `The angles go from ${from}° to ${to}°, which is backwards. Let From be the smaller one.`,
    { setting: "from", expected: `at most ${to}`, got: String(from) },
    (node) => ({
      title: "Swap From and To",
      edit: {
        kind: "all",
        edits: [
          { kind: "set", node, setting: "from", value: to },
          { kind: "set", node, setting: "to", value: from },
        ],
      },
    }),
  );
}

const RANDOM_ROTATION = `def random_rotation(low, high, interpolation, fill):
    def draw(image):
        angle = transforms.RandomRotation.get_params([low, high])
        return lambda picture, is_mask: transforms.functional.rotate(
            picture, angle, InterpolationMode.NEAREST if is_mask else interpolation, fill=0 if is_mask else fill)
    return draw`;
