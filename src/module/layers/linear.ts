import { defineLayer, ShapeError } from "../layer";
import { shapeText } from "../shape";

/** y = x·Wᵀ + b over the last axis, as torch's nn.Linear. */
export default defineLayer<{ inFeatures: number; outFeatures: number; bias: boolean }>({
  type: "linear",
  torchName: "nn.Linear",
  shape(s, [input]) {
    if (input?.length !== 1) {
      throw new ShapeError(
        "A linear layer takes a vector.",
        shapeText([s.inFeatures]),
        shapeText(input ?? []),
      );
    }
    if (typeof input[0] === "number" && input[0] !== s.inFeatures) {
      throw new ShapeError(
        `This linear layer has weights for ${s.inFeatures} features and got ${input[0]}.`,
        shapeText([s.inFeatures]),
        shapeText(input),
      );
    }
    return [s.outFeatures];
  },
  parameters(s) {
    // torch: kaiming-uniform with a = √5, which is U(±1/√in_features), for weight and bias alike.
    const initialisation = { kind: "uniform", bound: 1 / Math.sqrt(s.inFeatures) } as const;
    const weight = {
      name: "weight",
      shape: [s.outFeatures, s.inFeatures],
      deviceAxes: [1, 0],
      initialisation,
    };
    return s.bias ? [weight, { name: "bias", shape: [s.outFeatures], initialisation }] : [weight];
  },
  flops: (s) => s.outFeatures * (2 * s.inFeatures + (s.bias ? 1 : 0)),
  torch: (s) => `nn.Linear(${s.inFeatures}, ${s.outFeatures}${s.bias ? "" : ", bias=False"})`,
  program(tf, [input], { weight, bias }) {
    // The weight lies on the device as [in, out]: no transposed product, which stock WASM does 10 to 25 times slower.
    const out = tf.matMul(input as Matrix, weight as Matrix);
    return bias ? tf.add(out, bias) : out;
  },
});

type Matrix = import("@tensorflow/tfjs-core").Tensor2D;
