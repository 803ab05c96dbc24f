import type { BranchEnd, TorchContext, TorchLines } from "../graph/node";
import { NodeError } from "../graph/problem";
import { text } from "../graph/settings";
import type { Layer, LayerSettings } from "../module/layer";
import { type Dim, type Shape, shapeText } from "../module/shape";
import { python } from "./python";
import {
  FROZEN_LAYER,
  LOADED_LAYER,
  NETWORK,
  READ_WEIGHTS,
  READ_WEIGHTS_IMPORTS,
  SAMPLE_BESIDE,
  SAMPLE_FILE,
  WEIGHTS_FILE,
} from "./python-network";

/** Every node of one layer has it. */
export const LAYER_NAME = text("Name in the network", {
  default: "",
  maxLength: 120,
  placeholder: "features.0",
  doc: "By which weights in files, feature maps and saliency know this layer. Empty: the node's own.",
  added: true,
});

/** What a node of one layer knows when it is built. */
interface Named {
  /** The node's own name: no other node has it. */
  readonly name: string;
  readonly settings: { readonly layerName: string };
}

/** The one layer of a node, behind its one input. */
export function ownLayer(
  node: Named,
  type: string,
  settings: LayerSettings,
  more: Partial<Layer> = {},
): { readonly layers: readonly Layer[] } {
  return { layers: [{ name: layerName(node), type, settings, ...more }] };
}

/** A layer that takes several branches. */
export function joiningLayer(
  node: Named,
  type: string,
  ends: readonly BranchEnd[],
): { readonly layers: readonly Layer[] } {
  return { layers: [{ name: layerName(node), type, settings: {}, from: ends.map((end) => end.layer) }] };
}

function layerName({ name, settings: { layerName: chosen } }: Named): string {
  if (chosen === "") return name;
  if (/^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$/.test(chosen)) return chosen;
  throw new NodeError(
    `A layer's name is letters, digits, _ and -, in parts joined by dots, such as features.0. “${chosen}” is none.`,
    { setting: "layerName", expected: "a name such as features.0", got: chosen },
    (node) => ({ title: "Take the node's own name", edit: { kind: "unset", node, setting: "layerName" } }),
  );
}

/** The channels, rows and columns that come in. Refuses what is no map. */
export function needMap(title: string, shape: Shape, port = "module"): readonly [Dim, Dim, Dim] {
  const [channels, height, width] = shape;
  if (shape.length === 3 && channels !== undefined && height !== undefined && width !== undefined) {
    return [channels, height, width];
  }
  throw new NodeError(
    `${title} takes maps of channels, rows and columns, but what is wired in gives ${shapeText(shape)}. Wire it in before Flatten.`,
    { port, expected: "[channels, rows, columns]", got: shapeText(shape) },
  );
}

/** A size that the layer's parameters depend on. No port is named: nothing is wrong with the edge. */
export function needKnown(title: string, what: string, size: Dim, shape: Shape): number {
  if (typeof size === "number") return size;
  throw new NodeError(
    `${title} needs to know how many ${what} it gets, and ${size} is not known yet. It will be once the data are wired to the trainer and looked through.`,
    { expected: `a known number of ${what}`, got: shapeText(shape) },
  );
}

interface Placed extends Pick<TorchContext<unknown>, "inputs" | "outputs" | "layer" | "file"> {
  readonly settings: { readonly layerName: string; readonly weights?: "random" | "sample" | "file" };
}

/** The module before it, if there is one, and one more layer behind it, by its name in the state dict. */
export function behind(layer: string, context: Placed, frozen = false): TorchLines {
  const { inputs, outputs } = context;
  const name = python(pythonName(context));
  const weights = context.settings.weights ?? "random";
  const file = { random: undefined, sample: SAMPLE_FILE, file: context.file ?? WEIGHTS_FILE }[weights];
  const made = frozen ? "frozen(layer)" : "layer";
  return {
    imports: ["from torch import nn", ...(file ? READ_WEIGHTS_IMPORTS : [])],
    definitions: [NETWORK, ...(frozen ? [FROZEN_LAYER] : []), ...(file ? [READ_WEIGHTS, LOADED_LAYER] : [])],
    lines:
      file || frozen
        ? [
            `layer = ${layer}`,
            ...(file ? [`layer = loaded(layer, ${python(file)}, ${name})`] : []),
            `${outputs.module} = Network([${inputs.module ?? ""}], ${name}, ${made})`,
          ]
        : [`${outputs.module} = Network([${inputs.module ?? ""}], ${name}, ${layer})`],
    ...(weights === "sample" ? { beside: SAMPLE_BESIDE } : {}),
    ...(weights === "file" && file ? { own: file } : {}),
  };
}

/** Two branches over the same input, joined. */
export function joined(join: string, context: Placed): TorchLines {
  const { inputs, outputs } = context;
  return {
    imports: ["from torch import nn"],
    definitions: [NETWORK],
    lines: [
      `${outputs.module} = Network([${inputs.a}, ${inputs.b}], ${python(pythonName(context))}, ${join})`,
    ],
  };
}

/** What the layer is called in the state dict; by itself, without a graph, as its node shows its lines, by its port. */
function pythonName({ layer, settings, outputs }: Placed): string {
  return layer ?? (settings.layerName || (outputs.module ?? "layer"));
}
