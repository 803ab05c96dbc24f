import * as tf from "@tensorflow/tfjs-core";
import type { Layer, ProgramContext } from "../module/layer";
import { layerDefinition } from "../module/layers";
import type { Module } from "../module/module";
import type { RandomStream } from "../random";
import { convolution, hasFused } from "./wasm/fused";
import { ownProgram } from "./wasm/programs";

/** Parameters on the device by their names in the state dict, in the device's layouts. */
export type DeviceParameters = ReadonlyMap<string, tf.Tensor>;

export interface Mode {
  readonly training: boolean;
  /** Random numbers for one layer at this moment of the run. */
  random(layer: string): RandomStream;
  /** Layers whose outputs are looked at: handed over as they are made, and not fused away. */
  readonly observed?: ReadonlyMap<string, (output: tf.Tensor) => void>;
}

/** Runs a module over a batch (NHWC or [N, features]). To be called inside `tf.tidy`. */
export function runModule(
  module: Module,
  parameters: DeviceParameters,
  input: tf.Tensor,
  mode: Mode,
): tf.Tensor {
  const wanted = new Set(module.layers.flatMap((layer) => layer.from ?? []));
  const named = new Map<string, tf.Tensor>();
  let previous = input;
  for (let index = 0; index < module.layers.length; index++) {
    const layer = module.layers[index] as Layer;
    const next = module.layers[index + 1];
    const inputs = layer.from ? layer.from.map((name) => named.get(name) ?? input) : [previous];
    const looked = wanted.has(layer.name) || mode.observed?.has(layer.name);
    let made = layer;
    if (next && fusesWith(layer, next) && !looked) {
      previous = fusedConvolution(layer, parameters, inputs[0] ?? previous);
      made = next;
      index++;
    } else previous = runLayer(layer, parameters, inputs, mode);
    named.set(made.name, previous);
    mode.observed?.get(made.name)?.(previous);
  }
  return previous;
}

function runLayer(
  layer: Layer,
  parameters: DeviceParameters,
  inputs: readonly tf.Tensor[],
  mode: Mode,
): tf.Tensor {
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
  };
  const program = ownProgram(layer.type) ?? definition.program;
  return program(tf, inputs, own, layer.settings, context);
}

/** A convolution and the ReLU behind it are one kernel on every device: the sum is never written out and read again. */
function fusesWith(layer: Layer, next: Layer): boolean {
  return layer.type === "conv2d" && next.type === "relu" && next.from === undefined;
}

function fusedConvolution(layer: Layer, parameters: DeviceParameters, input: tf.Tensor): tf.Tensor {
  const settings = layer.settings as { stride: number; padding: number; dilation: number };
  const bias = parameters.get(`${layer.name}.bias`);
  const filter = parameters.get(`${layer.name}.weight`);
  // tfjs's own operation falls apart into three while gradients are recorded.
  if (filter && hasFused()) return convolution(input, filter, bias, settings, true);
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
