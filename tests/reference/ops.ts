import type * as TF from "@tensorflow/tfjs-core";
import { programOf } from "../../src/engine/wasm/programs";
import type { LayerSettings } from "../../src/module/layer";
import { layerDefinition, layerTypes } from "../../src/module/layers";
import { callsIn, numbersIn, type PythonCall } from "./call";
import type { Answer, Tensor } from "./load";
import { deviceAxes, fromDevice, parameterToDevice, type SolveOnDevice, toDevice } from "./on-device";

interface Step {
  readonly type: string;
  readonly settings: LayerSettings;
}

/** The parameters of a case by the layer's name for them; their gradients are asked for as `grad_w`, `grad_gamma`. */
const PARAMETERS = { w: "weight", b: "bias", gamma: "weight", beta: "bias" } as const;
const BUFFERS = { run_mean: "running_mean", run_var: "running_var" } as const;

/** Cases of group `ops`: one torch function of x and its parameters, and its gradients against the cotangent `cot`. */
export const solve: SolveOnDevice = async (c, inputs, tf) => {
  const steps = stepsOf(c.call, inputs);
  const unknown = steps.find((step) => !layerTypes().includes(step.type));
  if (unknown) return { skip: `no layer is ${unknown.type}` };
  const own = steps.find((step) => layerDefinition(step.type).parameters);
  const axes = own ? deviceAxes(own.type, own.settings) : {};
  const given = <T extends Record<string, string>>(names: T) =>
    Object.entries(names).flatMap(([short, name]) => {
      const tensor = inputs[short];
      return tensor ? [{ short, name, tensor: parameterToDevice(tf, tensor, axes[name]) }] : [];
    });
  const parameters = given(PARAMETERS);
  const buffers = given(BUFFERS);
  const updated = new Map<string, TF.Tensor>();
  const context = {
    training: c.call.includes("training=True"),
    random: () => {
      throw new Error("No case of this group draws.");
    },
    update: (name: string, value: TF.Tensor) => void updated.set(name, tf.keep(value)),
  };
  const run = (x: TF.Tensor, ...values: TF.Tensor[]) => {
    const all = [...parameters.map(({ name }, at) => [name, values[at] as TF.Tensor] as const)];
    const byName = Object.fromEntries([
      ...all,
      ...buffers.map(({ name, tensor }) => [name, tensor] as const),
    ]);
    return steps.reduce((input, step) => {
      const definition = layerDefinition(step.type);
      const own = definition.parameters ? byName : {};
      return programOf(definition)(tf, [input], own, step.settings, context);
    }, x);
  };
  const x = toDevice(tf, inputs.x);
  const values = [x, ...parameters.map(({ tensor }) => tensor)];
  const out = run(x, ...values.slice(1));
  const answers: Record<string, Answer> = { out: await fromDevice(tf, out) };
  // Without training nothing moves: the running statistics are those that came.
  for (const { short, name, tensor } of buffers) {
    answers[`new_${short}`] = await fromDevice(tf, updated.get(name) ?? tensor);
  }
  const cot = toDevice(tf, inputs.cot);
  const gradients = tf.grads((...all: TF.Tensor[]) => tf.sum(tf.mul(run(...(all as [TF.Tensor])), cot)))(
    values,
  );
  answers.grad_x = await fromDevice(tf, gradients[0] as TF.Tensor);
  for (const [at, { short, name }] of parameters.entries()) {
    answers[`grad_${short}`] = await fromDevice(tf, gradients[at + 1] as TF.Tensor, axes[name]);
  }
  tf.dispose([...updated.values()]);
  return answers;
};

/** The layers that a call is made of, innermost first. */
function stepsOf(call: string, inputs: Record<string, Tensor>): Step[] {
  const [head] = callsIn(call, "F.");
  if (!head) return [{ type: call, settings: {} }];
  const inner = callsIn(call, "torch.").map((other) => ({ type: other.name, settings: {} }));
  return [...inner, { type: layerOf(head.name), settings: settingsOf(head, inputs) }];
}

/** torch's functional name is the layer's name in snake case. */
function layerOf(name: string): string {
  const known: Record<string, string> = { batch_norm: "batchNorm2d", interpolate: "upsample" };
  return known[name] ?? name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}

function settingsOf(
  { name, positional, keywords }: PythonCall,
  inputs: Record<string, Tensor>,
): LayerSettings {
  const [a = 0, b = 0, kernelSize = 1] = inputs.w?.shape ?? [];
  const argument = (key: string, place: number, otherwise: number) =>
    numbersIn(keywords[key] ?? positional[place] ?? "")[0] ?? otherwise;
  switch (name) {
    case "conv2d":
      return {
        inChannels: b,
        outChannels: a,
        kernelSize,
        stride: argument("stride", 3, 1),
        padding: argument("padding", 4, 0),
        dilation: argument("dilation", 5, 1),
        bias: inputs.b !== undefined,
      };
    case "conv_transpose2d":
      return {
        inChannels: a,
        outChannels: b,
        kernelSize,
        stride: argument("stride", 3, 1),
        padding: argument("padding", 4, 0),
        outputPadding: argument("output_padding", 5, 0),
        bias: inputs.b !== undefined,
      };
    case "batch_norm":
      return {
        channels: inputs.gamma?.shape[0] ?? 0,
        eps: argument("eps", 7, 1e-5),
        momentum: argument("momentum", 6, 0.1),
      };
    case "interpolate":
      return {
        scale: argument("scale_factor", 2, 2),
        mode: keywords.mode?.includes("bilinear") ? "bilinear" : "nearest",
        alignCorners: keywords.align_corners === "True",
      };
    case "linear":
      return { inFeatures: b, outFeatures: a, bias: inputs.b !== undefined };
    case "max_pool2d": {
      const kernel = argument("kernel_size", 1, 2);
      return {
        kernelSize: kernel,
        stride: argument("stride", 2, kernel),
        padding: argument("padding", 3, 0),
      };
    }
    case "adaptive_avg_pool2d":
      return { size: argument("output_size", 1, 1) };
    default:
      return {};
  }
}
