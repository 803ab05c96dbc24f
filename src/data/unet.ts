import type { Layer, LayerSettings } from "../module/layer";
import { MODULE_INPUT } from "../module/layer";

export interface UnetSettings {
  readonly inChannels: number;
  readonly outChannels: number;
  /** Channels of the first level; each level down has twice as many. */
  readonly base: number;
  /** How often the picture is halved. */
  readonly depth: number;
  readonly batchNorm: boolean;
  /** Whether the 3 × 3 convolutions have a bias: needless before batch norm, which takes the mean off again. */
  readonly convBias: boolean;
  readonly upsampling: "transposed" | "bilinear";
  /** Probability with which a value of the deepest level is left out while training; 0: there is no such layer. */
  readonly dropout: number;
}

/**
 * Ronneberger, Fischer and Brox's U-Net (2015) as it is usually built, with padded convolutions: a way down, a way up,
 * and on each level the map from the way down joined to the one that comes up, as [skip, up]. Layers are called as in
 * the reference, the widely used PyTorch U-Net (`inc`, `down1` …, `up1` …, `outc`).
 */
export function unetLayers(settings: UnetSettings): readonly Layer[] {
  const { inChannels, outChannels, base, depth, upsampling, dropout } = settings;
  const layers: Layer[] = [];
  const add = (name: string, type: string, own: LayerSettings, from?: readonly string[]): string => {
    layers.push({ name, type, settings: own, ...(from ? { from } : {}) });
    return name;
  };
  // Bilinear enlargement keeps its channels, so that the level below gives only as many as this one has.
  const share = upsampling === "bilinear" ? 2 : 1;
  const width = (level: number) => base * 2 ** level;

  const skips = [pair(add, settings, "inc.double_conv", inChannels, base, base)];
  for (let level = 1; level <= depth; level++) {
    const out = level === depth ? width(level) / share : width(level);
    add(`down${level}.maxpool_conv.0`, "maxPool2d", { kernelSize: 2, stride: 2, padding: 0 });
    const name = `down${level}.maxpool_conv.1.double_conv`;
    skips.push(pair(add, settings, name, width(level - 1), out, out));
    if (level === depth && dropout > 0) {
      skips[level] = add(`${name}.${settings.batchNorm ? 6 : 4}`, "dropout", { p: dropout });
    }
  }
  for (let step = 1; step <= depth; step++) {
    const level = depth - step;
    const skip = skips[level] ?? MODULE_INPUT;
    const both = width(level + 1);
    if (upsampling === "bilinear") {
      add(`up${step}.up`, "upsample", { scale: 2, mode: "bilinear", alignCorners: true });
    } else {
      const up = { inChannels: both, outChannels: both / 2, kernelSize: 2, stride: 2, padding: 0 };
      add(`up${step}.up`, "convTranspose2d", { ...up, outputPadding: 0, bias: true });
    }
    const padded = add(`up${step}.pad`, "padTo", {}, [`up${step}.up`, skip]);
    add(`up${step}.cat`, "concat", {}, [skip, padded]);
    const middle = upsampling === "bilinear" ? both / 2 : width(level);
    const out = level === 0 ? base : width(level) / share;
    pair(add, settings, `up${step}.conv.double_conv`, both, middle, out);
  }
  const last = { inChannels: base, outChannels, kernelSize: 1, stride: 1, padding: 0, dilation: 1 };
  add("outc.conv", "conv2d", { ...last, bias: true });
  return layers;
}

/** Two 3 × 3 convolutions, each with ReLU and batch norm where asked. Gives the name of the last layer. */
function pair(
  add: (name: string, type: string, own: LayerSettings) => string,
  { batchNorm, convBias }: UnetSettings,
  name: string,
  inChannels: number,
  middle: number,
  outChannels: number,
): string {
  let index = 0;
  let last = "";
  for (const [from, to] of [
    [inChannels, middle],
    [middle, outChannels],
  ] as const) {
    const same = { kernelSize: 3, stride: 1, padding: 1, dilation: 1 };
    add(`${name}.${index++}`, "conv2d", { inChannels: from, outChannels: to, ...same, bias: convBias });
    if (batchNorm) add(`${name}.${index++}`, "batchNorm2d", { channels: to, eps: 1e-5, momentum: 0.1 });
    last = add(`${name}.${index++}`, "relu", {});
  }
  return last;
}
