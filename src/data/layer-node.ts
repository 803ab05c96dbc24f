import type { BranchEnd, TorchContext, TorchLines } from "../graph/node";
import { NodeError } from "../graph/problem";
import { bool, int } from "../graph/settings";
import type { Layer, LayerSettings } from "../module/layer";
import { type Dim, type Shape, shapeText } from "../module/shape";

/** What nodes of one layer with parameters have in common. */
export const SEED = int("Seed", { default: 0, min: 0, max: 2 ** 31 - 1, doc: "Of the first weights." });
export const FROZEN = bool("Frozen", {
  default: false,
  doc: "Its weights stay as they are while training, and it runs as in evaluation.",
});

/** The one layer of a node, called by the node's own name: two nodes are never one layer. Behind its one input. */
export function ownLayer(
  name: string,
  type: string,
  settings: LayerSettings,
  learned?: { readonly seed?: number; readonly frozen: boolean },
): { readonly layers: readonly Layer[] } {
  const seed = learned?.seed;
  const weights = seed === undefined ? {} : { weights: { kind: "random", seed } as const };
  return { layers: [{ name, type, settings, ...weights, ...(learned?.frozen ? { frozen: true } : {}) }] };
}

/** A layer that takes several branches. */
export function joiningLayer(
  name: string,
  type: string,
  ends: readonly BranchEnd[],
): { readonly layers: readonly Layer[] } {
  return { layers: [{ name, type, settings: {}, from: ends.map((end) => end.layer) }] };
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
