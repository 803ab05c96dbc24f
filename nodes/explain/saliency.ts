import { choosePictures } from "@/data/choose-pictures";
import { largest } from "@/data/logits";
import { SALIENCY, SHOWABLE } from "@/data/python-figures";
import { needSameForm, needSome } from "@/data/refuse";
import { lastConvolution, saliency } from "@/data/saliency";
import { saliencyFigure } from "@/data/saliency-figure";
import { dataset, defineNode, figure, trainedModel } from "@/graph/node";
import { NodeError } from "@/graph/problem";
import { choice, int, number, text } from "@/graph/settings";
import type { Dataset } from "@/graph/values";

export default defineNode({
  type: "saliency",
  version: 1,
  title: "Saliency",
  category: "explain",
  doc: `Shows which pixels a model's answer hangs on: how much its score for a class moves when a pixel does.

With the logit s_c of class c and the input x: map = mean over channels of |∂s_c/∂x|, K. Simonyan, A. Vedaldi and A. Zisserman,
*Deep Inside Convolutional Networks*, 2013. The derivative goes through frozen layers too. A bright pixel is one that the score
is sensitive to, which is not the same as a pixel that is part of the defect.

**Gradient** is that. **SmoothGrad** averages the gradient over noisy copies (D. Smilkov et al., 2017), the noise being a share
of the picture's range of values. **Integrated gradients** average it along the way from 0 to the picture and multiply by the
picture (M. Sundararajan et al., 2017). **Grad-CAM** weighs the maps of the last convolution by how the score moves with them
(R. Selvaraju et al., 2017): coarse, but it says where.

**Shapes** the model's \`[C, H, W]\` to \`[H, W]\`, in logit a unit of input; magma, from 0 to each map's largest value. All maps are
saved as \`saliency\` \`[n, H, W]\`.

**Gives** two pictures of each class, drawn from the seed, or those that you name: picture, map, map over the picture.

**Refuses** pictures in another form than the model was trained on, and a class that it does not know.

The same as \`torch.autograd.grad(logits.max(1).values.sum(), x)\`.`,
  settings: {
    method: choice("Method", {
      default: "gradient",
      options: {
        gradient: "Gradient",
        smoothgrad: "SmoothGrad",
        integrated: "Integrated gradients",
        "grad-cam": "Grad-CAM",
      },
    }),
    target: choice("Of the score for", {
      default: "predicted",
      options: { predicted: "The predicted class", true: "The true class", chosen: "A class by name" },
    }),
    class: text("Class", { default: "", doc: "Used with A class by name.", placeholder: "Cr" }),
    perClass: int("Pictures a class", { default: 2, min: 1, max: 20 }),
    names: text("Pictures by name", {
      default: "",
      maxLength: 4000,
      placeholder: "Cr_1.jpg, Pa_7.jpg",
      doc: "Separated by commas; empty: drawn from the seed.",
    }),
    seed: int("Seed", { default: 0, min: 0, max: 2 ** 31 - 1 }),
    samples: int("Copies", {
      default: 16,
      min: 1,
      max: 200,
      doc: "Noisy copies for SmoothGrad, steps for integrated gradients.",
    }),
    noise: number("Noise", {
      default: 0.15,
      min: 0,
      max: 2,
      doc: "For SmoothGrad: standard deviation, as a share of the picture's range.",
    }),
  },
  card: ["method", "perClass"],
  inputs: { model: trainedModel("The model to explain"), dataset: dataset("Pictures to explain it on") },
  outputs: { figure: figure("Pictures, saliency maps, and both together") },
  result: true,
  infer({ settings, inputs }) {
    needSome(inputs.dataset, "look at", "dataset");
    needSameForm(inputs.model, inputs.dataset, "Saliency");
    const classes = inputs.model.classes ?? inputs.dataset.classes;
    if (settings.target === "chosen" && classes) classNumber(settings.class, classes);
    if (settings.method === "grad-cam" && lastConvolution(inputs.model.module) === undefined)
      throw new NodeError(
        "Grad-CAM looks at the last convolution, and this network has none. Take Gradient.",
        {
          setting: "method",
          expected: "a network with a convolution",
          got: "none",
        },
      );
    return { figure: { kind: "Figure" } };
  },
  async run({ settings, inputs, compute, report }) {
    const { module, state, classes } = inputs.model;
    const how = { names: settings.names, seed: settings.seed, count: settings.perClass, perClass: true };
    const chosen = choosePictures(inputs.dataset, how, "saliency");
    const targets = targetsOf(settings, chosen, classes);
    const { method, samples, noise, seed } = settings;
    const spec = { module, state, dataset: chosen, method, samples, noise, seed };
    const made = await saliency(compute, targets ? { ...spec, classes: targets } : spec, report.progress);
    const predicted = largest(made.logits, classes.length);
    const looked = targets ?? predicted;
    const targetNames = Array.from(looked, (label) => classes[label] ?? "");
    return {
      figure: {
        kind: "Figure",
        figure: await saliencyFigure(chosen, classes, made),
        data: {
          classes,
          pictures: chosen.names,
          labels: Array.from(chosen.labels, (label) => classes[label] ?? ""),
          predicted: Array.from(predicted, (label) => classes[label] ?? ""),
          target: targetNames,
        },
        arrays: {
          values: new Map([["saliency", made.maps]]),
          about: { pictures: JSON.stringify(chosen.names), target: JSON.stringify(targetNames) },
        },
      },
    };
  },
  torch: ({ settings, inputs, outputs }) => ({
    imports: ["import matplotlib.pyplot as plt", "import numpy as np", "import torch"],
    definitions: [SALIENCY, SHOWABLE],
    lines: [
      `targets = ${inputs.dataset}.targets`,
      "rows = []",
      `for label in range(len(${inputs.dataset}.classes)):`,
      "    of_class = [row for row, target in enumerate(targets) if target == label]",
      `    rows += of_class[:${settings.perClass}]`,
      `${outputs.figure}, panels = plt.subplots(`,
      "    len(rows), 2, figsize=(5, 2.5 * len(rows)), squeeze=False",
      ")",
      "for row, (left, right) in zip(rows, panels):",
      `    image, target = ${inputs.dataset}[row]`,
      '    left.imshow(showable(image), cmap="gray")',
      `    right.imshow(saliency(${inputs.model}, image), cmap="magma")`,
      `    left.set_title(${inputs.dataset}.classes[target])`,
      '    right.set_title("Saliency")',
      "for panel in panels.flat:",
      "    panel.set_axis_off()",
    ],
    draws: true,
  }),
  example: { settings: { perClass: 1 }, shows: "One picture of each class, and what the answer hangs on." },
});

function targetsOf(
  settings: { readonly target: "predicted" | "true" | "chosen"; readonly class: string },
  chosen: Dataset,
  classes: readonly string[],
): Int32Array | undefined {
  if (settings.target === "predicted") return undefined;
  if (settings.target === "true") return chosen.labels;
  return new Int32Array(chosen.names.length).fill(classNumber(settings.class, classes));
}

function classNumber(name: string, classes: readonly string[]): number {
  const at = classes.indexOf(name.trim());
  if (at >= 0) return at;
  throw new NodeError(
    `There is no class called ${name.trim() || "nothing"}. Classes: ${classes.join(", ")}.`,
    {
      setting: "class",
      expected: classes.join(", "),
      got: name.trim() || "nothing",
    },
  );
}
