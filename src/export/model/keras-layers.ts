import { NodeError } from "../../graph/problem";
import { averageShares } from "../../module/layers/adaptiveAvgPool2d";
import { upsampleShares } from "../../module/layers/upsample";
import type { KerasWriter } from "./keras-graph";

interface Window {
  readonly [name: string]: number | boolean;
  readonly kernelSize: number;
  readonly stride: number;
  readonly padding: number;
}

/** Keras writes both axes of a picture out: `[rows, columns]`. */
const both = (size: number) => [size, size];
const NHWC = { data_format: "channels_last" };
/** From torch's `[out, in, kh, kw]` to `[kh, kw, in, out]`; for transposed ones, whose torch layout is `[in, out, …]`, alike. */
const KERNEL = [2, 3, 1, 0];

const activation = (name: string) => (to: KerasWriter) => to.add("Activation", { activation: name });
const merge =
  (kind: string, config = {}) =>
  (to: KerasWriter) =>
    to.add(kind, config);

/** Whether Keras' "same", which pads a max-pool with −∞ as torch does, has its windows where torch has them. */
function isSamePadding(length: number, { kernelSize, stride, padding }: Window): boolean {
  const windows = Math.ceil(length / stride);
  const added = Math.max(0, (windows - 1) * stride + kernelSize - length);
  const ours = Math.floor((length + 2 * padding - kernelSize) / stride) + 1;
  return windows === ours && Math.floor(added / 2) === padding;
}

/** By the layer's type; a test sees that none is missing. */
export const kerasLayers = {
  conv2d(to: KerasWriter, s: Window & { outChannels: number; dilation: number; bias: boolean }) {
    to.parameter("weight", "kernel", KERNEL);
    if (s.bias) to.parameter("bias", "bias");
    return to.add(
      "Conv2D",
      {
        ...convolution(s),
        dilation_rate: both(s.dilation),
      },
      padded(to, s.padding),
    );
  },

  convTranspose2d(
    to: KerasWriter,
    s: Window & { outChannels: number; outputPadding: number; bias: boolean },
  ) {
    // Keras gives (n − 1)·stride + max(kernel, stride) rows. torch takes the padding off, and adds some at the end.
    const end = Math.max(s.kernelSize, s.stride) - s.kernelSize + s.padding - s.outputPadding;
    const isGrown = end < 0 && s.bias;
    to.parameter("weight", "kernel", KERNEL);
    if (s.bias && !isGrown) to.parameter("bias", "bias");
    let last = to.add("Conv2DTranspose", convolution({ ...s, bias: s.bias && !isGrown }));
    if (s.padding > 0 || end > 0) {
      const cropping = [
        [s.padding, Math.max(0, end)],
        [s.padding, Math.max(0, end)],
      ];
      last = to.add("Cropping2D", { cropping, ...NHWC }, [last], "crop");
    }
    if (end >= 0) return last;
    const rows = [
      [0, -end],
      [0, -end],
    ];
    last = to.add("ZeroPadding2D", { padding: rows, ...NHWC }, [last], "pad");
    return isGrown ? biased(to, last, s.outChannels) : last;
  },

  linear(to: KerasWriter, s: { outFeatures: number; bias: boolean }) {
    to.parameter("weight", "kernel", [1, 0]);
    if (s.bias) to.parameter("bias", "bias");
    return to.add("Dense", { units: s.outFeatures, activation: "linear", use_bias: s.bias });
  },

  batchNorm2d(to: KerasWriter, s: { eps: number; momentum: number }) {
    to.parameter("weight", "gamma");
    to.parameter("bias", "beta");
    to.parameter("running_mean", "moving_mean");
    to.parameter("running_var", "moving_variance");
    // torch's momentum is the share of the new, Keras' that of the old.
    const config = { axis: 3, epsilon: s.eps, momentum: 1 - s.momentum, center: true, scale: true };
    return to.add("BatchNormalization", config);
  },

  maxPool2d(to: KerasWriter, s: Window) {
    const [, ...sides] = to.shape(0);
    if (s.padding > 0 && sides.every((side) => isSamePadding(side, s)))
      return to.add("MaxPooling2D", {
        pool_size: both(s.kernelSize),
        strides: both(s.stride),
        padding: "same",
        ...NHWC,
      });
    if (s.padding > 0 && !to.isNonnegative) {
      throw new NodeError(
        `${to.layer.name} pads a max-pool whose values may be below 0: torch pads it with −∞, and Keras' layers with zeros or, on this size, in other places. Save the model as ONNX or safetensors.`,
        {
          expected: "a max-pool without padding, behind a ReLU, or with stride 1 or odd sizes",
          got: `padding ${s.padding}`,
        },
      );
    }
    // Behind a ReLU a zero is as good as −∞: every window has a value that is at least 0.
    return to.add(
      "MaxPooling2D",
      { pool_size: both(s.kernelSize), strides: both(s.stride), padding: "valid", ...NHWC },
      padded(to, s.padding),
    );
  },

  adaptiveAvgPool2d(to: KerasWriter, { size }: { size: number }) {
    const [, height = 1, width = 1] = to.shape(0);
    if (height % size === 0 && width % size === 0) {
      const pool = [height / size, width / size];
      return to.add("AveragePooling2D", { pool_size: pool, strides: pool, padding: "valid", ...NHWC });
    }
    return alongBoth(to, (length) => [averageShares(length, size), size]);
  },

  upsample(to: KerasWriter, s: { scale: number; mode: "bilinear" | "nearest"; alignCorners: boolean }) {
    if (s.mode === "nearest")
      return to.add("UpSampling2D", { size: both(s.scale), interpolation: "nearest", ...NHWC });
    // Keras' bilinear way lays the cells out otherwise than torch's; products with torch's shares give torch's numbers.
    return alongBoth(to, (length) => [upsampleShares(length, s), length * s.scale]);
  },

  padTo(to: KerasWriter) {
    const [input, like] = [to.shape(0), to.shape(1)];
    const padding = [1, 2].map((axis) => {
      const missing = (like[axis] ?? 0) - (input[axis] ?? 0);
      return [Math.floor(missing / 2), Math.ceil(missing / 2)];
    });
    return to.add("ZeroPadding2D", { padding, ...NHWC }, to.inputs.slice(0, 1));
  },

  flatten(to: KerasWriter) {
    if (to.shape(0).length === 1) return to.inputs[0] ?? "";
    // A map lies there as row, column, channel; torch's linear layers count on channel, row, column.
    const turned = to.add("Permute", { dims: [3, 1, 2] }, to.inputs, "order");
    return to.add("Flatten", {}, [turned]);
  },

  /** In evaluation mode it lets everything through; it is kept for those who train on. */
  dropout(to: KerasWriter, { p }: { p: number }) {
    return p < 1 ? to.add("Dropout", { rate: to.layer.frozen ? 0 : p }) : (to.inputs[0] ?? "");
  },

  add: merge("Add"),
  concat: (to: KerasWriter) => to.add("Concatenate", { axis: to.output.length }),
  relu: activation("relu"),
  sigmoid: activation("sigmoid"),
  softmax: activation("softmax"),
};

