import * as tf from "@tensorflow/tfjs-core";
import { runModule } from "@/engine/program";
import { DeviceWeights } from "@/engine/weights";
import type { ModelAbout, SavedModel } from "@/export/model/saved-model";
import type { Layer } from "@/module/layer";
import { type Module, moduleFacts, parameterSize } from "@/module/module";
import { permute } from "@/module/permute";
import { type StateArray, type StateDict, stateSpecs } from "@/module/state";
import { fillUniform } from "@/random";
import mlpHead from "../../nodes/model/mlp-head";
import uNet from "../../nodes/model/u-net";
import vgg16 from "../../nodes/model/vgg16";
import { build } from "../nodes/harness";

export const ABOUT: ModelAbout = {
  title: "Steel defects",
  classes: ["crazing", "inclusion"],
  input: { shape: [3, 32, 32], mode: "RGB", normalization: { mean: [0.5], std: [0.5] } },
  recipe: "0123abcd",
  metrics: { trainer: { trainLoss: 0.25 } },
};

/** Values that a trained network could have: none of them 0 or 1 by default, variances above 0. */
export function stateOf(module: Module): StateDict {
  return new Map(
    [...stateSpecs(module)].map(([name, spec]) => {
      const data = new Float32Array(parameterSize(spec));
      const fan = Math.max(1, data.length / (spec.shape[0] ?? 1));
      const bound = spec.shape.length > 1 ? Math.sqrt(3 / fan) : 0.3;
      const isVariance = spec.name === "running_var" || (spec.name === "weight" && spec.shape.length === 1);
      fillUniform(data, isVariance ? 0.5 : -bound, isVariance ? 1.5 : bound, 7, name);
      if (spec.counter) data.fill(3);
      return [name, { shape: spec.shape, data }];
    }),
  );
}

export function saved(module: Module): SavedModel {
  return { module, state: stateOf(module), about: ABOUT };
}

const layer = (name: string, type: string, settings: Layer["settings"] = {}, from?: string[]): Layer => ({
  name,
  type,
  settings,
  ...(from ? { from } : {}),
});
const conv = (name: string, inChannels: number, outChannels: number, more: Layer["settings"] = {}) =>
  layer(name, "conv2d", {
    inChannels,
    outChannels,
    kernelSize: 3,
    stride: 1,
    padding: 1,
    dilation: 1,
    bias: true,
    ...more,
  });
const transpose = (more: Layer["settings"]) =>
  layer("up", "convTranspose2d", {
    inChannels: 3,
    outChannels: 4,
    kernelSize: 2,
    stride: 2,
    padding: 0,
    outputPadding: 0,
    bias: true,
    ...more,
  });
const upsample = (scale: number, mode: string, alignCorners = false) =>
  layer("up", "upsample", { scale, mode, alignCorners });
const network = (shape: readonly number[], ...layers: Layer[]): Module => ({ in: shape, layers });

const VGG = build(vgg16, { weights: "random" }, { dataShape: [3, 64, 48] });

