import type * as TF from "@tensorflow/tfjs-core";
import type { Layer, LayerSettings } from "../../src/module/layer";
import { layerDefinition } from "../../src/module/layers";
import { inverseAxes } from "../../src/module/permute";
import type { Answer, Case, Tensor } from "./load";

/** What the page gets of a case; `outputs` tells which activations are wanted, and at which indices. */
export type DeviceCase = Pick<Case, "id" | "group" | "call" | "params"> & {
  readonly outputs: readonly string[];
};

/** Answers a case on a device, by the product's own programs, or says why it does not. */
export type SolveOnDevice = (
  c: DeviceCase,
  inputs: Record<string, Tensor>,
  tf: typeof TF,
) => Promise<Record<string, Answer> | { readonly skip: string }>;

export const LATER = "comes with the U-Net";

/** A tensor of the case as it lies on the device: pictures NHWC, everything else as torch has it. */
export function toDevice(tf: typeof TF, tensor: Tensor | undefined): TF.Tensor {
  if (!tensor) throw new Error("The case lacks an input.");
  const isWhole = tensor.dtype.startsWith("I") || tensor.dtype === "U8";
  const data = isWhole ? Int32Array.from(tensor.data, Number) : Float32Array.from(tensor.data, Number);
  const made = tf.tensor(data, tensor.shape, isWhole ? "int32" : "float32");
  return tensor.shape.length === 4 ? tf.transpose(made, [0, 2, 3, 1]) : made;
}

/** Back to torch's layout. `axes` are a parameter's device axes; without them four axes are a picture's. */
export async function fromDevice(
  tf: typeof TF,
  tensor: TF.Tensor,
  axes?: readonly number[],
): Promise<Answer> {
  const back = axes ? [...inverseAxes(axes)] : tensor.rank === 4 ? [0, 3, 1, 2] : undefined;
  const laid = back ? tf.transpose(tensor, back) : tensor;
  return { shape: [...laid.shape], data: Float32Array.from(await laid.data()) };
}

/** A parameter of a layer on the device. */
export function parameterToDevice(
  tf: typeof TF,
  tensor: Tensor,
  axes: readonly number[] | undefined,
): TF.Tensor {
  const made = tf.tensor(Float32Array.from(tensor.data, Number), tensor.shape, "float32");
  return axes ? tf.transpose(made, [...axes]) : made;
}

/** Axes of a layer's parameters on the device, by the parameter's name. */
export function deviceAxes(
  type: string,
  settings: LayerSettings,
): Record<string, readonly number[] | undefined> {
  const specs = layerDefinition(type).parameters?.(settings) ?? [];
  return Object.fromEntries(specs.map((spec) => [spec.name, spec.deviceAxes]));
}

export function linearLayer(name: string, weight: Tensor | undefined): Layer {
  const [outFeatures = 0, inFeatures = 0] = weight?.shape ?? [];
  return { name, type: "linear", settings: { inFeatures, outFeatures, bias: true } };
}

/** Layers of a multilayer perceptron whose parameters are called `PREFIX/fc1.weight` …: linear, with ReLU between. */
export function perceptron(inputs: Record<string, Tensor>, prefix: string): Layer[] {
  const names = Object.keys(inputs)
    .map((name) => new RegExp(`^${prefix}/(.+)\\.weight$`).exec(name)?.[1])
    .filter((name) => name !== undefined)
    .sort((a, b) => Number(/\d+$/.exec(a)?.[0]) - Number(/\d+$/.exec(b)?.[0]));
  return names.flatMap((name, at) => [
    ...(at > 0 ? [{ name: `relu${at}`, type: "relu", settings: {} }] : []),
    linearLayer(name, inputs[`${prefix}/${name}.weight`]),
  ]);
}
