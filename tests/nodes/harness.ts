import { inferNode } from "@/compile/infer";
import type { Figure, Film } from "@/figures/figure";
import type {
  AnyModelNode,
  DataFacts,
  GivenWeights,
  ModelNode,
  ModulePorts,
  Ports,
  RunNode,
  WeightFacts,
} from "@/graph/node";
import { NodeError } from "@/graph/problem";
import type { Compute, FileSet, Pictures, Report, WeightsReader } from "@/graph/run";
import type { SettingsOf, SettingsSpec } from "@/graph/settings";
import type { DatasetType, LossType, ModuleType, OptimizerType, TrainedModelType } from "@/graph/types";
import type { Dataset, Image } from "@/graph/values";
import type { Layer } from "@/module/layer";
import { type Module, outputShape } from "@/module/module";
import type { Shape } from "@/module/shape";
import { CHANNELS, type ColourMode, makePicture, type Picture } from "@/pixels/picture";

/** All settings of a node: the defaults, and over them what the test says. */
export function settingsOf<S extends SettingsSpec>(
  definition: { readonly settings: S },
  given: Partial<SettingsOf<S>> = {},
): SettingsOf<S> {
  const defaults = Object.fromEntries(
    Object.entries(definition.settings).map(([name, { default: value }]) => [name, value]),
  );
  return { ...defaults, ...given } as SettingsOf<S>;
}

type InferInputs<N> = N extends { infer(context: { inputs: infer I }): unknown } ? I : never;
type RunInputs<N> = N extends { run(context: { inputs: infer I }): unknown } ? I : never;

/** The node's output types for these input types. */
export function infer<S extends SettingsSpec, I extends Ports, O extends Ports>(
  definition: RunNode<S, I, O>,
  inputs: InferInputs<RunNode<S, I, O>>,
  settings: Partial<SettingsOf<S>> = {},
  known: { facts?: DataFacts; hasFiles?: boolean; weights?: GivenWeights } = {},
): ReturnType<RunNode<S, I, O>["infer"]> {
  const hasFiles = known.hasFiles ?? known.facts !== undefined;
  return definition.infer({
    settings: settingsOf(definition, settings),
    inputs,
    facts: known.facts,
    hasFiles,
    weights: known.weights,
  });
}

export interface Surroundings {
  readonly files?: FileSet;
  readonly facts?: DataFacts;
  readonly weights?: WeightsReader;
  readonly compute?: Partial<Compute>;
  readonly report?: Report;
  readonly signal?: AbortSignal;
}

/** The node's outputs for these inputs, run with nothing but what the test hands it. */
export function run<S extends SettingsSpec, I extends Ports, O extends Ports>(
  definition: RunNode<S, I, O>,
  inputs: RunInputs<RunNode<S, I, O>>,
  settings: Partial<SettingsOf<S>> = {},
  around: Surroundings = {},
): ReturnType<RunNode<S, I, O>["run"]> {
  return definition.run({ settings: settingsOf(definition, settings), inputs, ...surroundings(around) });
}

export function surroundings(around: Surroundings) {
  const none = () => Promise.reject(new Error("This test hands out no engine."));
  return {
    files: around.files,
    facts: around.facts,
    weights: around.weights,
    pictures: testPictures,
    compute: { fit: none, forward: none, activations: none, gradients: none, ...around.compute },
    report: around.report ?? recorder(),
    signal: around.signal ?? new AbortController().signal,
  };
}

/** The module that a model node makes behind `input` or `inputs`, or from pictures of `dataShape`, as in a graph. */
export function build<S extends SettingsSpec, I extends ModulePorts = ModelNode["inputs"]>(
  definition: ModelNode<S, I>,
  settings: Partial<SettingsOf<S>> = {},
  context: {
    input?: Module;
    inputs?: { readonly [P in keyof I]?: ModuleType };
    dataShape?: Shape;
    classes?: readonly string[];
    file?: { sha256: string; name: string; facts?: WeightFacts };
    node?: string;
  } = {},
): Module {
  return buildType(definition, settings, context).module;
}

/** The same with what is known of it: where its layers come from. */
export function buildType<S extends SettingsSpec, I extends ModulePorts>(
  definition: ModelNode<S, I>,
  settings: Partial<SettingsOf<S>> = {},
  context: Parameters<typeof build<S, I>>[2] = {},
): ModuleType {
  const { input, inputs, dataShape, file, node = definition.type } = context;
  const made = inferNode(definition as unknown as AnyModelNode, {
    node,
    settings: settingsOf(definition, settings),
    inputs: { ...(input ? { module: moduleType(input) } : {}), ...inputs },
    facts: undefined,
    hasFiles: file !== undefined,
    asset: file && { sha256: file.sha256, name: file.name, bytes: 1 },
    weights: file?.facts,
    data: tensorType({ shape: dataShape ?? ["C", "H", "W"] }, {
      classes: context.classes,
    } as Partial<DatasetType>),
  });
  if (made.module?.kind !== "Module") throw new Error(`${definition.type} made no module.`);
  return made.module;
}

