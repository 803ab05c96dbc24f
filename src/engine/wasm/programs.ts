import type { LayerDefinition } from "../../module/layer";
import { type BatchNormSettings, updateStatistics } from "../../module/layers/batchNorm2d";
import { type ConvolutionSettings, convolution, isOneOperation } from "../fused-convolution";
import { batchNorm, hasFused } from "./fused";

type Program = LayerDefinition["program"];

/** Programs of layers that are one kernel while training or always, by the layer's type. */
const programs: Readonly<Record<string, (otherwise: Program) => Program>> = {
  conv2d: (otherwise) => (tf, inputs, parameters, settings, context) => {
    const own = settings as unknown as ConvolutionSettings;
    if (!isOneOperation(own)) return otherwise(tf, inputs, parameters, settings, context);
    const [input] = inputs;
    const { weight, bias } = parameters;
    if (!input || !weight) throw new Error("A convolution was run without its input or weight.");
    return convolution(input, weight, bias, own, false);
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

/** Of these every device has one. */
const EVERYWHERE: ReadonlySet<string> = new Set(["conv2d"]);

/** The program of this layer: one made of one kernel where there is one for it, the layer's own otherwise. */
export function programOf({ type, program }: LayerDefinition): Program {
  const one = EVERYWHERE.has(type) || hasFused() ? programs[type] : undefined;
  return one ? one(program) : program;
}
