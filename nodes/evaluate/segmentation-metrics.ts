import { sigmoids } from "@/data/logits";
import { trueMasks } from "@/data/mask-scores";
import { OBJECTS_FOUND } from "@/data/python-figures";
import { logitsOf } from "@/data/python-training";
import { needMasks, needSameForm, needSome } from "@/data/refuse";
import { thresholded } from "@/data/segmentation-figure";
import { needMask } from "@/data/training";
import { dataset, defineNode, metrics, trainedModel } from "@/graph/node";
import { NodeError } from "@/graph/problem";
import { choice, number, numbers } from "@/graph/settings";
import { connectedComponents, countFound, overlaps } from "@/metrics/objects";
import { outputShape } from "@/module/module";

export default defineNode({
  type: "segmentation-metrics",
  version: 1,
  title: "Segmentation metrics",
  category: "evaluate",
  doc: `Counts objects in place of pixels: how many nuclei were found, and how many of those said are there.

The said mask (probability above *Threshold*) and the true one fall apart into connected parts. A said and a true part are
the same object where their IoU, |A ∩ B| / |A ∪ B|, is above a threshold; each part is in one pair at most, the pair with the
largest IoU first. With TP such pairs over all pictures, FP said parts and FN true parts without a partner:
- **Precision** TP / (TP + FP): of what is said, the share that is there.
- **Recall** TP / (TP + FN): of what is there, the share that was found.
- **F1** 2·TP / (2·TP + FP + FN), and **score** TP / (TP + FP + FN), whose mean over the thresholds is *meanScore*.

A share of nothing is 1. Nuclei that touch are one part, in the true mask too: a mask of 0 and 1 does not part them. Then one
that was found apart counts as missed.

**Shapes** the model's \`[C, H, W]\` float32, masks \`[1, H, W]\`.

**Gives** \`objects\` and \`said\`, the numbers of parts, \`byIou\` with the shares by threshold, \`meanScore\` and \`count\`.

**Refuses** pictures without masks or in another form than the model was trained on, a model that gives no map of their
size, and thresholds outside 0 to below 1.

Parts as \`scipy.ndimage.label\` (4 neighbours) or \`skimage.measure.label\` (8) have them.`,
  settings: {
    thresholds: numbers("IoU above", { default: [0.5, 0.6, 0.7, 0.8, 0.9], maxLength: 20 }),
    threshold: number("Threshold", { default: 0.5, min: 0, max: 1, step: 0.05, doc: "Of the probability." }),
    neighbours: choice("Neighbours", {
      default: "8",
      options: { "4": "4, by a side", "8": "8, by a corner too" },
    }),
  },
  card: ["thresholds", "threshold"],
  inputs: {
    model: trainedModel("The model to judge"),
    dataset: dataset("Pictures with masks that it has not learned from"),
  },
  outputs: { metrics: metrics("Precision, recall and F1 of objects by IoU threshold") },
  result: true,
  applies: [{ module: "model", dataset: "dataset" }],
  infer({ settings, inputs }) {
    needSome(inputs.dataset, "judge", "dataset");
    needMasks(inputs.dataset, "Segmentation metrics");
    needSameForm(inputs.model, inputs.dataset, "Segmentation metrics");
    needMask(outputShape(inputs.model.module), inputs.dataset, "model");
    needShares(settings.thresholds);
    return { metrics: { kind: "Metrics" } };
  },
  async run({ settings, inputs, compute, signal }) {
    const { module, state } = inputs.model;
    const { names } = inputs.dataset;
    const { output, width: pixels } = await compute.forward({ module, state, dataset: inputs.dataset });
    const masks = await trueMasks(inputs.dataset);
    const said = thresholded(sigmoids(output), settings.threshold);
    const first = await inputs.dataset.sample(0, 0);
    const connectivity = settings.neighbours === "4" ? 4 : 8;
    const parts = (all: Uint8Array, row: number) =>
      connectedComponents(
        all.subarray(row * pixels, (row + 1) * pixels),
        first.image.height,
        first.image.width,
        connectivity,
      );
    let [saidCount, trueCount] = [0, 0];
    const found = settings.thresholds.map(() => 0);
    for (const row of names.keys()) {
      signal.throwIfAborted();
      const [ours, theirs] = [parts(said, row), parts(masks, row)];
      const pairs = overlaps(ours, theirs);
      saidCount += ours.count;
      trueCount += theirs.count;
      settings.thresholds.forEach((threshold, at) => {
        found[at] = (found[at] ?? 0) + countFound(pairs, threshold);
      });
    }
    const rows = found.map((right) => sharesOf(right, saidCount, trueCount));
    const byIou = Object.fromEntries(
      settings.thresholds.flatMap((threshold, at) => {
        const row = rows[at];
        return row ? [[String(threshold), row]] : [];
      }),
    );
    const meanScore = rows.reduce((sum, { score }) => sum + score, 0) / rows.length;
    const values = { objects: trueCount, said: saidCount, byIou, meanScore, count: names.length };
    return { metrics: { kind: "Metrics", title: "Objects found", values } };
  },
  torch: ({ settings, inputs, outputs, networks }) => ({
    imports: ["import numpy as np", "import torch", "from torch.utils.data import DataLoader"],
    definitions: [...logitsOf(networks), OBJECTS_FOUND],
    lines: [
      `said, masks = logits_of(${inputs.model}, ${inputs.dataset})`,
      `said, masks = torch.sigmoid(said.double()) > ${settings.threshold}, masks > 0.5`,
      `thresholds = [${settings.thresholds.join(", ")}]`,
      `${outputs.metrics} = objects_found(`,
      `    said[:, 0].numpy(), masks[:, 0].numpy(), thresholds, neighbours=${settings.neighbours}`,
      ")",
      `for threshold, row in ${outputs.metrics}.items():`,
      '    print(f"IoU above {threshold}: {row}")',
    ],
  }),
  example: { settings: { thresholds: [0.5, 0.75] }, shows: "Nuclei found at two thresholds." },
});

function sharesOf(found: number, said: number, truth: number) {
  const share = (part: number, whole: number) => (whole === 0 ? 1 : part / whole);
  return {
    precision: share(found, said),
    recall: share(found, truth),
    f1: share(2 * found, said + truth),
    score: share(found, said + truth - found),
  };
}

function needShares(thresholds: readonly number[]): void {
  if (thresholds.length > 0 && thresholds.every((value) => value >= 0 && value < 1)) return;
  const got = thresholds.join(", ") || "none";
  throw new NodeError(
    `IoU thresholds are numbers from 0 to below 1, at least one, but they are ${got}. Usual are 0.5 to 0.9.`,
    { setting: "thresholds", expected: "numbers from 0 to below 1", got },
    (node) => ({
      title: "Set the thresholds to 0.5 to 0.9",
      edit: { kind: "set", node, setting: "thresholds", value: [0.5, 0.6, 0.7, 0.8, 0.9] },
    }),
  );
}
