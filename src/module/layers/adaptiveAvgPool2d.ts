import { defineLayer, ShapeError, type Tensor, type Tf } from "../layer";
import { elements, shapeText } from "../shape";

/**
 * Mean over windows that share the picture out among size × size cells, as torch's nn.AdaptiveAvgPool2d:
 * cell i covers rows floor(i·H/size) to ceil((i + 1)·H/size), overlapping where H is no multiple of size.
 */
export default defineLayer<{ size: number }>({
  type: "adaptiveAvgPool2d",
  torchName: "nn.AdaptiveAvgPool2d",
  shape(s, [input]) {
    if (input?.length !== 3 || input[0] === undefined) {
      throw new ShapeError(
        "Average pooling takes pictures.",
        "[channels, height, width]",
        shapeText(input ?? []),
      );
    }
    return [input[0], s.size, s.size];
  },
  flops: (_s, [input]) => elements(input ?? []) ?? 0,
  torch: (s) => `nn.AdaptiveAvgPool2d((${s.size}, ${s.size}))`,
  program(tf, [input], _parameters, s) {
    const x = input as Tensor;
    const [, height = 1, width = 1] = x.shape;
    if (height === s.size && width === s.size) return tf.clone(x);
    return averageAxis(tf, averageAxis(tf, x, 1, s.size), 2, s.size);
  },
});

/** Averages along one axis by a product with the matrix of window means, so that its gradient is a product too. */
function averageAxis(tf: Tf, x: Tensor, axis: number, size: number): Tensor {
  const length = x.shape[axis] ?? 1;
  const means = new Float32Array(length * size);
  for (let cell = 0; cell < size; cell++) {
    const from = Math.floor((cell * length) / size);
    const to = Math.ceil(((cell + 1) * length) / size);
    for (let row = from; row < to; row++) means[row * size + cell] = 1 / (to - from);
  }
  const order = [0, 1, 2, 3].filter((other) => other !== axis);
  const last = tf.transpose(x, [...order, axis]);
  const product = tf.matMul(tf.reshape(last, [-1, length]), tf.tensor2d(means, [length, size]));
  const back = [0, 1, 2, 3].map((target) => (target === axis ? 3 : order.indexOf(target)));
  return tf.transpose(tf.reshape(product, [...order.map((other) => x.shape[other] ?? 1), size]), back);
}
