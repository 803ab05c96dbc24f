import { choosePictures } from "@/data/choose-pictures";
import { sigmoids } from "@/data/logits";
import { BOUNDARIES, SHOWABLE } from "@/data/python-figures";
import { logitsOf } from "@/data/python-training";
import { needMasks, needSameForm, needSome } from "@/data/refuse";
import { LONGEST, type Segmented, segmentationFigure, thresholded } from "@/data/segmentation-figure";
import { thumbnail } from "@/data/thumbnail";
import { needMask } from "@/data/training";
import { dataset, defineNode, figure, trainedModel } from "@/graph/node";
import { int, number, text } from "@/graph/settings";
import { outputShape } from "@/module/module";

export default defineNode({
  type: "segmentation-overlay",
  version: 1,
  title: "Segmentation overlay",
  category: "explain",
  doc: `Shows what a model marks in pictures, beside what is truly there.

For each picture: the picture, its true mask, the prediction (probability above *Threshold*), the prediction's boundary in
red over the picture, the probability of each pixel, and the mistakes: what was missed in orange, what is falsely marked in
blue, what is right in white. Boundary pixels are those that share a side with a pixel of another kind, on both sides of the
border. The colours of the probability are viridis, from 0 to 1.

With P what is said and T what is true, each picture has Dice = 2·|P ∩ T| / (|P| + |T|) and IoU = |P ∩ T| / |P ∪ T|; two
empty masks agree. Pixel accuracy is the share of pixels on which they agree. *Overall* counts the pixels of all shown
pictures together. In the result a slider moves the threshold without running the model again; keep the one you like.

**Shapes** the model's \`[C, H, W]\` float32 to maps \`[H, W]\`. Saved are \`probability\` \`[n, H, W]\`, \`mask\` and
\`prediction\` \`[n, H, W]\` of 0 and 1.

**Gives** three pictures, drawn from the seed, or those that you name.

**Refuses** pictures without masks or in another form than the model was trained on, a model that gives no map of their
size, and names that no picture has.

The same as \`torch.sigmoid(model(x))\` and \`skimage.segmentation.find_boundaries(mask)\`.`,
  settings: {
    count: int("Pictures", { default: 3, min: 1, max: 24 }),
    threshold: number("Threshold", { default: 0.5, min: 0, max: 1, step: 0.05, doc: "Of the probability." }),
    names: text("Pictures by name", {
      default: "",
      maxLength: 4000,
      placeholder: "cell_3.png, cell_12.png",
      doc: "Separated by commas; empty: drawn from the seed.",
    }),
    seed: int("Seed", { default: 0, min: 0, max: 2 ** 31 - 1 }),
  },
  card: ["count", "threshold"],
  inputs: {
    model: trainedModel("The model whose masks are shown"),
    dataset: dataset("Pictures with their true masks"),
  },
  outputs: { figure: figure("Pictures, masks, boundaries, probabilities and mistakes") },
  result: true,
  applies: [{ module: "model", dataset: "dataset" }],
  infer({ inputs }) {
    needSome(inputs.dataset, "show", "dataset");
    needMasks(inputs.dataset, "Segmentation overlay");
    needSameForm(inputs.model, inputs.dataset, "Segmentation overlay");
    needMask(outputShape(inputs.model.module), inputs.dataset, "model");
    return { figure: { kind: "Figure" } };
  },
  async run({ settings, inputs, compute }) {
    const { module, state } = inputs.model;
    const chosen = choosePictures(inputs.dataset, { ...settings, perClass: false }, "segmentation overlay");
    const { output, width: pixels } = await compute.forward({ module, state, dataset: chosen });
    const probability = sigmoids(output);
    const rows: Segmented[] = [];
    for (const index of chosen.names.keys()) {
      const { name, image, mask } = await chosen.sample(index, 0);
      if (!mask) throw new Error(`${name} has no mask, though its dataset has masks.`);
      const size = { height: image.height, width: image.width };
      const own = probability.subarray(index * pixels, (index + 1) * pixels);
      rows.push({
        name,
        size,
        picture: thumbnail(image, name, "", LONGEST),
        mask: mask.data,
        probability: own,
      });
    }
    const made = segmentationFigure(rows, settings.threshold);
    const overall = made.overall?.values ?? [];
    const shape = [rows.length, rows[0]?.size.height ?? 0, rows[0]?.size.width ?? 0];
    const masks = Float32Array.from(rows.flatMap(({ mask }) => Array.from(mask)));
    const said = Float32Array.from(thresholded(probability, settings.threshold));
    return {
      figure: {
        kind: "Figure",
        figure: made,
        data: {
          pictures: chosen.names,
          dice: made.rows.map(({ values: [dice = 0] }) => dice),
          iou: made.rows.map(({ values: [, iou = 0] }) => iou),
          pixelAccuracy: made.rows.map(({ values: [, , accuracy = 0] }) => accuracy),
          overall: { dice: overall[0] ?? 0, iou: overall[1] ?? 0, pixelAccuracy: overall[2] ?? 0 },
          threshold: settings.threshold,
        },
        threshold: { setting: "threshold", value: settings.threshold },
        arrays: {
          values: new Map([
            ["probability", { shape, data: probability }],
            ["mask", { shape, data: masks }],
            ["prediction", { shape, data: said }],
          ]),
          about: { pictures: JSON.stringify(chosen.names), threshold: String(settings.threshold) },
        },
      },
    };
  },
  torch: ({ settings, inputs, outputs, networks }) => ({
    imports: [
      "import matplotlib.pyplot as plt",
      "import numpy as np",
      "import torch",
      "from torch.utils.data import DataLoader",
    ],
    definitions: [...logitsOf(networks), SHOWABLE, BOUNDARIES],
    lines: [
      `rows = np.random.default_rng(${settings.seed}).permutation(len(${inputs.dataset}))`,
      `rows = sorted(rows[:${settings.count}].tolist())`,
      `said, masks = logits_of(${inputs.model}, torch.utils.data.Subset(${inputs.dataset}, rows))`,
      "probabilities = torch.sigmoid(said.double())[:, 0].numpy()",
      `${outputs.figure}, panels = plt.subplots(`,
      "    len(rows), 5, figsize=(12, 2.5 * len(rows)), squeeze=False",
      ")",
      "for row, p, mask, line in zip(rows, probabilities, masks[:, 0].numpy(), panels):",
      `    image = showable(${inputs.dataset}[row][0])`,
      `    said = p > ${settings.threshold}`,
      "    over = np.dstack([image] * 3) if image.ndim == 2 else image.copy()",
      "    over[boundaries(said)] = (1, 0, 0)",
      "    for panel, shown in zip(line, (image, mask, said, over)):",
      '        panel.imshow(shown, cmap="gray")',
      '    line[4].imshow(p, cmap="viridis", vmin=0, vmax=1)',
      'titles = "Picture", "True mask", "Predicted mask", "Its outline", "Probability"',
      "for panel, title in zip(panels[0], titles):",
      "    panel.set_title(title)",
      "for panel in panels.flat:",
      "    panel.set_axis_off()",
    ],
    draws: true,
  }),
  example: { settings: { count: 2 }, shows: "Two pictures with what is said and what is true." },
});
