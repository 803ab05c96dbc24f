import { alongAxis } from "../along-axis";
import { defineLayer, pictureSizes, type Tensor, type Tf } from "../layer";
import { elements } from "../shape";

/**
 * Mean over windows that share the picture out among size × size cells, as torch's nn.AdaptiveAvgPool2d:
 * cell i covers rows floor(i·H/size) to ceil((i + 1)·H/size), overlapping where H is no multiple of size.
 */
export default defineLayer<{ size: number }>({
  type: "adaptiveAvgPool2d",
  torchName: "nn.AdaptiveAvgPool2d",
  shape(s, [input]) {
    const [channels] = pictureSizes("Average pooling", input);
    return [channels, s.size, s.size];
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

/** The mean over each window of one axis. */
function averageAxis(tf: Tf, x: Tensor, axis: number, size: number): Tensor {
  const length = x.shape[axis] ?? 1;
  return alongAxis(tf, x, axis, averageShares(length, size), size);
}

/** The share that each row has in each cell's mean: `[length, size]`. */
export function averageShares(length: number, size: number): Float32Array {
  const shares = new Float32Array(length * size);
  for (let cell = 0; cell < size; cell++) {
    const from = Math.floor((cell * length) / size);
    const to = Math.ceil(((cell + 1) * length) / size);
    for (let row = from; row < to; row++) shares[row * size + cell] = 1 / (to - from);
  }
  return shares;
}
