import { DRAWS, drawnAnew, drawnFor, drawSeed } from "@/data/augment";
import { cropTo } from "@/data/moves";
import { AS_DRAWN, MOVED } from "@/data/python";
import { withCarried } from "@/data/python-carried";
import { mapPairs } from "@/graph/dataset";
import { dataset, defineNode } from "@/graph/node";
import { NodeError } from "@/graph/problem";
import { int } from "@/graph/settings";
import type { Dim } from "@/module/shape";
import { randomStream } from "@/random";

export default defineNode({
  type: "random-crop",
  version: 1,
  title: "Random crop",
  category: "transform",
  doc: `Cuts a window out of every picture at a place drawn anew each epoch, and the same window out of its mask.

Every place where the window lies wholly inside is equally likely: its first row is drawn from 0 … H − height, its first
column from 0 … W − width.

${DRAWS}

**Shapes** \`[C, H, W]\` to \`[C, height, width]\`, px, pictures (uint8) or tensors; no value changes.

**Refuses** pictures smaller than the window: insert Pad, or ask for less.

The same as \`torchvision.transforms.functional.crop\` with the place of \`RandomCrop\`.`,
  settings: {
    height: int("Height", { unit: "px", default: 128, min: 1, max: 4096 }),
    width: int("Width", { unit: "px", default: 128, min: 1, max: 4096 }),
    seed: drawSeed,
  },
  card: ["height", "width"],
  inputs: { dataset: dataset("Pictures or tensors, best of the training part alone") },
  outputs: { dataset: dataset("A window of each, elsewhere each epoch") },
  infer({ settings, inputs }) {
    const [channels = "C", height = "H", width = "W"] = inputs.dataset.image.shape;
    needRoom(settings, height, width, "the pictures are");
    const image = { ...inputs.dataset.image, shape: [channels, settings.height, settings.width] };
    return { dataset: drawnAnew({ ...inputs.dataset, image }, "Random crop") };
  },
  run: async ({ settings, inputs }) => ({
    dataset: mapPairs(inputs.dataset, ({ height, width }, name, epoch, index) => {
      needRoom(settings, height, width, `${name} is`);
      const [top, left] = placeOf(settings, { height, width }, epoch, index);
      return {
        image: (image) => cropTo(image, top, left, settings),
        mask: (mask) => cropTo(mask, top, left, settings),
      };
    }),
  }),
  carry: ({ settings, inputs: { dataset }, epochs }) =>
    drawnFor(dataset, epochs, async (epoch, index) =>
      placeOf(settings, (await dataset.sample(index, epoch)).image, epoch, index),
    ),
  torch: ({ settings: { height, width }, inputs, outputs, carried, networks }) =>
    withCarried(
      { carried, networks },
      {
        imports: ["import numpy as np", "import torch", "from torchvision import transforms"],
        definitions: carried === undefined ? [MOVED, RANDOM_CROP] : [MOVED, AS_DRAWN, CARRIED_CROP],
        lines: [
          carried === undefined
            ? `window = random_crop(${height}, ${width})`
            : `window = carried_crop(carried.draws(${carried}, ${inputs.dataset}), ${height}, ${width})`,
          `${outputs.dataset} = ${carried === undefined ? "Moved" : "AsDrawn"}(${inputs.dataset}, window)`,
        ],
      },
    ),
  example: { settings: { height: 48, width: 64 }, shows: "A window of 48 × 64 px, elsewhere each epoch." },
});

/** The window's first row and first column. */
function placeOf(
  settings: { readonly height: number; readonly width: number; readonly seed: number },
  { height, width }: { readonly height: number; readonly width: number },
  epoch: number,
  index: number,
): [number, number] {
  const random = randomStream(settings.seed, "random crop", epoch, index);
  return [random.int(height - settings.height + 1), random.int(width - settings.width + 1)];
}

function needRoom(wanted: { height: number; width: number }, height: Dim, width: Dim, whose: string): void {
  const fits = (side: Dim, least: number) => typeof side === "string" || side >= least;
  if (fits(height, wanted.height) && fits(width, wanted.width)) return;
  throw new NodeError(
    `Random crop wants ${wanted.height} × ${wanted.width} px, but ${whose} ${height} × ${width} px. Ask for less, or insert Pad.`,
    {
      port: "dataset",
      expected: `at least ${wanted.height} × ${wanted.width} px`,
      got: `${height} × ${width} px`,
    },
    (node) => ({
      title: "Take the largest window that fits",
      edit: {
        kind: "all",
        edits: [
          {
            kind: "set",
            node,
            setting: "height",
            value: Math.min(wanted.height, Number(height) || wanted.height),
          },
          {
            kind: "set",
            node,
            setting: "width",
            value: Math.min(wanted.width, Number(width) || wanted.width),
          },
        ],
      },
    }),
  );
}

const RANDOM_CROP = `def random_crop(height, width):
    """A window, elsewhere each time."""
    def draw(image):
        window = transforms.RandomCrop.get_params(image, (height, width))
        return lambda picture, is_mask: transforms.functional.crop(picture, *window)
    return draw`;

const CARRIED_CROP = `def carried_crop(draws, height, width):
    """A window where the run had it."""
    def draw(index):
        top, left = draws(index)
        return lambda picture, is_mask: transforms.functional.crop(
            picture, top, left, height, width
        )
    return draw`;
