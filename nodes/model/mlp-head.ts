import { python } from "@/data/python";
import { NETWORK } from "@/data/python-network";
import { defineModelNode } from "@/graph/node";
import { NodeError } from "@/graph/problem";
import { int, integers, number } from "@/graph/settings";
import type { Layer, LayerSettings } from "@/module/layer";
import { outputShape } from "@/module/module";
import { type Shape, shapeText } from "@/module/shape";

export default defineModelNode({
  type: "mlp-head",
  version: 1,
  title: "MLP head",
  category: "model",
  doc: `Decides from a vector of features which class a picture has: a multi-layer perceptron of full connections.

Each hidden layer is h = max(W·x + b, 0); the last layer, W·h + b, gives one number a class, a *logit*: the larger, the
likelier. Cross-entropy and Predict turn logits into probabilities; there is no softmax in here. With *dropout* p, each
hidden value is set to 0 with probability p while training, and the others are divided by 1 − p.

**Shapes** \`[features]\` to \`[classes]\`. With hidden sizes 2048 and six classes behind 512 features it has 1,062,918
parameters. No hidden size makes it one linear layer. *Outputs* 0 is automatic: as many as the data have classes.

**Weights** begin as torch's: uniform within ±1/√features, drawn from the seed.

**Refuses** a map such as \`[64, 7, 7]\` (set VGG16's output to fc7), and, while outputs are automatic, data whose classes
are not known yet.

The same as an \`nn.Sequential\` of \`nn.Linear\`, \`nn.ReLU\` and \`nn.Dropout\`.`,
  settings: {
    hidden: integers("Hidden sizes", {
      default: [2048],
      min: 1,
      max: 65536,
      maxLength: 16,
      doc: "Width of each hidden layer, in order. None: one linear layer.",
    }),
    dropout: number("Dropout", { default: 0, min: 0, max: 0.95, step: 0.05 }),
    outputs: int("Outputs (0: one a class)", {
      default: 0,
      min: 0,
      max: 100000,
      doc: "0 is automatic: as many as the data have classes.",
    }),
    seed: int("Seed", { default: 0, min: 0, max: 2 ** 31 - 1, doc: "Of the first weights." }),
  },
  card: ["hidden", "dropout", "outputs"],
  build({ settings, input, dataShape, classes }) {
    const features = featuresOf(input ? outputShape(input) : dataShape, input !== undefined);
    const weights = { kind: "random", seed: settings.seed } as const;
    const layers: Layer[] = [];
    const add = (type: string, own: LayerSettings) =>
      layers.push({
        name: `head.${layers.length}`,
        type,
        settings: own,
        ...(type === "linear" ? { weights } : {}),
      });
    let inFeatures = features;
    for (const outFeatures of settings.hidden) {
      add("linear", { inFeatures, outFeatures, bias: true });
      add("relu", {});
      if (settings.dropout > 0) add("dropout", { p: settings.dropout });
      inFeatures = outFeatures;
    }
    add("linear", { inFeatures, outFeatures: outputsOf(settings.outputs, classes), bias: true });
    return { layers };
  },
  torch({ settings, inputs, outputs, layer }) {
    const classes = settings.outputs === 0 ? "len(classes)" : String(settings.outputs);
    const layers = settings.hidden.flatMap((size) => [
      `nn.LazyLinear(${size})`,
      "nn.ReLU()",
      ...(settings.dropout > 0 ? [`nn.Dropout(p=${settings.dropout})`] : []),
    ]);
    const name = python((layer ?? "head.0").replace(/\.0$/, ""));
    return {
      imports: ["import torch", "from torch import nn"],
      definitions: [NETWORK],
      lines: [
        `torch.manual_seed(${settings.seed})`,
        "head = nn.Sequential(",
        ...layers.map((layer) => `    ${layer},`),
        `    nn.LazyLinear(${classes}),`,
        ")",
        `${outputs.module} = Network([${inputs.module ?? ""}], ${name}, head)`,
      ],
    };
  },
  example: { settings: { hidden: [32], outputs: 6 }, shows: "Features become six logits by way of 32." },
});

/** Length of the vector that comes in. */
function featuresOf(shape: Shape, wired: boolean): number {
  const got = shapeText(shape);
  const details = { port: "module", expected: "[features]", got };
  const [features] = shape;
  if (shape.length !== 1) {
    const where = wired ? "what is wired in gives" : "nothing is wired in before it, and the data are";
    throw new NodeError(
      `The head expects a vector, but ${where} ${got}. Insert Flatten before it, or wire in a network that ends in a vector, such as VGG16 with its output set to fc7.`,
      wired ? { ...details, insert: { type: "flatten" } } : details,
    );
  }
  if (typeof features === "number") return features;
  throw new NodeError(
    `The head needs to know how many features it gets, and ${features ?? "their number"} is not known yet. It will be once the data are wired to the trainer and looked through.`,
    details,
  );
}

function outputsOf(outputs: number, classes: readonly string[] | undefined): number {
  if (outputs > 0) return outputs;
  if (classes && classes.length > 0) return classes.length;
  throw new NodeError(
    "The number of classes is not known until there are data. Wire this head and some data to a trainer, or set Outputs to a number.",
    { setting: "outputs", expected: "the data's classes, or a number above 0", got: "0, automatic" },
  );
}
