import type { LayerSettings } from "../../module/layer";
import { averageShares } from "../../module/layers/adaptiveAvgPool2d";
import { permute } from "../../module/permute";
import type { LayerWriter } from "./onnx";

/** How a layer is written as ONNX operations. Gives the name of its output. */
export type OnnxLayer<S extends LayerSettings = never> = (to: LayerWriter, settings: S) => string;

interface Window {
  readonly [name: string]: number | boolean;
  readonly kernelSize: number;
  readonly stride: number;
  readonly padding: number;
}

/** ONNX writes both axes of a picture out: `[rows, columns]`. */
const both = (size: number) => [size, size];
/** Rows and columns at the top and left, then at the bottom and right. */
const around = (padding: number) => [padding, padding, padding, padding];

const window = ({ kernelSize, stride, padding }: Window) => ({
  kernel_shape: both(kernelSize),
  strides: both(stride),
  pads: around(padding),
});

const one =
  (type: string, attributes = {}) =>
  (to: LayerWriter) =>
    to.operation(type, to.inputs, attributes);

const weights = (to: LayerWriter, hasBias: boolean) => [
  to.parameter("weight"),
  ...(hasBias ? [to.parameter("bias")] : []),
];

/** By the layer's type; a test sees that none is missing. */
export const onnxLayers = {
  conv2d: (to: LayerWriter, s: Window & { dilation: number; bias: boolean }) =>
    to.operation("Conv", [...to.inputs, ...weights(to, s.bias)], {
      ...window(s),
      dilations: both(s.dilation),
      group: 1,
    }),

  convTranspose2d: (to: LayerWriter, s: Window & { outputPadding: number; bias: boolean }) =>
    to.operation("ConvTranspose", [...to.inputs, ...weights(to, s.bias)], {
      ...window(s),
      output_padding: both(s.outputPadding),
      group: 1,
    }),

  linear: (to: LayerWriter, s: { bias: boolean }) =>
    to.operation("Gemm", [...to.inputs, ...weights(to, s.bias)], { transB: 1 }),

  batchNorm2d: (to: LayerWriter, s: { eps: number }) => {
    const arrays = ["weight", "bias", "running_mean", "running_var"].map((name) => to.parameter(name));
    return to.operation("BatchNormalization", [...to.inputs, ...arrays], { epsilon: { float: s.eps } });
  },

  maxPool2d: (to: LayerWriter, s: Window) => to.operation("MaxPool", to.inputs, window(s)),

  adaptiveAvgPool2d: (to: LayerWriter, { size }: { size: number }) => {
    const [, height = 1, width = 1] = to.shape(0);
    if (size === 1) return to.operation("GlobalAveragePool", to.inputs);
    if (height % size === 0 && width % size === 0) {
      const kernel = [height / size, width / size];
      return to.operation("AveragePool", to.inputs, { kernel_shape: kernel, strides: kernel });
    }
    // Windows that overlap, or are not all of one size: products with the shares that each row and column has in a cell.
    const rows = to.constant([size, height], transposed(averageShares(height, size), height, size));
    const columns = to.constant([width, size], averageShares(width, size));
    return to.operation("MatMul", [to.operation("MatMul", [rows, ...to.inputs]), columns]);
  },

  upsample: (to: LayerWriter, s: { scale: number; mode: string; alignCorners: boolean }) => {
    const scales = to.constant([4], Float32Array.of(1, 1, s.scale, s.scale));
    const how =
      s.mode === "nearest"
        ? { mode: "nearest", coordinate_transformation_mode: "asymmetric", nearest_mode: "floor" }
        : {
            mode: "linear",
            coordinate_transformation_mode: s.alignCorners ? "align_corners" : "half_pixel",
          };
    // Its second input, a region, is for cropping alone: left open.
    return to.operation("Resize", [...to.inputs, "", scales], how);
  },

  padTo: (to: LayerWriter) => {
    const [input, like] = [to.shape(0), to.shape(1)];
    const missing = [1, 2].map((axis) => (like[axis] ?? 0) - (input[axis] ?? 0));
    const before = missing.map((size) => Math.floor(size / 2));
    const after = missing.map((size, axis) => size - (before[axis] ?? 0));
    return to.operation("Pad", [to.inputs[0] ?? "", to.constant([8], [0, 0, ...before, 0, 0, ...after])]);
  },

  add: (to: LayerWriter) => {
    const [first = "", ...others] = to.inputs;
    return others.reduce((sum, other) => to.operation("Add", [sum, other]), first);
  },

  concat: one("Concat", { axis: 1 }),
  flatten: one("Flatten", { axis: 1 }),
  relu: one("Relu"),
  sigmoid: one("Sigmoid"),
  softmax: one("Softmax", { axis: 1 }),
  /** In evaluation mode it lets everything through. */
  dropout: (to: LayerWriter) => to.inputs[0] ?? "",
};

function transposed(data: Float32Array, rows: number, columns: number): Float32Array {
  return permute({ shape: [rows, columns], data }, [1, 0]).data;
}
