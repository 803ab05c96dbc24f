import { behind, needKnown, needMap, ownLayer } from "@/data/layer-node";
import { LEARNED, learned, SEED, settingsOfLearned, WEIGHT_FILES } from "@/data/learned-layer";
import { defineModelNode } from "@/graph/node";
import { NodeError } from "@/graph/problem";
import { bool, int } from "@/graph/settings";

export default defineModelNode({
  type: "conv-transpose2d",
  version: 1,
  title: "Transposed convolution",
  category: "layer",
  doc: `Enlarges a map with filters that are learned: every value paints its filter, that many times as strong, into the result.

It is the gradient of a convolution by its input. With stride 2 and a 2 × 2 filter each value becomes a square of 2 × 2 px,
and no two overlap; larger filters overlap, and what they paint adds up. *Padding* takes px off each side of the
result, *output padding* adds px at the bottom and right.

**Shapes** \`[C, H, W]\` to \`[filters, (H − 1)·stride − 2·padding + size + output padding, …]\`. It has C·filters·size² weights,
and as many biases as filters.

**Weights** begin as torch's: uniform within ±1/√(filters·size²), drawn from the seed.

**Refuses** a vector, output padding that is not less than the stride (as torch does), and padding that leaves nothing.

The same as \`torch.nn.ConvTranspose2d\`.`,
  settings: {
    filters: int("Filters", { default: 16, min: 1, max: 65536, doc: "Channels that it gives." }),
    kernelSize: int("Filter size, px", { default: 2, min: 1, max: 31 }),
    stride: int("Stride, px", { default: 2, min: 1, max: 31, doc: "How many times larger the map becomes." }),
    padding: int("Padding, px", { default: 0, min: 0, max: 31 }),
    outputPadding: int("Output padding, px", { default: 0, min: 0, max: 30 }),
    bias: bool("Bias", { default: true }),
    ...LEARNED,
    seed: SEED,
  },
  card: ["filters", "kernelSize", "stride"],
  files: WEIGHT_FILES,
  build(context) {
    const { settings: s, inputs } = context;
    const [channels] = needMap("A transposed convolution", inputs.module.shape);
    const inChannels = needKnown("A transposed convolution", "channels", channels, inputs.module.shape);
    if (s.outputPadding >= s.stride) {
      throw new NodeError(
        `Output padding fills up what the stride may leave out, so it is less than the stride, ${s.stride}, but it is ${s.outputPadding}.`,
        { setting: "outputPadding", expected: `at most ${s.stride - 1}`, got: String(s.outputPadding) },
        (node) => ({
          title: `Set output padding to ${s.stride - 1}`,
          edit: { kind: "set", node, setting: "outputPadding", value: s.stride - 1 },
        }),
      );
    }
    const { filters: outChannels, kernelSize, stride, padding, outputPadding, bias } = s;
    const settings = { inChannels, outChannels, kernelSize, stride, padding, outputPadding, bias };
    return ownLayer(context, "convTranspose2d", settings, learned(context));
  },
  ofLayer: {
    type: "convTranspose2d",
    settings(layer) {
      const { inChannels: _, outChannels, ...sizes } = layer.settings;
      return { ...sizes, filters: outChannels, ...settingsOfLearned(layer) };
    },
  },
  torch(context) {
    const s = context.settings;
    const more = [
      `, stride=${s.stride}`,
      s.padding === 0 ? "" : `, padding=${s.padding}`,
      s.outputPadding === 0 ? "" : `, output_padding=${s.outputPadding}`,
      s.bias ? "" : ", bias=False",
    ].join("");
    const layer = `nn.LazyConvTranspose2d(${s.filters}, kernel_size=${s.kernelSize}${more})`;
    return behind(layer, context, s.frozen);
  },
  example: { settings: { filters: 8 }, shows: "Each value paints a square of 2 × 2 px." },
});
