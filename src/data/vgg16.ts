import type { Layer } from "../module/layer";
import { NORMAL_LINEAR, normalConvolution } from "./learned-layer";

/** Channels of the five blocks' convolutions at full width (Simonyan and Zisserman's configuration D). */
const BLOCKS = [
  [64, 64],
  [128, 128],
  [256, 256, 256],
  [512, 512, 512],
  [512, 512, 512],
] as const;

/** The same in Python, from torchvision's own parts. */
export const VGG_DEFINITION = `def vgg16(share=1):
    """torchvision's vgg16 with 1/share of the channels and features."""
    blocks = [64, 64, "M", 128, 128, "M"] + [256] * 3 + ["M"] + ([512] * 3 + ["M"]) * 2
    vgg = VGG(make_layers([block if block == "M" else block // share for block in blocks]))
    vgg.classifier[0] = nn.Linear(512 // share * 7 * 7, 4096 // share)
    vgg.classifier[3] = nn.Linear(4096 // share, 4096 // share)
    vgg.classifier[6] = nn.Identity()
    for layer in (vgg.classifier[0], vgg.classifier[3]):
        nn.init.normal_(layer.weight, 0, 0.01)
        nn.init.zeros_(layer.bias)
    return vgg`;

/** How wide a VGG16 is. */
export interface VggSizes {
  /** Channels of the first convolution: 64 at full width, the others in proportion. */
  readonly channels: number;
  readonly fc6: number;
  readonly fc7: number;
}

/** Full width divided by `share`. */
export function vggSizes(share: number): VggSizes {
  return { channels: 64 / share, fc6: 4096 / share, fc7: 4096 / share };
}

/** Convolutions of VGG16. */
export const CONVOLUTIONS = BLOCKS.flat().length;

/** torchvision's layers with its names, up to the output that is wanted. */
export function vggLayers(sizes: VggSizes, output: "features" | "fc6" | "fc7"): readonly Layer[] {
  const layers: Layer[] = [];
  let inChannels = 3;
  const add = (type: string, settings: Layer["settings"]) =>
    layers.push({ name: `features.${layers.length}`, type, settings });
  for (const block of BLOCKS) {
    for (const full of block) {
      const outChannels = (full * sizes.channels) / 64;
      add("conv2d", {
        inChannels,
        outChannels,
        kernelSize: 3,
        stride: 1,
        padding: 1,
        dilation: 1,
        bias: true,
      });
      add("relu", {});
      inChannels = outChannels;
    }
    add("maxPool2d", { kernelSize: 2, stride: 2, padding: 0 });
  }
  if (output === "features") return layers;
  const classifier = (index: number, type: string, settings: Layer["settings"]): Layer => ({
    name: `classifier.${index}`,
    type,
    settings,
  });
  layers.push(
    { name: "avgpool", type: "adaptiveAvgPool2d", settings: { size: 7 } },
    { name: "flatten", type: "flatten", settings: {} },
    classifier(0, "linear", { inFeatures: inChannels * 49, outFeatures: sizes.fc6, bias: true }),
    classifier(1, "relu", {}),
  );
  if (output === "fc6") return layers;
  layers.push(
    classifier(2, "dropout", { p: 0.5 }),
    classifier(3, "linear", { inFeatures: sizes.fc6, outFeatures: sizes.fc7, bias: true }),
    classifier(4, "relu", {}),
  );
  return layers;
}

/** torchvision's first values. */
export function firstValues(layer: Layer): Pick<Layer, "initialisation"> {
  if (layer.type === "linear") return { initialisation: NORMAL_LINEAR };
  if (layer.type !== "conv2d") return {};
  const { outChannels, kernelSize } = layer.settings as { outChannels: number; kernelSize: number };
  return { initialisation: normalConvolution(outChannels, kernelSize) };
}
