import { largest, sigmoids } from "@/data/logits";
import { scoreMasks, trueMasks } from "@/data/mask-scores";
import { logitsOf, MASK_SCORES, MEAN_LOSS, shareRight } from "@/data/python-training";
import { needClassifier, needSameForm, needSome } from "@/data/refuse";
import { needLoss, needMask } from "@/data/training";
import { dataset, defineNode, loss, metrics, trainedModel } from "@/graph/node";
import { outputShape } from "@/module/module";

export default defineNode({
  type: "evaluate",
  version: 1,
  title: "Evaluate",
  category: "evaluate",
  doc: `Shows pictures to a trained model once and says how often it is right.

Accuracy is the number of pictures whose largest logit is that of the true class, over N. With a loss wired in, its mean
over all pictures too, in nats for cross-entropy. Dropout is off, nothing is learned.

With masks a pixel is said to belong where its probability p is above ½. With P what is said and T what is true, over all
pixels of all pictures together: Dice = 2·|P ∩ T| / (|P| + |T|), IoU = |P ∩ T| / |P ∪ T|, pixel accuracy = the share on
which P and T agree; two empty masks agree. The same three for each picture, and their means. A loss of masks is made from
four pictures at a time, weighted by their number.

**Shapes** the model's \`[C, H, W]\` float32, as in training.

**Gives** \`loss\` (where one is wired in), \`accuracy\` from 0 to 1, and \`count\`, the number of pictures. With masks
\`loss\`, \`dice\`, \`iou\`, \`pixelAccuracy\`, \`count\`, \`pictureMean\` and \`pictures\`.

**Refuses** pictures in another form than the model was trained on, other classes, a loss of the other kind, for masks a
model that gives no map of their size, and no picture at all.

The same as \`model.eval()\` and a pass under \`torch.no_grad()\`.`,
  settings: {},
  card: [],
  inputs: {
    model: trainedModel("The model to judge"),
    dataset: dataset("Pictures that it has not learned from"),
    loss: loss("Given out as a mean over all pictures", { optional: true }),
  },
  outputs: { metrics: metrics("Loss, accuracy and number of pictures") },
  result: true,
  applies: [{ module: "model", dataset: "dataset" }],
  infer({ inputs }) {
    needSome(inputs.dataset, "evaluate on", "dataset");
    needSameForm(inputs.model, inputs.dataset, "Evaluate");
    if (inputs.loss) needLoss(inputs.loss, inputs.dataset);
    if (inputs.dataset.hasMasks) needMask(outputShape(inputs.model.module), inputs.dataset, "model");
    else needClassifier(inputs.model, "Evaluate without masks");
    return { metrics: { kind: "Metrics" } };
  },
  async run({ inputs, compute }) {
    const { labels } = inputs.dataset;
    const { module, state } = inputs.model;
    const lossOf = inputs.loss ? { loss: inputs.loss } : {};
    const result = await compute.forward({ module, state, dataset: inputs.dataset, ...lossOf });
    if (inputs.dataset.hasMasks) {
      const scores = scoreMasks(
        sigmoids(result.output),
        await trueMasks(inputs.dataset),
        inputs.dataset.names,
      );
      const loss = result.loss === undefined ? {} : { loss: result.loss };
      return { metrics: { kind: "Metrics", title: "Evaluation", values: { ...loss, ...scores } } };
    }
    const right = largest(result.output, result.width).reduce(
      (sum, predicted, row) => sum + (predicted === labels[row] ? 1 : 0),
      0,
    );
    const values = {
      ...(result.loss === undefined ? {} : { loss: result.loss }),
      accuracy: right / labels.length,
      count: labels.length,
    };
    return { metrics: { kind: "Metrics", title: "Evaluation", values } };
  },
  torch: ({ inputs, outputs, networks }) => {
    const { metrics } = outputs;
    const ofClasses = [`${metrics}["accuracy"] = share_right(said, targets)`];
    const ofMasks = [
      `${metrics}["dice"], ${metrics}["iou"] = mask_scores(said, targets)`,
      `${metrics}["pixelAccuracy"] = share_right(said, targets)`,
    ];
    const either = ["if targets.dim() == 1:", ...indented(ofClasses), "else:", ...indented(ofMasks)];
    const lines = { classes: ofClasses, masks: ofMasks, any: either }[networks?.learn ?? "any"];
    return {
      imports: ["import torch", "from torch.utils.data import DataLoader"],
      definitions: [
        ...logitsOf(networks),
        shareRight(networks),
        ...(networks?.learn === "classes" ? [] : [MASK_SCORES]),
        ...(inputs.loss ? [MEAN_LOSS] : []),
      ],
      lines: [
        `said, targets = logits_of(${inputs.model}, ${inputs.dataset})`,
        `${metrics} = {"count": len(targets)}`,
        ...(inputs.loss ? [`${metrics}["loss"] = mean_loss(${inputs.loss}, said, targets)`] : []),
        ...lines,
        `print(${metrics})`,
      ],
    };
  },
  example: { shows: "Loss, accuracy and count on the pictures given." },
});

function indented(lines: readonly string[]): readonly string[] {
  return lines.map((line) => `    ${line}`);
}
