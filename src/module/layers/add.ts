import { defineLayer, ShapeError, type Tensor } from "../layer";
import { dimsAgree, elements, shapeText } from "../shape";

/** The sum of its inputs, element by element: a residual connection. All have one shape; nothing is spread out. */
export default defineLayer<Record<never, never>>({
  type: "add",
  torchName: "torch.add",
  shape(_s, inputs) {
    const [first = [], ...others] = inputs;
    for (const other of others) {
      if (other.length === first.length && other.every((dim, at) => dimsAgree(dim, first[at] ?? 0))) continue;
      throw new ShapeError("Only values of one shape can be added.", shapeText(first), shapeText(other));
    }
    return first.map((dim, at) => inputs.map((one) => one[at]).find((one) => typeof one === "number") ?? dim);
  },
  flops: (_s, inputs, output) => Math.max(0, inputs.length - 1) * (elements(output) ?? 0),
  torch: () => "lambda *inputs: sum(inputs)",
  program(tf, inputs) {
    const [first, ...others] = inputs as readonly [Tensor, ...Tensor[]];
    return others.reduce<Tensor>((sum, other) => tf.add(sum, other), tf.clone(first));
  },
});
