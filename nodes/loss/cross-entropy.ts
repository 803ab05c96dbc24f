import type { Tensor1D, Tensor2D } from "@tensorflow/tfjs-core";
import { defineNode, loss } from "@/graph/node";
import type { Loss } from "@/graph/values";

export default defineNode({
  type: "cross-entropy",
  version: 1,
  title: "Cross-entropy",
  category: "loss",
  doc: `Says how wrong the logits are: the mean over the pictures of −log of the probability given to the true class.

For logits x and true class t: loss = log Σⱼ exp(xⱼ) − x_t, in nats. It is computed from the logits with the largest taken
off first, so that no exp overflows and a loss of 120 is 120. Six classes at random give log 6 = 1.79; always right and
sure gives 0. Its gradient is (softmax(x) − onehot(t)) / N.

**Shapes** logits \`[N, classes]\` float32, classes \`[N]\` whole numbers (int32), to one number.

**Refuses** nothing itself; the trainer says so when the logits are not one a class.

The same as \`torch.nn.CrossEntropyLoss()\`.`,
  settings: {},
  card: [],
  inputs: {},
  outputs: { loss: loss("Cross-entropy from logits, mean over the batch") },
  infer: () => ({ loss: { kind: "Loss", name: "cross-entropy", target: "class" } }),
  run: async () => ({ loss: crossEntropy }),
  torch: ({ outputs }) => ({
    imports: ["from torch import nn"],
    lines: [`${outputs.loss} = nn.CrossEntropyLoss()`],
  }),
  example: { shows: "The loss that the trainer makes small." },
});

const crossEntropy: Loss = {
  kind: "Loss",
  name: "cross-entropy",
  target: "class",
  program(tf, prediction, target) {
    const logits = prediction as Tensor2D;
    const [rows, classes] = logits.shape;
    // Stock WASM makes whole numbers whatever type is asked for, so the type is changed afterwards.
    const truth = tf.cast(tf.oneHot(target as Tensor1D, classes), "float32");
    const lossOf = tf.customGrad((...args) => {
      const [x, hot, save] = args as [Tensor2D, Tensor2D, (kept: Tensor2D[]) => void];
      const shifted = tf.sub(x, tf.max(x, 1, true));
      const logProbability = tf.sub(shifted, tf.log(tf.sum(tf.exp(shifted), 1, true))) as Tensor2D;
      save([logProbability, hot]);
      return {
        value: tf.mean(tf.neg(tf.sum(tf.mul(hot, logProbability), 1))),
        gradFunc: (dy, saved) => {
          const [log, one] = saved as [Tensor2D, Tensor2D];
          return [tf.mul(tf.div(dy as Tensor2D, rows), tf.sub(tf.exp(log), one)), tf.zerosLike(one)];
        },
      };
    });
    return lossOf(logits, truth);
  },
};
