import { defineLayer, type ProgramContext, pictureSizes, ShapeError, type Tensor, type Tf } from "../layer";
import { elements, shapeText } from "../shape";

/** What batch norm is told: channels, ε under the root, and the share of the new in the running statistics. */
export interface BatchNormSettings {
  readonly [name: string]: number | boolean | string;
  readonly channels: number;
  readonly eps: number;
  readonly momentum: number;
}

/**
 * (x − mean) / √(variance + ε) · weight + bias by channel, as torch's nn.BatchNorm2d (Ioffe and Szegedy 2015). While
 * training, mean and (biased) variance are the batch's, and the running ones follow them; otherwise the running ones.
 */
export default defineLayer<BatchNormSettings>({
  type: "batchNorm2d",
  torchName: "nn.BatchNorm2d",
  shape(s, [input]) {
    const [channels, height, width] = pictureSizes("Batch norm", input);
    if (typeof channels === "number" && channels !== s.channels) {
      throw new ShapeError(
        `This batch norm has statistics for ${s.channels} channels and got ${channels}.`,
        shapeText([s.channels, height, width]),
        shapeText(input ?? []),
      );
    }
    return [s.channels, height, width];
  },
  parameters(s) {
    const of = (name: string, value: number) => ({
      name,
      shape: [s.channels],
      initialisation: { kind: "constant", value } as const,
    });
    return [
      of("weight", 1),
      of("bias", 0),
      { ...of("running_mean", 0), buffer: true },
      { ...of("running_var", 1), buffer: true },
      { ...of("num_batches_tracked", 0), shape: [], buffer: true, counter: true },
    ];
  },
  flops: (_s, _inputs, output) => 2 * (elements(output) ?? 0),
  torch(s) {
    const extra = [
      s.eps === 1e-5 ? "" : `, eps=${s.eps}`,
      s.momentum === 0.1 ? "" : `, momentum=${s.momentum}`,
    ].join("");
    return `nn.BatchNorm2d(${s.channels}${extra})`;
  },
  program(tf, [input], parameters, s, context) {
    const x = input as Tensor;
    const { weight, bias, running_mean, running_var } = parameters as Record<string, Vector>;
    if (!context.training) {
      return tf.batchNorm(x, running_mean as Vector, running_var as Vector, bias, weight, s.eps);
    }
    const mean = meanByChannel(tf, x);
    const away = tf.sub(x, mean);
    const variance = meanByChannel(tf, tf.square(away));
    updateStatistics(tf, { x, mean, variance }, parameters, s, context);
    const scale = tf.div(weight as Vector, tf.sqrt(tf.add(variance, s.eps)));
    return tf.add(tf.mul(away, scale), bias as Vector);
  },
});

type Vector = import("@tensorflow/tfjs-core").Tensor1D;

/** In two stages, row by row first: float32 loses digits in one long sum, and stock WASM makes just that. */
function meanByChannel(tf: Tf, x: Tensor): Tensor {
  const [n = 1, height = 1, width = 1, channels = 1] = x.shape;
  return tf.mean(tf.mean(tf.reshape(x, [n * height, width, channels]), 1), 0);
}

/** The running statistics after a batch. torch keeps the unbiased variance there, and normalizes by the biased one. */
export function updateStatistics(
  tf: Tf,
  batch: { readonly x: Tensor; readonly mean: Tensor; readonly variance: Tensor },
  parameters: Readonly<Record<string, Tensor>>,
  s: BatchNormSettings,
  context: ProgramContext,
): void {
  const count = batch.x.size / s.channels;
  const follow = (name: string, seen: Tensor) => {
    const before = parameters[name];
    if (before) context.update(name, tf.add(tf.mul(before, 1 - s.momentum), tf.mul(seen, s.momentum)));
  };
  follow("running_mean", batch.mean);
  follow("running_var", tf.mul(batch.variance, count / Math.max(1, count - 1)));
  const { num_batches_tracked: batches } = parameters;
  if (batches) context.update("num_batches_tracked", tf.add(batches, 1));
}
