import { betaPair } from "@/data/betas";
import { typeOfOptimizer } from "@/data/optimizer-type";
import { defineNode, optimizer } from "@/graph/node";
import { number, numbers } from "@/graph/settings";
import type { Optimizer } from "@/graph/values";

export default defineNode({
  type: "adam",
  version: 1,
  title: "Adam",
  category: "optimizer",
  doc: `Moves every parameter a step against its gradient, each at a pace of its own.

With gradient g, learning rate η and step t from 1: g ← g + λ·p, m ← β₁·m + (1 − β₁)·g, v ← β₂·v + (1 − β₂)·g², then
p ← p − η/(1 − β₁ᵗ) · m / (√v / √(1 − β₂ᵗ) + ε). A step is about η whatever the size of the gradient; too large a rate and
the loss jumps or is no longer finite, too small and nothing happens.

**Shapes** those of the parameter; m and v take twice its memory.

**Refuses** betas that are not two numbers from 0 to below 1.

The same as \`torch.optim.Adam\`, with its defaults, ε outside the root. D. P. Kingma and J. Ba, *Adam: A Method for
Stochastic Optimization*, 2014.`,
  settings: {
    learningRate: number("Learning rate", { default: 1e-3, min: 0, max: 1e9 }),
    betas: numbers("β₁ and β₂, memory", {
      default: [0.9, 0.999],
      maxLength: 2,
      doc: "Of the gradient and of its square: from 0, none, to below 1.",
    }),
    eps: number("ε", { default: 1e-8, min: 0, max: 1 }),
    weightDecay: number("Weight decay (L2)", { default: 0, min: 0, max: 100 }),
  },
  card: ["learningRate", "weightDecay"],
  inputs: {},
  outputs: { optimizer: optimizer("How parameters move") },
  infer({ settings }) {
    return { optimizer: typeOfOptimizer(adam(settings)) };
  },
  run: async ({ settings }) => ({ optimizer: adam(settings) }),
  torch: ({ settings: s, outputs }) => ({
    imports: ["from functools import partial", "import torch"],
    lines: [
      `${outputs.optimizer} = partial(`,
      `    torch.optim.Adam, lr=${s.learningRate}, betas=(${s.betas.join(", ")}), eps=${s.eps},`,
      `    weight_decay=${s.weightDecay},`,
      ")",
    ],
  }),
  example: { settings: { learningRate: 1e-4 }, shows: "Steps of about 0.0001." },
});

interface AdamSettings {
  readonly learningRate: number;
  readonly betas: readonly number[];
  readonly eps: number;
  readonly weightDecay: number;
}

function adam(settings: AdamSettings): Optimizer {
  const { learningRate, eps, weightDecay } = settings;
  const [beta1, beta2] = betaPair(settings.betas, "Adam");
  return {
    kind: "Optimizer",
    name: "Adam",
    settings: { learningRate, beta1, beta2, eps, weightDecay },
    slots: 2,
    withRate: (rate) => adam({ ...settings, learningRate: rate }),
    update(tf, parameter, gradient, [first, second], step) {
      if (!first || !second) throw new Error("Adam was called without its two running means.");
      const g = weightDecay === 0 ? gradient : tf.add(gradient, tf.mul(parameter, weightDecay));
      const m = tf.add(tf.mul(first, beta1), tf.mul(g, 1 - beta1));
      const v = tf.add(tf.mul(second, beta2), tf.mul(tf.square(g), 1 - beta2));
      const stepSize = learningRate / (1 - beta1 ** step);
      const root = tf.div(tf.sqrt(v), Math.sqrt(1 - beta2 ** step));
      const move = tf.mul(tf.div(m, tf.add(root, eps)), stepSize);
      return { parameter: tf.sub(parameter, move), slots: [m, v] };
    },
  };
}