/** Networks that have every type of layer among them, on odd sizes too; by what they are. */
export const NETWORKS: Readonly<Record<string, Module>> = {
  "VGG16 of width 1/8 with an MLP head": build(
    mlpHead,
    { hidden: [16] },
    { input: VGG, classes: ["a", "b", "c"] },
  ),
  "a U-Net with batch norm": build(uNet, { base: 4, depth: 2 }, { dataShape: [3, 32, 24] }),
  "a U-Net on odd sizes": build(
    uNet,
    { base: 4, depth: 3, batchNorm: false, dropout: 0.5 },
    { dataShape: [1, 37, 29] },
  ),
  "a U-Net that enlarges by interpolation": build(
    uNet,
    { base: 4, depth: 2, upsampling: "bilinear" },
    { dataShape: [3, 21, 18] },
  ),
  "a convolution with stride, without bias": network(
    [3, 15, 12],
    conv("a", 3, 5, { stride: 2, bias: false, padding: 2, kernelSize: 5 }),
  ),
  "a dilated convolution": network([3, 15, 12], conv("a", 3, 5, { dilation: 2, padding: 0 })),
  "a max-pool with padding": network(
    [3, 15, 12],
    conv("a", 3, 4),
    layer("r", "relu"),
    layer("p", "maxPool2d", { kernelSize: 3, stride: 2, padding: 1 }),
  ),
  "a max-pool with padding, of values below 0 and odd sizes": network(
    [3, 15, 9],
    conv("a", 3, 4),
    layer("p", "maxPool2d", { kernelSize: 3, stride: 2, padding: 1 }),
  ),
  "a max-pool with padding and stride 1, of values below 0": network(
    [3, 8, 6],
    conv("a", 3, 4),
    layer("p", "maxPool2d", { kernelSize: 5, stride: 1, padding: 2 }),
  ),
  "a mean over windows that overlap": network([3, 13, 10], layer("p", "adaptiveAvgPool2d", { size: 4 })),
  "a mean over windows that share out": network([3, 12, 8], layer("p", "adaptiveAvgPool2d", { size: 4 })),
  "a mean over few rows": network([3, 3, 2], layer("p", "adaptiveAvgPool2d", { size: 7 })),
  "a mean over the whole, and a linear layer": network(
    [3, 13, 10],
    layer("p", "adaptiveAvgPool2d", { size: 1 }),
    layer("f", "flatten"),
    layer("l", "linear", { inFeatures: 3, outFeatures: 4, bias: false }),
    layer("s", "softmax"),
  ),
  "a transposed convolution": network([3, 7, 5], transpose({})),
  "a transposed convolution with padding": network(
    [3, 7, 5],
    transpose({ kernelSize: 3, padding: 1, outputPadding: 1 }),
  ),
  "a transposed convolution with more at its end": network(
    [3, 7, 5],
    transpose({ kernelSize: 3, stride: 3, padding: 0, outputPadding: 2 }),
  ),
  "a transposed convolution with gaps": network([3, 7, 5], transpose({ kernelSize: 1, bias: false })),
  "twice as large by bilinear interpolation": network([3, 7, 5], upsample(2, "bilinear")),
  "three times as large, corners aligned": network([3, 7, 5], upsample(3, "bilinear", true)),
  "three times as large by repetition": network([3, 7, 5], upsample(3, "nearest")),
  "a row enlarged": network([2, 1, 5], upsample(2, "bilinear")),
  "a flattened map of several channels, and softmax": network(
    [3, 4, 5],
    conv("a", 3, 2),
    layer("drop", "dropout", { p: 0.5 }),
    layer("f", "flatten"),
    layer("l", "linear", { inFeatures: 40, outFeatures: 6, bias: true }),
    layer("s", "softmax"),
  ),
  "softmax over a map's channels": network([3, 4, 5], layer("s", "softmax")),
  "a sum of three and a join": network(
    [3, 6, 5],
    conv("a", 3, 3),
    conv("b", 3, 3),
    layer("sum", "add", {}, ["@input", "a", "b"]),
    layer("join", "concat", {}, ["sum", "@input", "b"]),
    layer("s", "sigmoid"),
  ),
  "a map padded to another": network(
    [2, 9, 8],
    layer("p", "maxPool2d", { kernelSize: 4, stride: 4, padding: 0 }),
    layer("pad", "padTo", {}, ["p", "@input"]),
  ),
  "a vector into a join": network(
    [6],
    layer("l", "linear", { inFeatures: 6, outFeatures: 3, bias: true }),
    layer("join", "concat", {}, ["l", "@input"]),
  ),
  "nothing but dropout": network([3, 4, 5], layer("drop", "dropout", { p: 0.5 })),
};

/** Pictures `[2, …]` in torch's order, the same each time. */
export function picturesFor(module: Module): StateArray {
  const shape = [2, ...module.in.map(Number)];
  const data = new Float32Array(shape.reduce((a, b) => a * b, 1));
  fillUniform(data, -1.5, 1.5, 3, "pictures");
  return { shape, data };
}

/** What our own engine gives, in torch's order. */
export function ownOutput({ module, state }: SavedModel, input: StateArray): StateArray {
  const weights = new DeviceWeights();
  try {
    const output = tf.tidy(() => {
      const laid = input.shape.length === 4 ? permute(input, [0, 2, 3, 1]) : input;
      return runModule(module, weights.parameters(module, state), tf.tensor(laid.data, [...laid.shape]), {
        training: false,
        random: () => {
          throw new Error("Nothing is drawn in evaluation.");
        },
      });
    });
    const { rank, shape } = output;
    const made = { shape, data: Float32Array.from(output.dataSync()) };
    output.dispose();
    return rank === 4 ? permute(made, [0, 3, 1, 2]) : made;
  } finally {
    weights.dispose();
  }
}

export function layerTypesIn(modules: Iterable<Module>): Set<string> {
  return new Set([...modules].flatMap((module) => moduleFacts(module).map(({ layer }) => layer.type)));
}

/** The largest difference, in parts of what the numbers are. */
export function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let most = a.length === b.length ? 0 : Number.POSITIVE_INFINITY;
  for (let at = 0; at < a.length; at++) {
    const [x, y] = [a[at] as number, b[at] as number];
    most = Math.max(most, Math.abs(x - y) / Math.max(1, Math.abs(y)));
  }
  return most;
}
