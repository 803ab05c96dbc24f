import type * as TF from "@tensorflow/tfjs-core";
import type { LayerSettings } from "../../src/module/layer";
import { layerDefinition, layerTypes } from "../../src/module/layers";
import { callsIn, numbersIn, type PythonCall } from "./call";
import type { Answer, Tensor } from "./load";
import { deviceAxes, fromDevice, LATER, parameterToDevice, type SolveOnDevice, toDevice } from "./on-device";

interface Step {
  readonly type: string;
  readonly settings: LayerSettings;
}

/** Cases of group `ops`: one torch function of x, w and b, and its gradients against the cotangent `cot`. */
export const solve: SolveOnDevice = async (c, inputs, tf) => {
  const steps = stepsOf(c.call, inputs);
  const unknown = steps.find((step) => !layerTypes().includes(step.type));
  if (unknown) return { skip: `${unknown.type} ${LATER}` };
  const own = steps.find((step) => layerDefinition(step.type).parameters);
  const axes = own ? deviceAxes(own.type, own.settings) : {};
  const parameters = [
    ["w", "weight"],
    ["b", "bias"],
  ].flatMap(([short = "", name = ""]) => {
    const tensor = inputs[short];
    return tensor ? [{ short, name, tensor: parameterToDevice(tf, tensor, axes[name]) }] : [];
  });
  const run = (x: TF.Tensor, ...values: TF.Tensor[]) => {
    const byName = Object.fromEntries(parameters.map(({ name }, at) => [name, values[at] as TF.Tensor]));
    return steps.reduce((input, step) => {
      const definition = layerDefinition(step.type);
      return definition.program(tf, [input], definition.parameters ? byName : {}, step.settings, {
        training: false,
        random: () => {
          throw new Error("No case of this group draws.");
        },
      });
    }, x);
  };
  const x = toDevice(tf, inputs.x);
  const values = [x, ...parameters.map(({ tensor }) => tensor)];
  const out = run(x, ...values.slice(1));
  const cot = toDevice(tf, inputs.cot);
  const gradients = tf.grads((...all: TF.Tensor[]) => tf.sum(tf.mul(run(...(all as [TF.Tensor])), cot)))(
    values,
  );
  const answers: Record<string, Answer> = {
    out: await fromDevice(tf, out),
    grad_x: await fromDevice(tf, gradients[0] as TF.Tensor),
  };
  for (const [at, { short, name }] of parameters.entries()) {
    answers[`grad_${short}`] = await fromDevice(tf, gradients[at + 1] as TF.Tensor, axes[name]);
  }
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
  const known: Record<string, string> = { max_pool2d: "maxPool2d", adaptive_avg_pool2d: "adaptiveAvgPool2d" };
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
