import { drawChannels, featureFigure } from "../data/feature-figure";
import { saliency } from "../data/saliency";
import { saliencyFigure } from "../data/saliency-figure";
import type { MapsFigure } from "../figures/figure";
import { selectRows } from "../graph/dataset";
import { NodeError } from "../graph/problem";
import type { Compute } from "../graph/run";
import type { Layer } from "../module/layer";
import type { Module } from "../module/module";
import type { Evidence } from "./evidence";
import { activations, gradients } from "./inside";
import type { ComputeHost } from "./source";

/** After which convolutions one looks, counted from 1: near the picture, in the middle, and where it is coarse. */
const CONVOLUTIONS = [1, 5, 10];
const CHANNELS = 4;

/** Looks closely at one picture with the model that judged it. */
export async function explain(
  { model, dataset }: Evidence,
  index: number,
  show: "saliency" | "features",
  host: ComputeHost,
): Promise<MapsFigure> {
  const { module, state, classes } = model;
  const chosen = selectRows(dataset, Uint32Array.of(index));
  if (show === "saliency") {
    const compute: Pick<Compute, "gradients"> = { gradients: (spec) => gradients(spec, host, silent) };
    const spec = {
      module,
      state,
      dataset: chosen,
      method: "gradient",
      samples: 1,
      noise: 0,
      seed: 0,
    } as const;
    return saliencyFigure(chosen, classes, await saliency(compute, spec, silent));
  }
  const layers = layersToSee(module);
  const spec = { module, state, dataset: chosen, layers: layers.map(({ name }) => name) };
  const made = await activations(spec, host, silent);
  const outputs = layers.flatMap((layer) => {
    const array = made.get(layer.name);
    return array ? [{ layer, array, channels: drawChannels(array, layer.name, CHANNELS, 0) }] : [];
  });
  return featureFigure(chosen, outputs, "map");
}

function layersToSee(module: Module): readonly Layer[] {
  const convolutions = module.layers.filter((layer) => layer.type === "conv2d");
  const last = convolutions.at(-1);
  if (!last) throw new NodeError("This network has no convolution, so there are no feature maps to see.");
  const chosen = CONVOLUTIONS.flatMap((n) => convolutions[n - 1] ?? []);
  return chosen.length === CONVOLUTIONS.length ? chosen : [...new Set([...chosen, last])];
}

function silent(): void {}
