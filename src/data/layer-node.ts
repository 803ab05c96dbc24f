import type { BranchEnd, TorchContext, TorchLines } from "../graph/node";
import { NodeError } from "../graph/problem";
import { text } from "../graph/settings";
import type { Layer, LayerSettings } from "../module/layer";
import { type Dim, type Shape, shapeText } from "../module/shape";

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

/** The module before it, if there is one, and one more layer behind it. */
export function behind(
  layer: string,
  { inputs, outputs }: Pick<TorchContext<unknown>, "inputs" | "outputs">,
  frozen = false,
): TorchLines {
  const before = inputs.module === undefined ? [] : [inputs.module];
  const all = [...before, frozen ? `frozen(${layer})` : layer];
  return {
    imports: ["from torch import nn"],
    ...(frozen ? { definitions: [FROZEN_LAYER] } : {}),
    lines: [`${outputs.module} = nn.Sequential(${all.join(", ")})`],
  };
}

/** Two branches over the same input, joined. */
export function joined(
  join: string,
  { inputs, outputs }: Pick<TorchContext<unknown>, "inputs" | "outputs">,
): TorchLines {
  return {
    imports: ["import torch", "from torch import nn"],
    definitions: [JOINED],
    lines: [`${outputs.module} = Joined(${join}, ${inputs.a}, ${inputs.b})`],
  };
}

const FROZEN_LAYER = `def frozen(layer):
    """Stays as it is: not trained, and run as in evaluation whatever the model around it does."""
    layer.eval().requires_grad_(False)
    layer.train = lambda mode=True: layer
    return layer`;

const JOINED = `class Joined(nn.Module):
    """Runs branches over the same input and joins their results. What branches begin with together is run once."""

    def __init__(self, join, *branches):
        super().__init__()
        self.join, self.branches = join, nn.ModuleList(branches)

    def forward(self, x):
        return self.once(self, x, {})

    @staticmethod
    def once(module, x, done):
        if id(module) not in done:
            if isinstance(module, Joined):
                y = module.join([Joined.once(branch, x, done) for branch in module.branches])
            elif isinstance(module, nn.Sequential) and len(module) > 0:
                first, *others = module
                y = Joined.once(first, x, done)
                for layer in others:
                    y = layer(y)
            else:
                y = module(x)
            done[id(module)] = y
        return done[id(module)]`;
