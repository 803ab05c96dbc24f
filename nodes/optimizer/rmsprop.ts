import { typeOfOptimizer } from "@/data/optimizer-type";
import { defineNode, optimizer } from "@/graph/node";
import { bool, number } from "@/graph/settings";
import type { Optimizer } from "@/graph/values";

export default defineNode({
  type: "rmsprop",
  version: 1,
  title: "RMSprop",
  category: "optimizer",
  doc: `Moves every parameter against its gradient, divided by the gradient's usual size: flat and steep directions alike.

With gradient g, learning rate η and memory α: g ← g + λ·p, v ← α·v + (1 − α)·g², d = g / (√v + ε), then p ← p − η·d; with momentum μ
b ← μ·b + d and p ← p − η·b. *Centered* takes the square of the running mean gradient off v first. The first steps are large,
since v begins at 0.

**Shapes** those of the parameter; v takes its memory once, momentum and centering once more each.

**Refuses** nothing.

The same as \`torch.optim.RMSprop\`, with its defaults, ε outside the root. T. Tieleman and G. Hinton, lecture 6.5 of *Neural
Networks for Machine Learning*, 2012.`,
  settings: {
    learningRate: number("Learning rate", { default: 1e-2, min: 0, max: 1e9 }),
    alpha: number("Memory α", { default: 0.99, min: 0, max: 1 }),
    momentum: number("Momentum μ", { default: 0, min: 0, max: 0.999999, step: 0.05 }),
    centered: bool("Centered", { default: false, doc: "Divides by the gradient's spread, not its size." }),
    eps: number("ε", { default: 1e-8, min: 0, max: 1 }),
    weightDecay: number("Weight decay (L2)", { default: 0, min: 0, max: 100 }),
  },
  card: ["learningRate", "momentum"],
  inputs: {},
  outputs: { optimizer: optimizer("How parameters move") },
  infer: ({ settings }) => ({ optimizer: typeOfOptimizer(rmsprop(settings)) }),
  run: async ({ settings }) => ({ optimizer: rmsprop(settings) }),
  torch: ({ settings: s, outputs }) => ({
    imports: ["from functools import partial", "import torch"],
    lines: [
      `${outputs.optimizer} = partial(`,
      `    torch.optim.RMSprop, lr=${s.learningRate}, alpha=${s.alpha}, eps=${s.eps}, momentum=${s.momentum},`,
      `    weight_decay=${s.weightDecay}, centered=${s.centered ? "True" : "False"},`,
      ")",
    ],
  }),
  example: {
    settings: { learningRate: 1e-3 },
    shows: "Steps of about 0.001 once it knows the gradients' size.",
  },
});

interface RmspropSettings {
  readonly learningRate: number;
  readonly alpha: number;
  readonly momentum: number;
  readonly centered: boolean;
  readonly eps: number;
  readonly weightDecay: number;
}

function rmsprop(settings: RmspropSettings): Optimizer {
  const { learningRate, alpha, momentum, centered, eps, weightDecay } = settings;
  const [hasBuffer, own] = [momentum > 0, { learningRate, alpha, momentum, eps, weightDecay }];
  return {
    kind: "Optimizer",
    name: "RMSprop",
    settings: centered ? { ...own, centered } : own,
    // The running mean square, the momentum's buffer, the running mean gradient: those that are needed.
    slots: 1 + (hasBuffer ? 1 : 0) + (centered ? 1 : 0),
    withRate: (rate) => rmsprop({ ...settings, learningRate: rate }),
    update(tf, parameter, gradient, slots) {
      const [square, ...others] = slots;
      const buffer = hasBuffer ? others[0] : undefined;
      const mean = centered ? others.at(-1) : undefined;
      if (!square) throw new Error("RMSprop was called without its running mean square.");
      const g = weightDecay === 0 ? gradient : tf.add(gradient, tf.mul(parameter, weightDecay));
      const v = tf.add(tf.mul(square, alpha), tf.mul(tf.square(g), 1 - alpha));
      const m = mean && tf.add(tf.mul(mean, alpha), tf.mul(g, 1 - alpha));
      const root = tf.sqrt(m ? tf.sub(v, tf.square(m)) : v);
      const d = tf.div(g, tf.add(root, eps));
      const b = buffer && tf.add(tf.mul(buffer, momentum), d);
      return {
        parameter: tf.sub(parameter, tf.mul(b ?? d, learningRate)),
        slots: [v, ...(b ? [b] : []), ...(m ? [m] : [])],
      };
    },
  };
}
