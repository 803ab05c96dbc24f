import { behind, needKnown, ownLayer } from "@/data/layer-node";
import {
  INITIAL,
  LEARNED,
  learned,
  NORMAL_LINEAR,
  SEED,
  settingsOfLearned,
  WEIGHT_FILES,
} from "@/data/learned-layer";
import { defineModelNode } from "@/graph/node";
import { NodeError } from "@/graph/problem";
import { bool, int } from "@/graph/settings";
import { type Dim, type Shape, shapeText } from "@/module/shape";

export default defineModelNode({
  type: "linear",
  version: 1,
  title: "Linear",
  category: "layer",
  doc: `Weighs every feature for every output: y = W·x + b, a layer of full connections.

As the last layer it gives one number a class, a *logit*: the larger, the likelier. Several of them one behind the other
need a ReLU between; without, they are no more than one.

**Shapes** \`[features]\` to \`[outputs]\`. It has outputs·features weights and as many biases as outputs. *Outputs* 0 is automatic:
as many as the data have classes. The number of features that come in is found by itself.

**Weights** begin as torch's: uniform within ±1/√features, drawn from the seed.

**Refuses** a map such as \`[16, 7, 7]\` (insert Flatten), and, while outputs are automatic, data whose classes are not known yet.

The same as \`torch.nn.Linear\`.`,
  settings: {
    outputs: int("Outputs (0: one a class)", {
      default: 0,
      min: 0,
      max: 65536,
      doc: "0 is automatic: as many as the data have classes.",
    }),
    bias: bool("Bias", { default: true }),
    ...LEARNED,
    initial: INITIAL,
    seed: SEED,
  },
  card: ["outputs"],
  files: WEIGHT_FILES,
  build(context) {
    const { settings: s, inputs, classes } = context;
    const { shape } = inputs.module;
    const inFeatures = needKnown("A linear layer", "features", featuresOf(shape), shape);
    const outFeatures = s.outputs > 0 ? s.outputs : classes?.length;
    if (!outFeatures) {
      throw new NodeError(
        "The number of classes is not known until there are data. Wire this network and some data to a trainer, or set Outputs to a number.",
        { setting: "outputs", expected: "the data's classes, or a number above 0", got: "0, automatic" },
      );
    }
    const drawn = s.initial === "normal" ? NORMAL_LINEAR : undefined;
    return ownLayer(context, "linear", { inFeatures, outFeatures, bias: s.bias }, learned(context, drawn));
  },
  ofLayer: {
    type: "linear",
    settings(layer) {
      const { outFeatures, bias } = layer.settings;
      const initial = layer.initialisation?.weight?.kind === "normal" ? "normal" : "uniform";
      return { outputs: outFeatures, bias, initial, ...settingsOfLearned(layer) };
    },
  },
  torch(context) {
    const { outputs, bias, frozen } = context.settings;
    const count = outputs === 0 ? "len(classes)" : outputs;
    return behind(`nn.LazyLinear(${count}${bias ? "" : ", bias=False"})`, context, frozen);
  },
  example: { settings: { outputs: 6 }, shows: "All features, weighed six times." },
});

function featuresOf(shape: Shape): Dim {
  const [features] = shape;
  if (shape.length === 1 && features !== undefined) return features;
  throw new NodeError(
    `A linear layer takes a vector, but what is wired in gives ${shapeText(shape)}. Insert Flatten before it.`,
    { port: "module", expected: "[features]", got: shapeText(shape), insert: { type: "flatten" } },
  );
}
