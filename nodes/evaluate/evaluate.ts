import { largest } from "@/data/logits";
import { LOGITS_OF } from "@/data/python";
import { needSameForm, needSome } from "@/data/refuse";
import { dataset, defineNode, loss, metrics, trainedModel } from "@/graph/node";

export default defineNode({
  type: "evaluate",
  version: 1,
  title: "Evaluate",
  category: "evaluate",
  doc: `Shows pictures to a trained model once and says how often it is right.

Accuracy is the number of pictures whose largest logit is that of the true class, over N. With a loss wired in, its mean
over all pictures too, in nats for cross-entropy. Dropout is off, nothing is learned.

**Shapes** the model's \`[C, H, W]\` float32, as in training.

**Gives** \`loss\` (where one is wired in), \`accuracy\` from 0 to 1, and \`count\`, the number of pictures.

**Refuses** pictures in another form than the model was trained on, other classes, and no picture at all.

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
    return { metrics: { kind: "Metrics" } };
  },
  async run({ inputs, compute }) {
    const { labels } = inputs.dataset;
    const { module, state } = inputs.model;
    const lossOf = inputs.loss ? { loss: inputs.loss } : {};
    const result = await compute.forward({ module, state, dataset: inputs.dataset, ...lossOf });
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
  torch: ({ inputs, outputs }) => ({
    imports: ["import torch", "from torch.utils.data import DataLoader"],
    definitions: [LOGITS_OF],
    lines: [
      `logits, targets = logits_of(${inputs.model}, ${inputs.dataset})`,
      `${outputs.metrics} = {`,
      ...(inputs.loss ? [`    "loss": ${inputs.loss}(logits, targets).item(),`] : []),
      '    "accuracy": (logits.argmax(1) == targets).float().mean().item(),',
      '    "count": len(targets),',
      "}",
      `print(${outputs.metrics})`,
    ],
  }),
  example: { shows: "Loss, accuracy and count on the pictures given." },
});
