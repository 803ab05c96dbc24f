import { defineLayer } from "../layer";
import { elements } from "../shape";

/** exp(x) / Σ exp(x) over the channels (axis 1 in torch, the last on the device). */
export default defineLayer<Record<never, never>>({
  type: "softmax",
  torchName: "nn.Softmax",
  shape: (_s, [input]) => input ?? [],
  flops: (_s, _inputs, output) => 5 * (elements(output) ?? 0),
  torch: () => "nn.Softmax(dim=1)",
  program: (tf, [input]) => tf.softmax(input as import("@tensorflow/tfjs-core").Tensor),
});
