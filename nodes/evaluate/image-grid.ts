import { SHOWABLE } from "@/data/python-figures";
import { thumbnail } from "@/data/thumbnail";
import { dataset, defineNode, figure } from "@/graph/node";
import { choice, int } from "@/graph/settings";
import { permutation } from "@/random";

/** Longest side of a shown picture, px. */
const LONGEST = 256;

export default defineNode({
  type: "image-grid",
  version: 1,
  title: "Image grid",
  category: "evaluate",
  doc: `Shows some pictures of a dataset side by side, with name and class.

Look at the data before you train: are the classes right, are pictures upside down, cut off or empty? Wire it behind a
transform to see what that does. Tensors are shown from their smallest value (black) to their largest (white), over all
channels shown together: the first three, or where there are fewer the first alone. A mask is shown by its outline.

**Shapes** any \`[C, H, W]\`; what is longer than 256 px is shown smaller.

**Gives** up to *count* pictures: the first ones, or some drawn from the seed.

**Refuses** nothing that is a dataset.

Compare \`torchvision.utils.make_grid\`.`,
  settings: {
    count: int("Pictures", { default: 16, min: 1, max: 400 }),
    pick: choice("Which", { default: "random", options: { first: "The first", random: "Some at random" } }),
    seed: int("Seed", { default: 0, min: 0, max: 2 ** 31 - 1 }),
  },
  card: ["count", "pick"],
  inputs: { dataset: dataset("Pictures to look at") },
  outputs: { figure: figure("Some of the pictures") },
  result: true,
  infer: () => ({ figure: { kind: "Figure" } }),
  async run({ settings, inputs, report, signal }) {
    const { names, classes } = inputs.dataset;
    const order =
      settings.pick === "first"
        ? Uint32Array.from(names.keys())
        : permutation(names.length, settings.seed, "image grid");
    const images = [];
    for (const index of order.subarray(0, settings.count)) {
      signal.throwIfAborted();
      report.progress(images.length, Math.min(settings.count, names.length));
      const { image, mask, name, label } = await inputs.dataset.sample(index, 0);
      images.push(thumbnail(image, name, classes[label] ?? "", LONGEST, mask));
    }
    return {
      figure: {
        kind: "Figure",
        figure: { kind: "images", title: "Image grid", images, total: names.length },
        data: { shown: images.length, total: names.length },
      },
    };
  },
  torch: ({ settings, inputs, outputs }) => ({
    imports: ["import matplotlib.pyplot as plt", "import numpy as np", "import torch"],
    definitions: [SHOWABLE],
    lines: [
      settings.pick === "first"
        ? `rows = range(min(${settings.count}, len(${inputs.dataset})))`
        : `rows = np.random.default_rng(${settings.seed}).permutation(len(${inputs.dataset}))`,
      ...(settings.pick === "first" ? [] : [`rows = rows[:${settings.count}]`]),
      "side = int(np.ceil(np.sqrt(len(rows))))",
      `${outputs.figure}, panels = plt.subplots(side, side, squeeze=False)`,
      "for panel in panels.flat:",
      '    panel.axis("off")',
      "for panel, row in zip(panels.flat, rows):",
      `    image, target = ${inputs.dataset}[int(row)]`,
      '    panel.imshow(showable(image), cmap="gray")',
      "    if torch.is_tensor(target):",
      '        panel.contour(target[0], [0.5], colors="gold")',
      "    else:",
      `        panel.set_title(${inputs.dataset}.classes[target])`,
    ],
    draws: true,
  }),
  example: { settings: { count: 6 }, shows: "Six of the pictures with their classes." },
});
