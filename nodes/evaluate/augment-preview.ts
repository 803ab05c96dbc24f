import { choosePictures } from "@/data/choose-pictures";
import { SHOWABLE } from "@/data/python-figures";
import { needSome } from "@/data/refuse";
import { thumbnail } from "@/data/thumbnail";
import { dataset, defineNode, figure } from "@/graph/node";
import { int, text } from "@/graph/settings";

/** Longest side of a shown picture, px. */
const LONGEST = 256;

export default defineNode({
  type: "augment-preview",
  version: 1,
  title: "Augmentation preview",
  category: "evaluate",
  doc: `Shows what training sees of the same pictures in its first epochs, side by side, each with its mask's outline.

Wire it behind the transforms that draw anew each epoch: draw *k* is what epoch *k* gets, exactly. Are nuclei still whole, do
outlines sit where they should, is anything turned that must not be? Where nothing is drawn, all columns are alike, and that
is said.

**Shapes** any \`[C, H, W]\`; what is longer than 256 px is shown smaller. Tensors are shown from their smallest value (black)
to their largest (white).

**Gives** so many pictures, drawn from the seed, or those that you name, with a column an epoch.

**Refuses** names that no picture has.

Compare \`dataset[index]\` called again and again in PyTorch.`,
  settings: {
    count: int("Pictures", { default: 3, min: 1, max: 24 }),
    draws: int("Draws of each", { default: 5, min: 1, max: 24 }),
    names: text("Pictures by name", {
      default: "",
      maxLength: 4000,
      placeholder: "cells_1, cells_7",
      doc: "Separated by commas; empty: drawn from the seed.",
    }),
    seed: int("Seed", { default: 0, min: 0, max: 2 ** 31 - 1 }),
  },
  card: ["count", "draws"],
  inputs: { dataset: dataset("Pictures behind transforms that draw") },
  outputs: { figure: figure("The same pictures, drawn several times") },
  result: true,
  infer({ inputs }) {
    needSome(inputs.dataset, "preview", "dataset");
    return { figure: { kind: "Figure" } };
  },
  async run({ settings, inputs, report, signal }) {
    const chosen = choosePictures(inputs.dataset, { ...settings, perClass: false }, "augment preview");
    const rows = [];
    let isDrawn = false;
    for (const [index, name] of chosen.names.entries()) {
      signal.throwIfAborted();
      report.progress(index, chosen.names.length);
      const caption = chosen.classes[chosen.labels[index] ?? 0] ?? "";
      const cells = [];
      for (let epoch = 0; epoch < settings.draws; epoch++) {
        const { image, mask } = await chosen.sample(index, epoch);
        cells.push(thumbnail(image, `${name}, draw ${epoch + 1}`, "", LONGEST, mask));
      }
      const [first, ...others] = cells;
      isDrawn ||= others.some(({ rgba }) => first?.rgba.some((value, at) => value !== rgba[at]) === true);
      rows.push({ name, caption, values: [], cells });
    }
    report.progress(chosen.names.length, chosen.names.length);
    if (!isDrawn && settings.draws > 1)
      report.message("info", "All draws are alike: no transform before this draws anew each epoch.");
    const columns = Array.from({ length: settings.draws }, (_, epoch) => `Epoch ${epoch + 1}`);
    return {
      figure: {
        kind: "Figure",
        figure: { kind: "maps", title: "Augmentation preview", columns, rows, numbers: [] },
        data: { pictures: chosen.names, draws: settings.draws },
      },
    };
  },
  torch: ({ settings: { count, draws, seed }, inputs, outputs }) => ({
    imports: ["import matplotlib.pyplot as plt", "import numpy as np", "import torch"],
    definitions: [SHOWABLE],
    lines: [
      `rows = np.random.default_rng(${seed}).permutation(len(${inputs.dataset}))[:${count}]`,
      `${outputs.figure}, panels = plt.subplots(len(rows), ${draws}, squeeze=False)`,
      "for row, line in zip(rows, panels):",
      "    for panel in line:",
      `        image, target = ${inputs.dataset}[int(row)]`,
      '        panel.imshow(showable(image), cmap="gray")',
      "        if torch.is_tensor(target):",
      '            panel.contour(target[0], [0.5], colors="gold")',
      '        panel.axis("off")',
    ],
    draws: true,
  }),
  example: { settings: { count: 2, draws: 3 }, shows: "Two pictures as three epochs see them." },
});
