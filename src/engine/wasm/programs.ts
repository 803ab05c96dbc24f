import type { LayerDefinition } from "../../module/layer";
import { convolution, hasFused } from "./fused";

type Program = LayerDefinition["program"];

/** Programs of layers that are one kernel of ours, by the layer's type. */
const programs: Readonly<Record<string, Program>> = {
  conv2d: (_tf, [input], { weight, bias }, settings) => {
    if (!input || !weight) throw new Error("A convolution was run without its input or weight.");
    return convolution(input, weight, bias, settings as unknown as ConvolutionSettings, false);
  },
};

interface ConvolutionSettings {
  readonly stride: number;
  readonly padding: number;
  readonly dilation: number;
}

/** A faster program for this type of layer, where there are kernels of ours for it. */
export function ownProgram(type: string): Program | undefined {
  return hasFused() ? programs[type] : undefined;
}
