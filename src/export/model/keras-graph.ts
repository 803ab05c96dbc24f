import type { Layer, LayerSettings } from "../../module/layer";
import type { LayerFacts } from "../../module/module";
import { permute } from "../../module/permute";
import type { StateArray } from "../../module/state";
import { arrayOf, fixedShape, type SavedModel } from "./saved-model";

/** One layer in the words of Keras' JSON. Its inputs are named by layer. */
export interface KerasLayer {
  readonly class: string;
  readonly name: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly inputs: readonly string[];
}

/** An array in Keras' layout, under the name that tfjs gives it: `layer/kernel`. */
export interface KerasWeight {
  readonly name: string;
  readonly array: StateArray;
}

export interface KerasGraph {
  readonly layers: KerasLayer[];
  readonly weights: KerasWeight[];
}

/** What a layer's writer may do: add Keras layers, the first of them with its weights, and constants. */
export class KerasWriter {
  readonly layer: Layer;
  /** Keras layers by name. */
  readonly inputs: readonly string[];
  /** Whether no number that comes in is below 0. */
  readonly isNonnegative: boolean;
  readonly #model: SavedModel;
  readonly #fact: LayerFacts;
  readonly #graph: KerasGraph;

  constructor(
    model: SavedModel,
    fact: LayerFacts,
    inputs: readonly string[],
    isNonnegative: boolean,
    graph: KerasGraph,
  ) {
    this.layer = fact.layer;
    this.inputs = inputs;
    this.isNonnegative = isNonnegative;
    this.#model = model;
    this.#fact = fact;
    this.#graph = graph;
  }

  /** The sizes of one of its inputs, without the batch: `[C, H, W]`. */
  shape(at: number): readonly number[] {
    return fixedShape(this.#fact.inputs[at] ?? [], `What ${this.layer.name} takes`);
  }

  /** The sizes of its output. */
  get output(): readonly number[] {
    return fixedShape(this.#fact.output, `What ${this.layer.name} gives`);
  }

  /**
   * A Keras layer under this layer's name, or for a step on the way under `part` of it: torch's names have no slash, so
   * none of them is taken. Frozen layers stay frozen. Gives its name.
   */
  add(kind: string, config: KerasLayer["config"] = {}, inputs = this.inputs, part?: string): string {
    const name = part === undefined ? this.layer.name : `${this.layer.name}/${part}`;
    const trainable = this.layer.frozen !== true;
    this.#graph.layers.push({ class: kind, name, config: { name, trainable, ...config }, inputs });
    return name;
  }

  /** One of the layer's learned arrays for the Keras layer of the same name; `axes` of torch's layout, in Keras' order. */
  parameter(torchName: string, kerasName: string, axes?: readonly number[], part?: string): void {
    const array = arrayOf(this.#model, `${this.layer.name}.${torchName}`);
    this.constant(kerasName, axes ? permute(array, axes) : array, part);
  }

  constant(kerasName: string, array: StateArray, part?: string): void {
    const layer = part === undefined ? this.layer.name : `${this.layer.name}/${part}`;
    this.#graph.weights.push({ name: `${layer}/${kerasName}`, array });
  }
}

/** How a layer is written in Keras' layers. Gives the name of the last of them. */
export type KerasForm<S extends LayerSettings = never> = (to: KerasWriter, settings: S) => string;

/** Of these no number is below 0 whatever comes in; of the others, where none that comes in is. */
const NONNEGATIVE = new Set(["relu", "sigmoid", "softmax"]);
const KEEPS_SIGN = new Set([
  "adaptiveAvgPool2d",
  "add",
  "concat",
  "dropout",
  "flatten",
  "maxPool2d",
  "padTo",
  "upsample",
]);

export function isNonnegative(type: string, inputs: readonly boolean[]): boolean {
  return NONNEGATIVE.has(type) || (KEEPS_SIGN.has(type) && inputs.every((one) => one));
}
