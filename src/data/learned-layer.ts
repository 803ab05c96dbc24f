import type { BuildContext } from "../graph/node";
import { NodeError } from "../graph/problem";
import { bool, choice, int } from "../graph/settings";
import { type Initialisation, type Layer, MODULE_INPUT, type WeightSource } from "../module/layer";
import { LAYER_NAME } from "./layer-node";
import { PREPARATIONS } from "./preparation";

/** Weights of a width of 1/8 that come with the page. */
export const SAMPLE_WEIGHTS = "weights/vgg16-eighth.safetensors";

const SOURCES = {
  random: "Random",
  sample: "VGG16's sample, by the name",
  file: "From a file, by the name",
} as const;

/** Settings that every node of one layer with weights has. */
export const LEARNED = {
  layerName: LAYER_NAME,
  weights: choice("Weights", {
    default: "random",
    options: SOURCES,
    doc: "What it begins with. A file or the sample is asked for this layer's name in the network.",
    added: true,
  }),
  frozen: bool("Frozen", {
    default: false,
    doc: "Its weights stay as they are while training, and it runs as in evaluation.",
  }),
} as const;

/** Of layers whose first values may be random. */
export const SEED = int("Seed", { default: 0, min: 0, max: 2 ** 31 - 1, doc: "Of the first weights." });

/** Of layers that networks draw in more than one way. */
export const INITIAL = choice("Random weights", {
  default: "uniform",
  options: { uniform: "Uniform, torch's default", normal: "Normal, as VGG16's" },
  doc: "Normal: N(0, 2/(filters·size²)) for a convolution, N(0, 0.01²) for a linear layer, biases 0.",
  added: true,
});

const NO_BIAS = { kind: "constant", value: 0 } as const;

/** He et al. (2015) over the outgoing connections, as torchvision's VGGs draw it. */
export function normalConvolution(
  filters: number,
  kernelSize: number,
): Readonly<Record<string, Initialisation>> {
  return {
    weight: { kind: "normal", std: Math.sqrt(2 / (kernelSize * kernelSize * filters)) },
    bias: NO_BIAS,
  };
}

/** N(0, 0.01²), as torchvision's VGGs draw it. */
export const NORMAL_LINEAR: Readonly<Record<string, Initialisation>> = {
  weight: { kind: "normal", std: 0.01 },
  bias: NO_BIAS,
};

/** A file with weights, given to one layer. */
export const WEIGHT_FILES = {
  label: "Weights of a network that has a layer of this name",
  accept: ".safetensors,.pth,.pt,.h5,.hdf5,.keras,.json,.bin,.zip",
  multiple: true,
  sets: { setting: "weights", value: "file" },
} as const;

export interface LearnedSettings {
  readonly layerName: string;
  readonly weights: keyof typeof SOURCES;
  readonly frozen: boolean;
  readonly seed?: number;
}

/** What a layer begins with, whether it learns, and how pictures have to be prepared for it. */
export function learned(
  { settings, file, inputs }: Pick<BuildContext<LearnedSettings>, "settings" | "file" | "inputs">,
  initialisation?: Readonly<Record<string, Initialisation>>,
): Partial<Layer> {
  const weights = sourceOf(settings, file);
  const begins = inputs.module.layer === MODULE_INPUT && weights.kind !== "random";
  const preprocessing = weights.kind === "file" ? file?.facts?.preprocessing : undefined;
  const expects = begins ? PREPARATIONS[preprocessing ?? "imagenet-rgb"] : undefined;
  return {
    weights,
    ...(settings.frozen ? { frozen: true } : {}),
    ...(expects ? { expects } : {}),
    ...(initialisation ? { initialisation } : {}),
  };
}

function sourceOf(
  { weights, seed = 0 }: LearnedSettings,
  file: BuildContext<LearnedSettings>["file"],
): WeightSource {
  if (weights === "random") return { kind: "random", seed };
  if (weights === "sample") return { kind: "shipped", path: SAMPLE_WEIGHTS };
  if (file) return { kind: "file", sha256: file.sha256, name: file.name };
  throw new NodeError(
    "There is no file with weights yet. Drop one on this node (.safetensors, .pth, .h5, or model.json with its .bin files), or choose other weights.",
    { setting: "weights", expected: "a file with weights", got: "no file" },
    (node) => ({
      title: "Use random weights",
      edit: { kind: "set", node, setting: "weights", value: "random" },
    }),
  );
}

/** The settings of a node of one layer that begins as this layer does. */
export function settingsOfLearned({ weights, frozen = false }: Layer) {
  const source = { random: "random", shipped: "sample", file: "file" } as const;
  return {
    weights: source[weights?.kind ?? "random"],
    frozen,
    ...(weights?.kind === "random" ? { seed: weights.seed } : {}),
  };
}
