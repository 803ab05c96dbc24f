import { cellSamples, cellsType, cellsWarnings, NUCLEUS } from "@/data/cell-samples";
import { lookThroughPairs, maskArchiveDataset, maskArchiveWarnings } from "@/data/image-mask-archive";
import { EXCLUDE } from "@/data/leave-out";
import { FOLDER_IMPORTS, FOLDER_OF, IS_LEFT_OUT, listed, MASK_FOLDERS, PICTURES_IN } from "@/data/python";
import { dataset, defineNode } from "@/graph/node";
import { NodeError } from "@/graph/problem";
import { choice, int } from "@/graph/settings";

export default defineNode({
  type: "image-mask-archive",
  version: 1,
  title: "Images with masks",
  category: "data",
  doc: `Reads pictures and their masks from a zip, a folder or loose files that you give it.

Nothing is uploaded. The files are looked through once; pictures are decoded again when they are needed, masks are kept,
packed. How pictures and masks belong together is found out from the paths and said:
- \`<id>/images/*\` and \`<id>/masks/*\`, **one object a mask**, as Kaggle's Data Science Bowl has them: the masks are joined;
- **two folders** \`images\` and \`masks\`, with the same name for both (the mask's may end in \`_mask\`);
- **side by side**: \`x.png\` and \`x_mask.png\` (or \`_label\`, \`_seg\`, \`_gt\`).

**A pixel of a mask** is 1 where its grey level is above *Threshold*, else 0. With 0 all that is not black is marked, also
where objects are numbered 1, 2, 3 …, 16 bits included; masks saved as JPEG need about 127. Masks in colour are made grey
first, as \`Image.convert("L")\` does.

**Gives** \`N\` pictures \`[C, H, W]\`, whole numbers from 0 to 255 (uint8), channels as they are (grey, RGB, RGBA, CMYK; of 16
bits the upper 8), each with a mask \`[1, H, W]\` of 0 and 1. The one class is *nucleus*. Before you give files it can draw
sample cells, so that the graph runs.

**Leaves out and names** pictures without a mask, masks without a picture, masks of another size than their picture, and
what is broken or has more than 4 channels, unless that is to stop it. Masks with more than two values are named.
Of a TIFF stack or an animation the first picture is taken, and the run says so.
Without a word it leaves out the pictures that you leave out by name, such as one with a wrong mask.
**Refuses** an archive without a single pair, and masks that are all empty.

Compare \`torch.utils.data.Dataset\` with a picture and a mask in \`__getitem__\`.`,
  settings: {
    threshold: int("Threshold", {
      default: 0,
      min: 0,
      max: 254,
      unit: "of 255",
      doc: "Grey levels of a mask above this are the object.",
    }),
    broken: choice("Broken pairs", {
      default: "skip",
      options: { skip: "Name and skip them", stop: "Stop" },
    }),
    untilFiles: choice("Until there are files", {
      default: "sample-cells",
      options: { "sample-cells": "Draw sample cells", nothing: "Give nothing" },
    }),
    count: int("Sample pictures", { default: 60, min: 1, max: 100_000 }),
    seed: int("Seed of the sample", { default: 0, min: 0, max: 2 ** 31 - 1 }),
    exclude: EXCLUDE,
  },
  card: ["threshold", "untilFiles"],
  files: {
    label: "A zip, a folder or pictures with masks",
    accept: ".zip,.jpg,.jpeg,.png,.bmp,.webp,.gif,.tif,.tiff",
    multiple: true,
  },
  inputs: {},
  outputs: { dataset: dataset("The pictures with their masks") },
  infer({ settings, facts, hasFiles }) {
    const known = { kind: "Dataset", classes: NUCLEUS, hasMasks: true } as const;
    if (facts) {
      const shape = [facts.channels, facts.height, facts.width];
      const mode = facts.mode === undefined ? {} : { mode: facts.mode };
      const image = { shape, dtype: facts.dtype, range: [0, 255], ...mode } as const;
      return { dataset: { ...known, image, length: facts.length } };
    }
    if (hasFiles) {
      const image = { shape: ["C", "H", "W"], dtype: "uint8", range: [0, 255] } as const;
      return { dataset: { ...known, image, length: "N" } };
    }
    needSample(settings);
    return { dataset: cellsType(settings) };
  },
  warnings({ settings, facts, hasFiles }) {
    if (facts) return maskArchiveWarnings(facts);
    return hasFiles ? [] : cellsWarnings(settings);
  },
  async inspect(context) {
    if (!context.files) needSample(context.settings);
    return lookThroughPairs(context);
  },
  async run(context) {
    const { settings, files, pictures } = context;
    if (files) {
      const facts = context.facts ?? (await lookThroughPairs(context));
      return { dataset: maskArchiveDataset(files, pictures, facts) };
    }
    needSample(settings);
    return { dataset: cellSamples(settings) };
  },
  torch: ({ settings, outputs, data }) => ({
    imports: [...FOLDER_IMPORTS, "import numpy as np", "import torch", "from PIL import Image"],
    definitions: [
      FOLDER_OF,
      PICTURES_IN,
      MASK_FOLDERS,
      FIND_PAIRS,
      ...(settings.exclude.length > 0 ? [IS_LEFT_OUT] : []),
    ],
    lines: [
      `folder = folder_of(${data ?? '"images"'})`,
      "pairs = find_pairs(pictures_in(folder))",
      ...(settings.exclude.length > 0
        ? [
            ...listed("left_out", settings.exclude),
            "pairs = [pair for pair in pairs if not is_left_out(pair[0], left_out)]",
          ]
        : []),
      `${outputs.dataset} = ImagesWithMasks(folder, pairs, threshold=${settings.threshold})`,
      `classes = ${outputs.dataset}.classes`,
    ],
  }),
  example: { settings: { count: 2 }, shows: "No files yet: two drawn pictures with their masks." },
});

function needSample({ untilFiles }: { readonly untilFiles: "sample-cells" | "nothing" }): void {
  if (untilFiles === "sample-cells") return;
  throw new NodeError(
    "There are no pictures yet. Drop a zip or a folder with pictures and masks on this node, or let it draw sample cells.",
    { expected: "a zip, a folder or files", got: "no files" },
    (node) => ({
      title: "Draw sample cells",
      edit: { kind: "set", node, setting: "untilFiles", value: "sample-cells" },
    }),
  );
}

/** The three layouts in Python, for the exported program only. */
const FIND_PAIRS = `def find_pairs(files):
    """Pictures with their masks: NAME beside NAME_mask, or folders called images and masks."""
    known, pairs = set(files), []
    for path in files:
        if path.parent.name == "images":
            masks = [mask for mask in known if mask.parent == path.parent.parent / "masks"]
            if sum(other.parent == path.parent for other in files) > 1:
                masks = [mask for mask in masks if mask.stem in (path.stem, f"{path.stem}_mask")]
        else:
            near = [mask for mask in known if mask.parent == path.parent]
            masks = [mask for mask in near if mask.stem == f"{path.stem}_mask"]
        if masks:
            pairs.append((path, sorted(masks)))
    return pairs`;
