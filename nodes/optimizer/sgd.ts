import { typeOfOptimizer } from "@/data/optimizer-type";
import { defineNode, optimizer } from "@/graph/node";
import { NodeError } from "@/graph/problem";
import { bool, number } from "@/graph/settings";
import type { Optimizer } from "@/graph/values";

export default defineNode({
  type: "sgd",
  version: 1,
  title: "SGD",
  category: "optimizer",
  doc: `Moves every parameter a step straight against its gradient: stochastic gradient descent.

With gradient g, learning rate η and momentum μ: g ← g + λ·p; with momentum b ← μ·b + g (at the first step b = g), and
g ← b, or g ← g + μ·b with Nesterov's variant; then p ← p − η·g. Unlike Adam's, a step grows with the gradient, so good
rates are larger: 0.01 to 0.1 is usual.

**Shapes** those of the parameter; with momentum once its memory.

**Refuses** Nesterov without momentum, as torch does.

The same as \`torch.optim.SGD\` without dampening. I. Sutskever et al., *On the importance of initialization and momentum
in deep learning*, 2013.`,
  settings: {
    learningRate: number("Learning rate", { default: 1e-3, min: 0, max: 1e9 }),
    momentum: number("Momentum", { default: 0, min: 0, max: 0.999999, step: 0.05 }),
    nesterov: bool("Nesterov", { default: false, doc: "Looks one step of momentum ahead." }),
    weightDecay: number("Weight decay (L2)", { default: 0, min: 0, max: 100 }),
  },
  card: ["learningRate", "momentum"],
  inputs: {},
  outputs: { optimizer: optimizer("How parameters move") },
  infer({ settings }) {
    if (settings.nesterov && settings.momentum === 0) {
      throw new NodeError(
        "Nesterov's variant looks ahead along the momentum, but the momentum is 0. Set a momentum such as 0.9, or switch Nesterov off.",
        { setting: "momentum", expected: "above 0", got: "0" },
        (node) => ({
          title: "Set momentum to 0.9",
          edit: { kind: "set", node, setting: "momentum", value: 0.9 },
        }),
      );
    }
    return { optimizer: typeOfOptimizer(sgd(settings)) };
  },
  run: async ({ settings }) => ({ optimizer: sgd(settings) }),
  torch: ({ settings: s, outputs }) => ({
    imports: ["from functools import partial", "import torch"],
    lines: [
      `${outputs.optimizer} = partial(`,
      `    torch.optim.SGD, lr=${s.learningRate}, momentum=${s.momentum},`,
      `    nesterov=${s.nesterov ? "True" : "False"}, weight_decay=${s.weightDecay},`,
      ")",
    ],
  }),
  example: { settings: { learningRate: 0.01, momentum: 0.9 }, shows: "Steps that gather speed." },
});

interface SgdSettings {
  readonly learningRate: number;
  readonly momentum: number;
  readonly nesterov: boolean;
  readonly weightDecay: number;
}

function sgd(settings: SgdSettings): Optimizer {
  const { learningRate, momentum, nesterov, weightDecay } = settings;
  return {
    kind: "Optimizer",
    name: "SGD",
    settings: { ...settings },
    slots: momentum === 0 ? 0 : 1,
    withRate: (rate) => sgd({ ...settings, learningRate: rate }),
    update(tf, parameter, gradient, [before]) {
      const g = weightDecay === 0 ? gradient : tf.add(gradient, tf.mul(parameter, weightDecay));
      // The buffer is zero at first, so the first step finds b = g, as torch has it.
      const b = before ? tf.add(tf.mul(before, momentum), g) : undefined;
      const direction = !b ? g : nesterov ? tf.add(g, tf.mul(b, momentum)) : b;
      return { parameter: tf.sub(parameter, tf.mul(direction, learningRate)), slots: b ? [b] : [] };
    },
  };
}
