import { defineLayer } from "../layer";
import { elements } from "../shape";

/**
 * While training, sets each value to 0 with probability p and scales the others by 1/(1 − p), as torch's nn.Dropout
 * (Srivastava et al. 2014). Lets everything through otherwise.
 */
export default defineLayer<{ p: number }>({
  type: "dropout",
  torchName: "nn.Dropout",
  random: true,
  shape: (_s, [input]) => input ?? [],
  flops: (_s, _inputs, output) => elements(output) ?? 0,
  torch: (s) => `nn.Dropout(p=${s.p})`,
  program(tf, [input], _parameters, s, context) {
    const x = input as import("@tensorflow/tfjs-core").Tensor;
    if (!context.training || s.p === 0) return tf.clone(x);
    const random = context.random();
    const keep = s.p >= 1 ? 0 : 1 / (1 - s.p);
    const mask = Float32Array.from({ length: x.size }, () => (random.uniform() < s.p ? 0 : keep));
    return tf.mul(x, tf.tensor(mask, x.shape));
  },
});