function convolution(s: Window & { outChannels: number; bias: boolean }) {
  return {
    filters: s.outChannels,
    kernel_size: both(s.kernelSize),
    strides: both(s.stride),
    padding: "valid",
    activation: "linear",
    use_bias: s.bias,
    ...NHWC,
  };
}

/** What comes in with zeros around it: Keras' own padding has them elsewhere where a stride leaves rows over. */
function padded(to: KerasWriter, padding: number): readonly string[] {
  if (padding === 0) return to.inputs;
  const around = [both(padding), both(padding)];
  return [to.add("ZeroPadding2D", { padding: around, ...NHWC }, to.inputs, "pad")];
}

/** Adds the layer's bias to every cell: to those too that only padding made. */
function biased(to: KerasWriter, input: string, channels: number): string {
  to.parameter("bias", "beta", undefined, "bias");
  const all = (value: number) => ({ shape: [channels], data: new Float32Array(channels).fill(value) });
  to.constant("moving_mean", all(0), "bias");
  to.constant("moving_variance", all(1), "bias");
  const config = { axis: 3, epsilon: 0, momentum: 1, center: true, scale: false };
  return to.add("BatchNormalization", config, [input], "bias");
}

/** Rows and then columns through a matrix: as Dense layers along an axis that is brought last and back. */
function alongBoth(to: KerasWriter, sharesOf: (length: number) => readonly [Float32Array, number]): string {
  const [, height = 1, width = 1] = to.shape(0);
  let last = to.inputs[0] ?? "";
  for (const [part, length, dims] of [
    ["rows", height, [3, 2, 1]],
    ["columns", width, [1, 3, 2]],
  ] as const) {
    const [data, units] = sharesOf(length);
    last = to.add("Permute", { dims }, [last], `${part}/order`);
    to.constant("kernel", { shape: [length, units], data }, part);
    const fixed = { units, activation: "linear", use_bias: false, trainable: false };
    last = to.add("Dense", fixed, [last], part);
    last = to.add("Permute", { dims }, [last], `${part}/back`);
  }
  return last;
}
