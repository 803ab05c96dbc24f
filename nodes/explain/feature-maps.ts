import { choosePictures, namesIn } from "@/data/choose-pictures";
import { drawChannels, featureFigure, statistics } from "@/data/feature-figure";
import { FEATURE_MAPS } from "@/data/python-figures";
import { needSome, needTensors } from "@/data/refuse";
import { dataset, defineNode, figure, moduleValue } from "@/graph/node";
import { NodeError } from "@/graph/problem";
import type { PictureArray } from "@/graph/run";
import { choice, int, integers, text } from "@/graph/settings";
import type { Layer } from "@/module/layer";
import type { Module } from "@/module/module";

export default defineNode({
  type: "feature-maps",
  version: 1,
  title: "Feature maps",
  category: "explain",
  doc: `Shows what a network makes of a picture on its way: some channels of a layer's output, as pictures.

After the first convolutions of VGG16 one sees edges and directions at full resolution; deeper down the maps are coarse and
say *what* is there rather than *where*. A map that is 0 everywhere, behind ReLU, is a dead channel for that picture.

The layers are the n-th convolutions, counted from 1 (before their ReLU), or any that you name, such as \`features.1\`. Colours
are viridis, from the smallest to the largest value of each map, or of all maps of a layer together (*shared*).

**Shapes** a layer \`[C, H, W]\` gives C maps \`[H, W]\`; a vector \`[C]\` is shown as one row of C cells.

**Gives** for each layer the shown channels, the mean, the share of values at or below 0 (%) and the number of channels that
nowhere rise above 0 in these pictures. Whole outputs are saved under each layer's name, \`[n, C, H, W]\`.

**Refuses** layers that the network has not, and more convolutions than it has.

The same as a forward hook on \`model.get_submodule(name)\` in PyTorch.`,
  settings: {
    convolutions: integers("After convolution", {
      default: [1, 5, 10],
      min: 1,
      max: 10_000,
      maxLength: 24,
      doc: "Counted from 1.",
    }),
    layers: text("Layers by name", {
      default: "",
      maxLength: 2000,
      placeholder: "features.1, features.29",
      doc: "In place of the convolutions; separated by commas.",
    }),
    channels: int("Channels", { default: 4, min: 1, max: 64 }),
    channel: integers("Channels by number", {
      default: [],
      min: 0,
      max: 1_000_000,
      maxLength: 64,
      doc: "Counted from 0 as in torch; empty: drawn from the seed.",
    }),
    count: int("Pictures", { default: 1, min: 1, max: 12 }),
    names: text("Pictures by name", {
      default: "",
      maxLength: 4000,
      placeholder: "Cr_1.jpg",
      doc: "Separated by commas; empty: drawn from the seed.",
    }),
    seed: int("Seed", { default: 0, min: 0, max: 2 ** 31 - 1 }),
    range: choice("Colours", {
      default: "map",
      options: { map: "Each map its own", shared: "Shared by a layer's maps" },
    }),
  },
  card: ["convolutions", "channels"],
  inputs: {
    module: moduleValue("The network to look into"),
    dataset: dataset("Pictures to look at"),
  },
  outputs: { figure: figure("Maps of some channels, layer by layer") },
  result: true,
  applies: [{ module: "module", dataset: "dataset", inside: true }],
  infer({ settings, inputs }) {
    needSome(inputs.dataset, "look at", "dataset");
    needTensors(inputs.dataset, "Feature maps", "dataset");
    layersWanted(inputs.module.module, settings);
    return { figure: { kind: "Figure" } };
  },
  async run({ settings, inputs, compute }) {
    const { module } = inputs.module;
    const chosen = choosePictures(inputs.dataset, { ...settings, perClass: false }, "feature maps");
    const layers = layersWanted(module, settings);
    const made = await compute.activations({
      module,
      dataset: chosen,
      layers: layers.map(({ name }) => name),
    });
    const outputs = layers.flatMap((layer) => {
      const array = made.get(layer.name);
      return array ? [{ layer, array, channels: channelsOf(array, layer.name, settings) }] : [];
    });
    return {
      figure: {
        kind: "Figure",
        figure: await featureFigure(chosen, outputs, settings.range),
        data: {
          pictures: chosen.names,
          layers: Object.fromEntries(
            outputs.map(({ layer, array, channels }) => {
              const [mean, zeros, dead] = statistics(array);
              return [layer.name, { shape: array.shape.slice(1), channels, mean, zeros, dead }];
            }),
          ),
        },
        arrays: {
          values: new Map(outputs.map(({ layer, array }) => [layer.name, array])),
          about: {
            pictures: JSON.stringify(chosen.names),
            channels: JSON.stringify(
              Object.fromEntries(outputs.map(({ layer, channels }) => [layer.name, channels])),
            ),
          },
        },
      },
    };
  },
  torch: ({ settings, inputs, outputs }) => ({
    imports: ["import matplotlib.pyplot as plt", "import torch", "from torch import nn"],
    definitions: [FEATURE_MAPS],
    lines: [
      ...(settings.layers.trim() === ""
        ? [
            `convolutions = [m for m in ${inputs.module}.modules() if isinstance(m, nn.Conv2d)]`,
            `numbers = ${JSON.stringify(settings.convolutions)}`,
            'names = [f"Convolution {number}" for number in numbers]',
            "layers = [convolutions[number - 1] for number in numbers]",
          ]
        : [
            `names = ${JSON.stringify(namesIn(settings.layers))}`,
            `layers = [${inputs.module}.get_submodule(name) for name in names]`,
          ]),
      `image, _ = ${inputs.dataset}[0]`,
      `maps = feature_maps(${inputs.module}, layers, image)`,
      `${outputs.figure}, panels = plt.subplots(`,
      `    len(maps), ${settings.channels}, figsize=(${2 * settings.channels}, 2.3 * len(maps)), squeeze=False`,
      ")",
      "for name, made, line in zip(names, maps, panels):",
      "    for channel, panel in enumerate(line[: len(made)]):",
      '        panel.imshow(made[channel], cmap="viridis")',
      '        panel.set_title(f"{name}, channel {channel}", fontsize=8)',
      "for panel in panels.flat:",
      "    panel.set_axis_off()",
    ],
    draws: true,
  }),
  example: {
    settings: { convolutions: [1], channels: 2 },
    shows: "Two channels after the first convolution.",
  },
});

