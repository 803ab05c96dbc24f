import * as tf from "@tensorflow/tfjs-core";
import type { Layer, ProgramContext } from "../module/layer";
import { layerDefinition } from "../module/layers";
import { INPUT, layerSources, type Module } from "../module/module";
import type { RandomStream } from "../random";
import { type ConvolutionSettings, convolution, isOneOperation } from "./fused-convolution";
import { programOf } from "./wasm/programs";

/** Parameters on the device by their names in the state dict, in the device's layouts. */
export type DeviceParameters = ReadonlyMap<string, tf.Tensor>;

export interface Mode {
  readonly training: boolean;
  /** Random numbers for one layer at this moment of the run. */
  random(layer: string): RandomStream;
  /** While training: the next values of buffers such as running statistics, by their names in the state dict. */
  update?(buffer: string, value: tf.Tensor): void;
  /** Layers whose outputs are looked at: handed over as they are made, and not fused away. */
  readonly observed?: ReadonlyMap<string, (output: tf.Tensor) => void>;
  /** Layers that are not run: this is their output, so that a derivative by it can be taken. */
  readonly given?: ReadonlyMap<string, tf.Tensor>;
}

/**
 * Runs a module over a batch (NHWC or [N, features]). To be called inside `tf.tidy`. Each layer's output is let go of
 * when the last layer that takes it has run; what a gradient needs of it, tfjs keeps on its own account.
 */
export function runModule(
  module: Module,
  parameters: DeviceParameters,
  input: tf.Tensor,
  mode: Mode,
): tf.Tensor {
  const { layers } = module;
  const sources = layerSources(module);
  const lastUse = new Map(sources.flatMap((from, index) => from.map((source) => [source, index] as const)));
  const fused = fusedPairs(module);
  const outputs = new Map([[INPUT, input]]);
  let last = INPUT;
  for (let index = 0; index < layers.length; index++) {
    const layer = layers[index] as Layer;
    const inputs = (sources[index] ?? []).map((source) => outputs.get(source) as tf.Tensor);
    const isGiven = (at: number) => mode.given?.has(layers[at]?.name ?? "") === true;
    const isPair =
      fused.has(index) && !mode.observed?.has(layer.name) && !isGiven(index) && !isGiven(index + 1);
    const given = mode.given?.get(layer.name);
    const output = given ? given.clone() : runLayer(layer, parameters, inputs, mode, isPair);
    if (isPair) index++;
    outputs.set(index, output);
    mode.observed?.get(layers[index]?.name ?? "")?.(output);
    for (const [source, tensor] of outputs) {
      if (source === INPUT || source === index || (lastUse.get(source) ?? -1) > index) continue;
      tensor.dispose();
      outputs.delete(source);
    }
    last = index;
  }
  return outputs.get(last) as tf.Tensor;
}

/** One layer, or with `withRelu` a convolution and the ReLU behind it. */
export function runLayer(
  layer: Layer,
  parameters: DeviceParameters,
  inputs: readonly tf.Tensor[],
  mode: Mode,
  withRelu: boolean,
): tf.Tensor {
  if (withRelu) return fusedConvolution(layer, parameters, inputs[0] as tf.Tensor);
  const definition = layerDefinition(layer.type);
  const own: Record<string, tf.Tensor> = {};
  for (const spec of definition.parameters?.(layer.settings) ?? []) {
    const tensor = parameters.get(`${layer.name}.${spec.name}`);
    if (!tensor) throw new Error(`The parameter ${layer.name}.${spec.name} is not on the device.`);
    own[spec.name] = tensor;
  }
  const context: ProgramContext = {
    training: mode.training && layer.frozen !== true,
    random: () => mode.random(layer.name),
    update: (buffer, value) => mode.update?.(`${layer.name}.${buffer}`, value),
  };
  return programOf(definition)(tf, inputs, own, layer.settings, context);
}

/**
 * Convolutions, by index, that alone feed the ReLU behind them. Both are one kernel on every device: the sum is never
 * written out and read again.
 */
export function fusedPairs(module: Module): ReadonlySet<number> {
  const { layers } = module;
  const sources = layerSources(module);
  const uses = new Map<number, number>();
  for (const source of sources.flat()) uses.set(source, (uses.get(source) ?? 0) + 1);
  const isPair = (index: number) =>
    layers[index]?.type === "conv2d" &&
    layers[index + 1]?.type === "relu" &&
    sources[index + 1]?.[0] === index &&
    uses.get(index) === 1;
  return new Set([...layers.keys()].filter(isPair));
}

function fusedConvolution(layer: Layer, parameters: DeviceParameters, input: tf.Tensor): tf.Tensor {
  const settings = layer.settings as unknown as ConvolutionSettings;
  const bias = parameters.get(`${layer.name}.bias`);
  const filter = parameters.get(`${layer.name}.weight`);
  if (filter && isOneOperation(settings)) return convolution(input, filter, bias, settings, true);
  return tf.fused.conv2d({
    x: input as tf.Tensor4D,
    filter: filter as tf.Tensor4D,
    strides: settings.stride,
    pad: settings.padding,
    dilations: settings.dilation,
    dimRoundingMode: "floor",
    activation: "relu",
    ...(bias ? { bias } : {}),
  });
}
