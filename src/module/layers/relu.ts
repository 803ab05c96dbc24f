import { defineLayer } from "../layer";
import { elements } from "../shape";

/** max(x, 0), element by element. */
export default defineLayer<Record<never, never>>({
  type: "relu",
  torchName: "nn.ReLU",
  shape: (_s, [input]) => input ?? [],
  flops: (_s, _inputs, output) => elements(output) ?? 0,
  torch: () => "nn.ReLU()",
  program: (tf, [input]) => tf.relu(input as import("@tensorflow/tfjs-core").Tensor),
});
