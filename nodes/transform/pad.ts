import { needFill } from "@/data/augment";
import { type PadMode, pad, type Sides } from "@/data/moves";
import { MOVED } from "@/data/python";
import { mapPairs } from "@/graph/dataset";
import { dataset, defineNode } from "@/graph/node";
import { NodeError } from "@/graph/problem";
import { choice, int, number } from "@/graph/settings";
import type { Dim } from "@/module/shape";

const SIDE = { unit: "px", default: 0, min: 0, max: 2048 } as const;

export default defineNode({
  type: "pad",
  version: 1,
  title: "Pad",
  category: "transform",
  doc: `Adds rows and columns around every picture, and around its mask.

**Mode** *one value*: *Fill* in every channel, in the mask 0; *edge*: the border's pixel again and again; *reflect*: the
picture mirrored without its border, 3 2 | 1 2 3 | 2 1; *symmetric*: with it, 2 1 | 1 2 3 | 3 2. In all but the first the mask
is continued as the picture is.

**Shapes** \`[C, H, W]\` to \`[C, top + H + bottom, left + W + right]\`, px, pictures (uint8) or tensors, with *Fill* in the
tensors' own units. A U-Net of depth 4 likes sides that are multiples of 16.

**Refuses** to mirror further than the picture reaches, and for pictures a fill that is no whole number from 0 to 255.

The same as \`torchvision.transforms.Pad\`.`,
  settings: {
    left: int("Left", SIDE),
    top: int("Top", SIDE),
    right: int("Right", SIDE),
    bottom: int("Bottom", SIDE),
    mode: choice("Mode", {
      default: "constant",
      options: { constant: "One value", edge: "Edge", reflect: "Reflect", symmetric: "Symmetric" },
    }),
    fill: number("Fill", { default: 0, min: -1000, max: 1000, doc: "Used with One value." }),
  },
  card: ["right", "bottom", "mode"],
  inputs: { dataset: dataset("Pictures or tensors of any size") },
  outputs: { dataset: dataset("The same with more around them") },
  infer({ settings, inputs }) {
    needFill(inputs.dataset, settings.fill);
    const [channels = "C", height = "H", width = "W"] = inputs.dataset.image.shape;
    needReach(settings, height, width);
    const shape = [
      channels,
      longer(height, settings.top + settings.bottom),
      longer(width, settings.left + settings.right),
    ];
    return { dataset: { ...inputs.dataset, image: { ...inputs.dataset.image, shape } } };
  },
  run: async ({ settings, inputs }) => ({
    dataset: mapPairs(inputs.dataset, ({ height, width }) => {
      needReach(settings, height, width);
      return {
        image: (image) => pad(image, settings, settings.mode, settings.fill),
        mask: (mask) => pad(mask, settings, settings.mode, 0),
      };
    }),
  }),
  torch({ settings, inputs, outputs }) {
    const { left, top, right, bottom, mode, fill } = settings;
    return {
      imports: ["import numpy as np", "import torch", "from torchvision import transforms"],
      definitions: [MOVED, PADDED],
      lines: [
        `sides = [${left}, ${top}, ${right}, ${bottom}]  # left, top, right, bottom`,
        `${outputs.dataset} = Moved(${inputs.dataset}, padded(sides, "${mode}", ${fill}))`,
      ],
    };
  },
  example: { settings: { right: 8, bottom: 16, mode: "reflect" }, shows: "80 × 80 px become 96 × 88 px." },
});

const PADDED = `def padded(sides, mode, fill):
    """Pictures with a border; a mask's is 0."""
    def draw(image):
        return lambda picture, is_mask: transforms.functional.pad(
            picture, sides, 0 if is_mask else fill, mode
        )
    return draw`;

function longer(side: Dim, by: number): Dim {
  return typeof side === "number" ? side + by : by === 0 ? side : `${side}+${by}`;
}

/** A mirror shows what is there: with reflect all but the border, with symmetric all. */
function needReach(settings: Sides & { readonly mode: PadMode }, height: Dim, width: Dim): void {
  const { mode } = settings;
  if (mode === "constant" || mode === "edge") return;
  const sides = { left: width, right: width, top: height, bottom: height } as const;
  for (const side of ["left", "top", "right", "bottom"] as const) {
    const length = sides[side];
    if (typeof length === "string") continue;
    const most = mode === "reflect" ? length - 1 : length;
    if (settings[side] <= most) continue;
    throw new NodeError(
      `Pad is to mirror ${settings[side]} px at the ${side}, but the picture reaches ${most} px there. Ask for less, or take Edge.`,
      { setting: side, expected: `at most ${most}`, got: String(settings[side]) },
      (node) => ({ title: `Mirror ${most} px`, edit: { kind: "set", node, setting: side, value: most } }),
    );
  }
}