interface LayerSettings {
  readonly convolutions: readonly number[];
  readonly layers: string;
}

/** Throws NodeError where the network has no such layer. */
function layersWanted(module: Module, settings: LayerSettings): readonly Layer[] {
  const wanted = namesIn(settings.layers);
  if (wanted.length > 0) return [...new Set(wanted)].map((name) => layerNamed(module, name));
  const convolutions = module.layers.filter((layer) => layer.type === "conv2d");
  if (settings.convolutions.length === 0)
    throw new NodeError("No layer is chosen. Say after which convolutions, or name layers.", {
      setting: "convolutions",
      expected: "at least one number",
      got: "none",
    });
  return [...new Set(settings.convolutions)].map((n) => {
    const layer = convolutions[n - 1];
    if (layer) return layer;
    const has = convolutions.length === 1 ? "1 convolution" : `${convolutions.length} convolutions`;
    throw new NodeError(
      `This network has ${has}, so there is nothing after convolution ${n}. Choose smaller numbers, or name layers.`,
      { setting: "convolutions", expected: `numbers up to ${convolutions.length}`, got: String(n) },
    );
  });
}

function layerNamed(module: Module, name: string): Layer {
  const layer = module.layers.find((one) => one.name === name);
  if (layer) return layer;
  const known = module.layers.map((one) => one.name);
  const shown = known.length > 40 ? [...known.slice(0, 20), "…", ...known.slice(-5)] : known;
  throw new NodeError(`This network has no layer ${name}. Its layers: ${shown.join(", ")}.`, {
    setting: "layers",
    expected: "names of layers",
    got: name,
  });
}

function channelsOf(
  array: PictureArray,
  layer: string,
  settings: { readonly channels: number; readonly channel: readonly number[]; readonly seed: number },
): readonly number[] {
  if (settings.channel.length > 0 && array.shape.length === 4) {
    const count = array.shape[1] ?? 0;
    const over = settings.channel.find((channel) => channel >= count);
    if (over === undefined) return settings.channel;
    throw new NodeError(`${layer} has ${count} channels, counted from 0, so there is no channel ${over}.`, {
      setting: "channel",
      expected: `numbers up to ${count - 1}`,
      got: String(over),
    });
  }
  return drawChannels(array, layer, settings.channels, settings.seed);
}
