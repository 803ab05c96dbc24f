import type { LayerDefinition } from "../../module/layer";
import { type BatchNormSettings, updateStatistics } from "../../module/layers/batchNorm2d";
import { batchNorm, convolution, hasFused } from "./fused";

type Program = LayerDefinition["program"];

/** Programs of layers that are one kernel of ours while training or always, by the layer's type. */
const programs: Readonly<Record<string, (otherwise: Program) => Program>> = {
  conv2d:
    () =>
    (_tf, [input], { weight, bias }, settings) => {
      if (!input || !weight) throw new Error("A convolution was run without its input or weight.");
      return convolution(input, weight, bias, settings as unknown as ConvolutionSettings, false);
    },
  batchNorm2d: (otherwise) => (tf, inputs, parameters, settings, context) => {
    if (!context.training) return otherwise(tf, inputs, parameters, settings, context);
    const [x] = inputs;
    const { weight, bias } = parameters;
    if (!x || !weight || !bias) throw new Error("Batch norm was run without its input, weight or bias.");
    const own = settings as BatchNormSettings;
    const { y, mean, variance } = batchNorm(x, weight, bias, own.eps);
    updateStatistics(tf, { x, mean, variance }, parameters, own, context);
    return y;
  },
  upsample: (otherwise) => (tf, inputs, parameters, settings, context) => {
    const [x] = inputs;
    if (!x || settings.mode !== "bilinear") return otherwise(tf, inputs, parameters, settings, context);
    const [, height = 1, width = 1] = x.shape;
    const [scale, corners] = [Number(settings.scale), settings.alignCorners === true];
    // Ours have the right gradient without aligned corners as well, which tfjs's own lack.
    const image = x as import("@tensorflow/tfjs-core").Tensor4D;
    return tf.image.resizeBilinear(image, [height * scale, width * scale], corners, !corners);
  },
};

interface ConvolutionSettings {
  readonly stride: number;
  readonly padding: number;
  readonly dilation: number;
}

/** The program of this layer: one made of our kernels where there are some for it, the layer's own otherwise. */
export function programOf({ type, program }: LayerDefinition): Program {
  return hasFused() ? (programs[type]?.(program) ?? program) : program;
}
