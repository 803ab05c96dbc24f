import { defineLayer, type Tensor } from "../layer";
import { elements } from "../shape";

/** 1 / (1 + exp(−x)), element by element. */
export default defineLayer<Record<never, never>>({
  type: "sigmoid",
  torchName: "nn.Sigmoid",
  shape: (_s, [input]) => input ?? [],
  flops: (_s, _inputs, output) => 4 * (elements(output) ?? 0),
  torch: () => "nn.Sigmoid()",
  program: (tf, [input]) => tf.sigmoid(input as Tensor),
});
