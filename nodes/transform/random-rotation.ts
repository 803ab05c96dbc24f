import { DRAWS, drawnAnew, drawnFor, drawSeed, needFill } from "@/data/augment";
import { turn } from "@/data/moves";
import { AS_DRAWN, MOVED } from "@/data/python";
import { withCarried } from "@/data/python-carried";
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
  run: async ({ settings, inputs }) => ({
    dataset: mapPairs(inputs.dataset, (_image, _name, epoch, index) => {
      const { interpolation, fill } = settings;
      const angle = angleOf(settings, epoch, index);
      return {
        image: (image) => turn(image, angle, interpolation, fill),
        mask: (mask) => turn(mask, angle, "nearest", 0),
      };
    }),
  }),
  carry: ({ settings, inputs, epochs }) =>
    drawnFor(inputs.dataset, epochs, (epoch, index) => angleOf(settings, epoch, index)),
  torch: ({ settings: { from, to, interpolation, fill }, inputs, outputs, carried, networks }) =>
    withCarried(
      { carried, networks },
      {
        imports: [
          "import numpy as np",
          "import torch",
          "from torchvision import transforms",
          "from torchvision.transforms import InterpolationMode",
        ],
        definitions: [MOVED, ...(carried === undefined ? [] : [AS_DRAWN]), randomRotation(carried)],
        lines: [
          ...(carried === undefined
            ? [`angles = ${from}, ${to}`]
            : ["# The angles of the run.", `angles = carried.draws(${carried}, ${inputs.dataset})`]),
          `turn = random_rotation(angles, InterpolationMode.${interpolation.toUpperCase()}, ${fill})`,
          `${outputs.dataset} = ${carried === undefined ? "Moved" : "AsDrawn"}(${inputs.dataset}, turn)`,
        ],
      },
    ),
  example: { settings: { from: -10, to: 10 }, shows: "Each picture is turned by up to 10° either way." },
});

/** Degrees, by the seed, the epoch and the picture's number alone. */
function angleOf(
  { from, to, seed }: { readonly from: number; readonly to: number; readonly seed: number },
  epoch: number,
  index: number,
): number {
  return from + (to - from) * randomStream(seed, "random rotation", epoch, index).uniform();
}

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

const randomRotation = (carried: string | undefined) => `def random_rotation(angles, how, fill):
    """Turned by degrees that are drawn anew each time; outside is fill, in masks 0."""
    def draw(${carried === undefined ? "image" : "index"}):
        angle = ${carried === undefined ? "transforms.RandomRotation.get_params(angles)" : "angles(index)"}
        return lambda picture, is_mask: transforms.functional.rotate(
            picture,
            angle,
            InterpolationMode.NEAREST if is_mask else how,
            fill=0 if is_mask else fill,
        )
    return draw`;
