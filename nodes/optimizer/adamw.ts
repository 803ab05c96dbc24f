import { betaPair } from "@/data/betas";
import { typeOfOptimizer } from "@/data/optimizer-type";
import { defineNode, optimizer } from "@/graph/node";
import { number, numbers } from "@/graph/settings";
import type { Optimizer } from "@/graph/values";

export default defineNode({
  type: "adamw",
  version: 1,
  title: "AdamW",
  category: "optimizer",
  doc: `Adam with weight decay of its own: every step shrinks each parameter a little, apart from its gradient.

With gradient g, learning rate η and step t from 1: p ← (1 − η·λ)·p, m ← β₁·m + (1 − β₁)·g, v ← β₂·v + (1 − β₂)·g², then
p ← p − η/(1 − β₁ᵗ) · m / (√v / √(1 − β₂ᵗ) + ε). In Adam the decay λ goes through the gradient and is divided by its usual size;
here all parameters shrink at one pace.

**Shapes** those of the parameter; m and v take twice its memory.

**Refuses** betas that are not two numbers from 0 to below 1.

The same as \`torch.optim.AdamW\`, with its defaults, ε outside the root. I. Loshchilov and F. Hutter, *Decoupled Weight Decay
Regularization*, 2019.`,
  settings: {
    learningRate: number("Learning rate", { default: 1e-3, min: 0, max: 1e9 }),
    betas: numbers("β₁ and β₂, memory", {
      default: [0.9, 0.999],
      maxLength: 2,
      doc: "Of the gradient and of its square: from 0, none, to below 1.",
    }),
    eps: number("ε", { default: 1e-8, min: 0, max: 1 }),
    weightDecay: number("Weight decay", { default: 1e-2, min: 0, max: 100 }),
  },
  card: ["learningRate", "weightDecay"],
  inputs: {},
  outputs: { optimizer: optimizer("How parameters move") },
  infer({ settings }) {
    return { optimizer: typeOfOptimizer(adamw(settings)) };
  },
  run: async ({ settings }) => ({ optimizer: adamw(settings) }),
  torch: ({ settings: s, outputs }) => ({
    imports: ["from functools import partial", "import torch"],
    lines: [
      `${outputs.optimizer} = partial(`,
      `    torch.optim.AdamW, lr=${s.learningRate}, betas=(${s.betas.join(", ")}), eps=${s.eps},`,
      `    weight_decay=${s.weightDecay},`,
      ")",
    ],
  }),
  example: { settings: { learningRate: 1e-4 }, shows: "Steps of about 0.0001, and parameters that shrink." },
});

interface AdamwSettings {
  readonly learningRate: number;
  readonly betas: readonly number[];
  readonly eps: number;
  readonly weightDecay: number;
}

function adamw(settings: AdamwSettings): Optimizer {
  const { learningRate, eps, weightDecay } = settings;
  const [beta1, beta2] = betaPair(settings.betas, "AdamW");
  return {
    kind: "Optimizer",
    name: "AdamW",
    settings: { learningRate, beta1, beta2, eps, weightDecay },
    slots: 2,
    withRate: (rate) => adamw({ ...settings, learningRate: rate }),
    update(tf, parameter, gradient, [first, second], step) {
      if (!first || !second) throw new Error("AdamW was called without its two running means.");
      const m = tf.add(tf.mul(first, beta1), tf.mul(gradient, 1 - beta1));
      const v = tf.add(tf.mul(second, beta2), tf.mul(tf.square(gradient), 1 - beta2));
      const root = tf.div(tf.sqrt(v), Math.sqrt(1 - beta2 ** step));
      const move = tf.mul(tf.div(m, tf.add(root, eps)), learningRate / (1 - beta1 ** step));
      const shrunk = tf.mul(parameter, 1 - learningRate * weightDecay);
      return { parameter: tf.sub(shrunk, move), slots: [m, v] };
    },
  };
}
