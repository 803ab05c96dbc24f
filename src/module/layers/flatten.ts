import { defineLayer } from "../layer";
import { productDim } from "../shape";

/** All values of a picture as one vector in torch's order: channel, row, column. */
export default defineLayer<Record<never, never>>({
  type: "flatten",
  torchName: "nn.Flatten",
  shape: (_s, [input]) => [productDim(input ?? [])],
  flops: () => 0,
  torch: () => "nn.Flatten()",
  program(tf, [input]) {
    const x = input as import("@tensorflow/tfjs-core").Tensor;
    // The device holds row, column, channel; torch's linear layers count on channel, row, column.
    const ordered = x.rank === 4 ? tf.transpose(x, [0, 3, 1, 2]) : x;
    return tf.reshape(ordered, [x.shape[0] ?? 1, -1]);
  },
});
