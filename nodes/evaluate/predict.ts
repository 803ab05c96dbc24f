import { largest, softmaxRows } from "@/data/logits";
import { logitsOf } from "@/data/python-training";
import { needClassifier, needSameForm, needSome } from "@/data/refuse";
import { dataset, defineNode, predictions, trainedModel } from "@/graph/node";

export default defineNode({
  type: "predict",
  version: 1,
  title: "Predict",
  category: "evaluate",
  doc: `Asks a trained model for the probability of every class, for every picture.

From the logits x of a picture: p_k = exp(x_k) / Σⱼ exp(xⱼ) (softmax), in double precision. The prediction is the class
with the largest probability, the first of equal ones. A probability of 0.99 says how sure the model is, not how often it
is right when it says so.

**Shapes** the model's \`[C, H, W]\` float32 to probabilities \`[N, classes]\`, each row summing to 1.

**Refuses** pictures in another form than the model was trained on, other classes, and a model that gives a map in place of a class.

The same as \`torch.softmax(model(x), dim=1)\` in evaluation mode.`,
  settings: {},
  card: [],
  inputs: { model: trainedModel("The model to ask"), dataset: dataset("Pictures to predict") },
  outputs: { predictions: predictions("Class and probabilities of every picture") },
  result: true,
  applies: [{ module: "model", dataset: "dataset" }],
  infer({ inputs }) {
    needSome(inputs.dataset, "predict", "dataset");
    needSameForm(inputs.model, inputs.dataset, "Predict");
    needClassifier(inputs.model, "Predict");
    const known = inputs.model.classes ?? inputs.dataset.classes;
    const classes = known ? { classes: known } : {};
    return { predictions: { kind: "Predictions", length: inputs.dataset.length, ...classes } };
  },
  async run({ inputs, compute }) {
    const { module, state, classes } = inputs.model;
    const { output, width } = await compute.forward({ module, state, dataset: inputs.dataset });
    return {
      predictions: {
        kind: "Predictions",
        classes,
        names: inputs.dataset.names,
        labels: inputs.dataset.labels,
        predicted: largest(output, width),
        probabilities: softmaxRows(output, width),
      },
    };
  },
  torch: ({ inputs, outputs, networks }) => ({
    imports: ["import torch", "from torch.utils.data import DataLoader"],
    definitions: logitsOf(networks),
    lines: [
      `said, targets = logits_of(${inputs.model}, ${inputs.dataset})`,
      "probabilities = torch.softmax(said.double(), dim=1)",
      `${outputs.predictions} = probabilities.argmax(1), targets, ${inputs.dataset}.classes`,
    ],
  }),
  example: { shows: "A class and six probabilities for each picture." },
});
