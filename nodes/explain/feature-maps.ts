import { choosePictures, namesIn } from "@/data/choose-pictures";
import { heatCell, type NumberMap, rangeOfMaps } from "@/data/heat-map";
import { FEATURE_MAPS } from "@/data/python";
import { needSome, needTensors } from "@/data/refuse";
import { thumbnail } from "@/data/thumbnail";
import type { MapsFigure } from "@/figures/figure";
import { dataset, defineNode, figure, moduleValue } from "@/graph/node";
import { NodeError } from "@/graph/problem";
import type { PictureArray } from "@/graph/run";
import { choice, int, integers, text } from "@/graph/settings";
import type { Layer } from "@/module/layer";
import type { Module } from "@/module/module";
import { permutation } from "@/random";

/** Longest side of a shown map, px. */
const LONGEST = 256;

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
    const rows: MapsFigure["rows"][number][] = [];
    for (const index of chosen.names.keys()) {
      const { image, name, label } = await chosen.sample(index, 0);
      const picture = thumbnail(image, name, chosen.classes[label] ?? "", LONGEST);
      for (const { layer, array, channels } of outputs) {
        const maps = channels.map((channel) => mapOf(array, index, channel));
        const shared = rangeOfMaps(maps);
        rows.push({
          name,
          caption: captionOf(layer, array, channels),
          values: [...statistics(array, index)],
          cells: [
            picture,
            ...maps.map((map, at) =>
              heatCell(
                map,
                settings.range === "shared" ? shared : rangeOfMaps([map]),
                "viridis",
                `${name}: ${layer.name} channel ${channels[at]}`,
                LONGEST,
              ),
            ),
          ],
        });
      }
    }
    const most = Math.max(0, ...outputs.map(({ channels }) => channels.length));
    return {
      figure: {
        kind: "Figure",
        figure: {
          kind: "maps",
          title: "Feature maps",
          columns: [
            "Picture",
            ...Array.from({ length: most }, (_, at) => `Channel ${at + 1} of those chosen`),
          ],
          rows,
          numbers: [
            { name: "mean" },
            { name: "at or below 0", unit: "%" },
            { name: "channels nowhere above 0" },
          ],
          scale: {
            map: "viridis",
            text:
              settings.range === "shared"
                ? "Viridis, from the smallest to the largest value of a row's maps"
                : "Viridis, from the smallest to the largest value of each map",
          },
        },
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
      `convolutions = [m for m in ${inputs.module}.modules() if isinstance(m, nn.Conv2d)]`,
      settings.layers.trim() === ""
        ? `layers = [convolutions[n - 1] for n in ${JSON.stringify(settings.convolutions)}]`
        : `layers = [${inputs.module}.get_submodule(n) for n in ${JSON.stringify(namesIn(settings.layers))}]`,
      `image, _ = ${inputs.dataset}[0]`,
      `maps = feature_maps(${inputs.module}, layers, image)`,
      `${outputs.figure}, panels = plt.subplots(len(maps), ${settings.channels}, squeeze=False)`,
      "for made, line in zip(maps, panels):",
      `    for channel, panel in zip(torch.randperm(len(made))[:${settings.channels}], line):`,
      '        panel.imshow(made[channel], cmap="viridis")',
      '        panel.axis("off")',
    ],
  }),
  example: {
    settings: { convolutions: [1], channels: 2 },
    shows: "Two channels after the first convolution.",
  },
});

/** `features.10, conv2d [32, 56, 56], channels 2, 3, 7`. */
function captionOf(layer: Layer, { shape }: PictureArray, channels: readonly number[]): string {
  const which = shape.length === 4 ? `, channels ${channels.join(", ")}` : "";
  return `${layer.name}, ${layer.type} [${shape.slice(1).join(", ")}]${which}`;
}

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
  // A vector is one row of cells: there is no channel to choose.
  if (array.shape.length !== 4) return [0];
  const count = array.shape[1] ?? 0;
  if (settings.channel.length > 0) {
    const over = settings.channel.find((channel) => channel >= count);
    if (over === undefined) return settings.channel;
    throw new NodeError(`${layer} has ${count} channels, counted from 0, so there is no channel ${over}.`, {
      setting: "channel",
      expected: `numbers up to ${count - 1}`,
      got: String(over),
    });
  }
  return [...permutation(count, settings.seed, `channels of ${layer}`)]
    .slice(0, settings.channels)
    .sort((a, b) => a - b);
}

function mapOf({ shape, data }: PictureArray, picture: number, channel: number): NumberMap {
  const [, channels = 1, height = 1, width = 1] = shape;
  if (shape.length !== 4)
    return { height: 1, width: channels, data: data.slice(picture * channels, (picture + 1) * channels) };
  const cells = height * width;
  const from = (picture * channels + channel) * cells;
  return { height, width, data: data.slice(from, from + cells) };
}

/** Mean, share of values ≤ 0 in percent, channels without a value above 0: of one picture, or of all. */
function statistics({ shape, data }: PictureArray, picture?: number): readonly [number, number, number] {
  const [count = 0, channels = 1, ...rest] = shape;
  const cells = rest.reduce((a, b) => a * b, 1);
  const pictures = picture === undefined ? Array.from({ length: count }, (_, n) => n) : [picture];
  let sum = 0;
  let low = 0;
  let dead = 0;
  for (let c = 0; c < channels; c++) {
    let alive = false;
    for (const n of pictures) {
      const from = (n * channels + c) * cells;
      for (let cell = 0; cell < cells; cell++) {
        const value = data[from + cell] as number;
        sum += value;
        if (value > 0) alive = true;
        else low++;
      }
    }
    if (!alive) dead++;
  }
  const all = Math.max(1, pictures.length * channels * cells);
  return [sum / all, (100 * low) / all, dead];
}