/** The NodeError that a call throws: what a student reads. */
export async function refusal(call: () => unknown): Promise<NodeError> {
  try {
    await call();
  } catch (error) {
    if (error instanceof NodeError) return error;
    throw error;
  }
  throw new Error("It was accepted.");
}

export interface Recorder extends Report {
  readonly steps: [number, number][];
  readonly figures: Figure[];
  readonly films: Film[];
}

export function recorder(): Recorder {
  const steps: [number, number][] = [];
  const figures: Figure[] = [];
  const films: Film[] = [];
  return {
    steps,
    figures,
    films,
    progress: (done, total) => void steps.push([done, total]),
    message: () => undefined,
    preview: (figure) => void figures.push(figure),
    film: (film) => void films.push(film),
  };
}

/** Files by path; a test picture is the text `L 4 6`: mode, rows, columns; `L 4 6 of 3`: the first of three in the file. */
export function filesOf(contents: Readonly<Record<string, string>>, name = "pictures.zip"): FileSet {
  return {
    paths: Object.keys(contents).sort(),
    name,
    read: async (path) => new TextEncoder().encode(contents[path] ?? ""),
  };
}

export const testPictures: Pictures = {
  looksLikePicture: (path) => /\.(jpg|png)$/.test(path),
  pages: (bytes) => Number(/ of (\d+)$/.exec(new TextDecoder().decode(bytes))?.[1] ?? 1),
  async decode(bytes, path) {
    const match = /^(L|RGB|RGBA) (\d+) (\d+)(?: of \d+)?$/.exec(new TextDecoder().decode(bytes));
    if (!match) throw new NodeError(`${path} is cut off after ${bytes.length} bytes.`);
    return grey(Number(match[2]), Number(match[3]), 7, match[1] as ColourMode);
  },
};

/** A picture of one value. */
export function grey(height: number, width: number, value = 7, mode: ColourMode = "L"): Picture {
  return makePicture(mode, height, width, new Uint8Array(height * width * CHANNELS[mode]).fill(value));
}

export const SIX = ["Cr", "In", "PS", "Pa", "RS", "Sc"];

/** Uint8 pictures `[1, 200, 200]` unless the test says otherwise. */
export function pictureType(
  image: Partial<DatasetType["image"]> = {},
  rest: Partial<DatasetType> = {},
): DatasetType {
  return {
    kind: "Dataset",
    image: { shape: [1, 200, 200], dtype: "uint8", mode: "L", range: [0, 255], ...image },
    length: 240,
    classes: SIX,
    ...rest,
  };
}

/** Float tensors `[3, 224, 224]` unless the test says otherwise. */
export function tensorType(
  image: Partial<DatasetType["image"]> = {},
  rest: Partial<DatasetType> = {},
): DatasetType {
  return pictureType({ shape: [3, 224, 224], dtype: "float32", mode: "RGB", range: [0, 1], ...image }, rest);
}

/** Pictures in memory: by default the class of each is its number modulo the number of classes. */
export function datasetOf(images: readonly Image[], labels?: readonly number[], classes = SIX): Dataset {
  const own = Int32Array.from(labels ?? images.map((_, index) => index % classes.length));
  return {
    kind: "Dataset",
    classes,
    names: images.map((_, index) => `picture ${index}`),
    labels: own,
    sample: async (index) => {
      const image = images[index];
      if (!image) throw new RangeError(`There is no picture ${index}.`);
      return { name: `picture ${index}`, label: own[index] ?? 0, image };
    },
  };
}

/** A network of one linear layer, trained or frozen. */
export function linear(inFeatures: number, outFeatures: number, frozen = false): Module {
  const layer: Layer = {
    name: "linear",
    type: "linear",
    settings: { inFeatures, outFeatures, bias: true },
    ...(frozen ? { frozen } : {}),
  };
  return { in: [inFeatures], layers: [layer] };
}

/** A network that takes pictures `[3, 224, 224]` and gives one logit a class. */
export function classifier(outputs: number, frozen = false): Module {
  const { layers } = linear(3 * 224 * 224, outputs, frozen);
  return { in: [3, 224, 224], layers: [{ name: "flatten", type: "flatten", settings: {} }, ...layers] };
}

export function moduleType(module: Module): ModuleType {
  return { kind: "Module", module, out: outputShape(module) };
}

export function modelType(over: Partial<TrainedModelType> = {}): TrainedModelType {
  return {
    kind: "TrainedModel",
    module: classifier(6),
    classes: SIX,
    image: tensorType().image,
    ...over,
  };
}

export const lossType: LossType = { kind: "Loss", name: "cross-entropy", target: "class" };
export const optimizerType: OptimizerType = { kind: "Optimizer", name: "Adam", slots: 2 };
