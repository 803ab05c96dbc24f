import * as tf from "@tensorflow/tfjs-core";
import { errorText } from "@/error-text";
import { readSafetensors } from "../files/safetensors";
import { NodeError } from "../graph/problem";
import type { Initialisation, Layer } from "../module/layer";
import { type Module, moduleFacts, parameterSize } from "../module/module";
import { inverseAxes, permute } from "../module/permute";
import { pickState, type StateArray, type StateDict, stateSpecs } from "../module/state";
import { fillUniform, randomStream } from "../random";
import type { FirstValues } from "./first-values";
import type { DeviceParameters } from "./program";
import { kernelsInUse } from "./wasm/register";

/** Where weights that are files come from. */
export interface WeightFiles {
  shipped(path: string): Promise<StateDict>;
  /** Only arrays that are wanted, by their names, are read. */
  given(sha256: string, name: string, wanted: (array: string) => boolean): Promise<StateDict>;
}

/** The values a module starts from: shipped, given by the user, or drawn as torch draws them. */
export async function initialState(
  module: Module,
  files: WeightFiles,
  known: FirstValues = new Map(),
): Promise<StateDict> {
  const state = new Map<string, StateArray>();
  /** Layers whose values are in one file, by that file. */
  const inFile = new Map<string, Layer[]>();
  for (const { layer, parameters } of moduleFacts(module)) {
    for (const spec of parameters) {
      const name = `${layer.name}.${spec.name}`;
      const before = known.get(recipe(layer, name));
      if (before) state.set(name, before);
      else if (layer.weights === undefined || layer.weights.kind === "random") {
        const data = new Float32Array(parameterSize(spec));
        const drawn = layer.initialisation?.[spec.name] ?? spec.initialisation;
        initialise(data, drawn, layer.weights?.seed ?? 0, name);
        state.set(name, { shape: spec.shape, data });
      } else {
        const { layer: _, ...file } = layer.weights;
        const source = JSON.stringify(file);
        inFile.set(source, [...(inFile.get(source) ?? []), layer]);
      }
    }
  }
  for (const layers of inFile.values()) {
    for (const [name, array] of await readLayers(module, layers, files)) state.set(name, array);
  }
  for (const { layer, parameters } of moduleFacts(module)) {
    for (const spec of parameters) {
      const name = `${layer.name}.${spec.name}`;
      const array = state.get(name);
      if (array) known.set(recipe(layer, name), array);
    }
  }
  return state;
}

function recipe(layer: Layer, name: string): string {
  return JSON.stringify([name, layer.settings, layer.weights, layer.initialisation]);
}

/** The values of some layers that share one file. Throws NodeError where the file does not fit them. */
async function readLayers(module: Module, layers: readonly Layer[], files: WeightFiles): Promise<StateDict> {
  const source = layers[0]?.weights;
  const names = new Set(layers.map((layer) => layer.name));
  const inFile = new Set(layers.map(nameInFile));
  if (source === undefined || source.kind === "random") return new Map();
  const [arrays, name] =
    source.kind === "shipped"
      ? [await files.shipped(source.path), "The shipped sample weights"]
      : [await files.given(source.sha256, source.name, (array) => inFile.has(layerOf(array))), source.name];
  try {
    return pickState(module, byOwnNames(layers, arrays), name, names);
  } catch (error) {
    throw new NodeError(errorText(error));
  }
}

function nameInFile({ name, weights }: Layer): string {
  return (weights && weights.kind !== "random" ? weights.layer : undefined) ?? name;
}

/** A file's arrays by the names that the layers have in their network. Two may take the same. */
function byOwnNames(layers: readonly Layer[], arrays: StateDict): StateDict {
  const byLayer = new Map<string, [string, StateArray][]>();
  for (const [name, array] of arrays) {
    const layer = layerOf(name);
    byLayer.set(layer, [...(byLayer.get(layer) ?? []), [name.slice(layer.length), array]]);
  }
  return new Map(
    layers.flatMap((layer) =>
      (byLayer.get(nameInFile(layer)) ?? []).map(([rest, array]) => [`${layer.name}${rest}`, array] as const),
    ),
  );
}

/** `classifier.0` of `classifier.0.weight`. */
function layerOf(array: string): string {
  return array.slice(0, array.lastIndexOf("."));
}

function initialise(data: Float32Array, drawn: Initialisation, seed: number, name: string): void {
  switch (drawn.kind) {
    case "constant":
      data.fill(drawn.value);
      break;
    case "uniform":
      fillUniform(data, -drawn.bound, drawn.bound, seed, name);
      break;
    case "normal": {
      const random = randomStream(seed, name);
      for (let at = 0; at < data.length; at++) data[at] = drawn.std * random.normal();
    }
  }
}

/** Fetches and reads files that come with the page, each once. */
export function shippedFiles(base: () => string): WeightFiles["shipped"] {
  const loaded = new Map<string, Promise<StateDict>>();
  const load = async (path: string): Promise<StateDict> => {
    const response = await fetch(new URL(path, base()));
    if (!response.ok)
      throw new NodeError(
        `The shipped weights ${path} could not be loaded (${response.status}). Reload the page.`,
      );
    return (await readSafetensors(await response.blob(), path)).arrays;
  };
  return (path) => {
    const before = loaded.get(path);
    if (before) return before;
    const promise = load(path);
    loaded.set(path, promise);
    promise.catch(() => loaded.delete(path));
    return promise;
  };
}

/** Arrays on the device in the device's layouts, each uploaded once as long as this lives. */
export class DeviceWeights {
  readonly #tensors = new Map<StateArray, tf.Tensor>();

  /** Everything the module needs; still owned here. */
  parameters(
    module: Module,
    state: StateDict,
    wanted: (spec: { readonly frozen: boolean; readonly buffer?: boolean }) => boolean = () => true,
  ): DeviceParameters {
    const parameters = new Map<string, tf.Tensor>();
    for (const [name, spec] of stateSpecs(module)) {
      if (!wanted(spec)) continue;
      const array = state.get(name);
      if (!array) throw new Error(`The state dict has no ${name}.`);
      const before = this.#tensors.get(array);
      const tensor = before ?? upload(array, spec.deviceAxes);
      if (!before) this.#tensors.set(array, tensor);
      parameters.set(name, tensor);
    }
    return parameters;
  }

  dispose(): void {
    for (const tensor of this.#tensors.values()) tensor.dispose();
    this.#tensors.clear();
  }
}

/** From torch's layout to the device's. The caller owns the tensor. */
export function upload(array: StateArray, axes: readonly number[] | undefined): tf.Tensor {
  const kernels = kernelsInUse();
  if (axes && kernels) {
    // Straight into the device's memory: the largest layer of VGG16 has 411 MB, and no second copy is made of it.
    const made = kernels.output(axes.map((axis) => array.shape[axis] ?? 1));
    permute(array, axes, kernels.view(kernels.at(made), array.data.length));
    return tf.engine().makeTensorFromTensorInfo(made);
  }
  const laid = axes ? permute(array, axes) : array;
  return tf.tensor(laid.data, [...laid.shape], "float32");
}

/** From the device's layout back to torch's. */
export async function download(tensor: tf.Tensor, axes: readonly number[] | undefined): Promise<StateArray> {
  const data = (await tensor.data()) as Float32Array;
  const array = { shape: tensor.shape, data: Float32Array.from(data) };
  return axes ? permute(array, inverseAxes(axes)) : array;
}
