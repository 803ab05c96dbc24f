import { behind, needKnown, needMap, ownLayer } from "@/data/layer-node";
import {
  INITIAL,
  LEARNED,
  learned,
  normalConvolution,
  SEED,
  settingsOfLearned,
  WEIGHT_FILES,
} from "@/data/learned-layer";
import { defineModelNode } from "@/graph/node";
import { NodeError } from "@/graph/problem";
import { bool, int } from "@/graph/settings";
import { windowDim } from "@/module/shape";

export default defineModelNode({
  type: "conv2d",
  version: 1,
  title: "Convolution",
  category: "layer",
  doc: `Slides small filters over a map: each filter answers one question at every place, and gives one channel.

y[o, r, c] = b[o] + Σ w[o, i, k, l] · x[i, r·s + k·d − p, c·s + l·d − p], the sum over the channels i and the k × k cells of
the filter, with stride s, dilation d and padding p: zeros around the map, in px. A 3 × 3 filter with padding 1 keeps the
size.

**Shapes** \`[C, H, W]\` to \`[filters, ⌊(H + 2p − d·(k − 1) − 1)/s⌋ + 1, …]\`. It has filters·C·k² weights, and as many biases
as filters. The number of channels that come in is found by itself.

**Weights** begin as torch's: uniform within ±1/√(C·k²), drawn from the seed.

**Refuses** a vector, and a map that is smaller than the filter.

The same as \`torch.nn.Conv2d\`.`,
  settings: {
    filters: int("Filters", { default: 16, min: 1, max: 65536, doc: "Channels that it gives." }),
    kernelSize: int("Filter size, px", { default: 3, min: 1, max: 31 }),
    stride: int("Stride, px", { default: 1, min: 1, max: 31 }),
    padding: int("Padding, px", { default: 1, min: 0, max: 31 }),
    dilation: int("Dilation", { default: 1, min: 1, max: 31, doc: "Distance of the filter's cells, px." }),
    bias: bool("Bias", { default: true, doc: "Needless before batch norm, which takes it off again." }),
    ...LEARNED,
    initial: INITIAL,
    seed: SEED,
  },
  card: ["filters", "kernelSize", "stride"],
  files: WEIGHT_FILES,
  build(context) {
    const { settings: s, inputs } = context;
    const [channels, height, width] = needMap("A convolution", inputs.module.shape);
    const inChannels = needKnown("A convolution", "channels", channels, inputs.module.shape);
    for (const size of [height, width]) {
      if (
        typeof size !== "number" ||
        Number(windowDim(size, s.kernelSize, s.stride, s.padding, s.dilation)) >= 1
      )
        continue;
      const reach = s.dilation * (s.kernelSize - 1) + 1;
      const padding = Math.ceil((reach - size) / 2);
      throw new NodeError(
        `A filter that reaches over ${reach} px does not fit into a map of ${height} × ${width} px with ${s.padding} px around it. Take a smaller filter, or more padding.`,
        { setting: "padding", expected: `at least ${padding}`, got: String(s.padding) },
        (node) => ({
          title: `Set padding to ${padding}`,
          edit: { kind: "set", node, setting: "padding", value: padding },
        }),
      );
    }
    const { filters: outChannels, kernelSize, stride, padding, dilation, bias } = s;
    const drawn = s.initial === "normal" ? normalConvolution(outChannels, kernelSize) : undefined;
    return ownLayer(
      context,
      "conv2d",
      { inChannels, outChannels, kernelSize, stride, padding, dilation, bias },
      learned(context, drawn),
    );
  },
  ofLayer: {
    type: "conv2d",
    settings(layer) {
      const { inChannels: _, outChannels, ...sizes } = layer.settings;
      const initial = layer.initialisation?.weight?.kind === "normal" ? "normal" : "uniform";
      return { ...sizes, filters: outChannels, initial, ...settingsOfLearned(layer) };
    },
  },
  torch(context) {
    const s = context.settings;
    const more = [
      s.stride === 1 ? "" : `, stride=${s.stride}`,
      s.padding === 0 ? "" : `, padding=${s.padding}`,
      s.dilation === 1 ? "" : `, dilation=${s.dilation}`,
      s.bias ? "" : ", bias=False",
    ].join("");
    return behind(`nn.LazyConv2d(${s.filters}, kernel_size=${s.kernelSize}${more})`, context, s.frozen);
  },
  example: { settings: { filters: 8 }, shows: "Eight questions of 3 × 3 px at every place." },
});
