import { mapImages } from "../graph/dataset";
import type { Compute, GradientSpec, PictureArray } from "../graph/run";
import { type Dataset, type Image, isPicture } from "../graph/values";
import type { Module } from "../module/module";
import { randomStream } from "../random";
import { enlarge } from "./heat-map";
import { largest } from "./logits";

export type SaliencyMethod = "gradient" | "smoothgrad" | "integrated" | "grad-cam";

export interface SaliencySpec extends GradientSpec {
  readonly method: SaliencyMethod;
  /** Noisy copies (SmoothGrad) or steps from black (integrated gradients). */
  readonly samples: number;
  /** Standard deviation of SmoothGrad's noise, as a share of each picture's range of values. */
  readonly noise: number;
  readonly seed: number;
}

export interface Saliency {
  /** `[N, H, W]`, not negative. */
  readonly maps: PictureArray;
  readonly logits: Float32Array;
}

/** All that it asks of the engine. */
type Gradients = Pick<Compute, "gradients">;
type Progress = (done: number, total: number) => void;

/** How much each pixel moves a logit, by one of four methods. */
export async function saliency(
  compute: Gradients,
  spec: SaliencySpec,
  progress: Progress,
): Promise<Saliency> {
  switch (spec.method) {
    case "gradient": {
      const { gradients, logits } = await compute.gradients(spec);
      return { maps: meanOfMagnitudes(gradients), logits };
    }
    case "smoothgrad":
      return averaged(compute, spec, progress, (sample) => noisy(spec, sample));
    case "integrated": {
      // The middles of equal steps: the midpoint rule, exact for gradients that change evenly.
      const along = (step: number) => scaled(spec.dataset, (step + 0.5) / spec.samples);
      return averaged(compute, spec, progress, along, true);
    }
    case "grad-cam":
      return gradCam(compute, spec);
  }
}

/** The layer that Grad-CAM looks at: the last convolution's output, behind its ReLU where it has one. */
export function lastConvolution(module: Module): string | undefined {
  const at = module.layers.findLastIndex((layer) => layer.type === "conv2d");
  const next = module.layers[at + 1];
  return (next?.type === "relu" && next.from === undefined ? next : module.layers[at])?.name;
}

/** mean over channels of |x|: `[N, C, H, W]` to `[N, H, W]`. */
function meanOfMagnitudes({ shape, data }: PictureArray): PictureArray {
  const [count = 0, channels = 1, height = 1, width = 1] = shape;
  const cells = height * width;
  const out = new Float32Array(count * cells);
  for (let n = 0; n < count; n++) {
    for (let cell = 0; cell < cells; cell++) {
      let sum = 0;
      for (let c = 0; c < channels; c++) sum += Math.abs(data[(n * channels + c) * cells + cell] as number);
      out[n * cells + cell] = sum / channels;
    }
  }
  return { shape: [count, height, width], data: out };
}

/** The mean gradient over changed copies of the pictures, for the class that the pictures themselves have. */
async function averaged(
  compute: Gradients,
  spec: SaliencySpec,
  progress: Progress,
  copies: (sample: number) => Dataset,
  timesInput = false,
): Promise<Saliency> {
  const first = await compute.gradients(spec);
  const width = first.logits.length / Math.max(1, spec.dataset.names.length);
  const classes = spec.classes ?? largest(first.logits, width);
  const sum = new Float64Array(first.gradients.data.length);
  for (let sample = 0; sample < spec.samples; sample++) {
    const { gradients } = await compute.gradients({ ...spec, classes, dataset: copies(sample) });
    gradients.data.forEach((value, at) => {
      sum[at] = (sum[at] as number) + value;
    });
    progress(sample + 1, spec.samples);
  }
  const mean = Float32Array.from(sum, (value, at) => {
    const slope = value / spec.samples;
    return timesInput ? slope * (first.values.data[at] as number) : slope;
  });
  return {
    maps: meanOfMagnitudes({ shape: first.gradients.shape, data: mean }),
    logits: first.logits,
  };
}

function noisy({ dataset, seed, noise }: SaliencySpec, sample: number): Dataset {
  return mapImages(dataset, (image, _name, _epoch, index) => {
    const stream = randomStream(seed, "smoothgrad", sample, index);
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    for (const value of image.data) {
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
    const deviation = noise * Math.max(0, high - low);
    return changed(image, (value) => value + deviation * stream.normal());
  });
}

function scaled(dataset: Dataset, share: number): Dataset {
  return mapImages(dataset, (image) => changed(image, (value) => value * share));
}

function changed(image: Image, change: (value: number) => number): Image {
  if (isPicture(image)) throw new Error("A network takes tensors, and this is a picture.");
  return { ...image, data: image.data.map(change) };
}

/** max(0, Σ_k w_k A_k), w_k the mean over the map of ∂logit/∂A_k, brought to the picture's size. */
async function gradCam(compute: Gradients, spec: SaliencySpec): Promise<Saliency> {
  const layer = lastConvolution(spec.module);
  if (layer === undefined) throw new Error("Grad-CAM needs a convolution.");
  const { values, gradients, logits } = await compute.gradients({ ...spec, layer });
  const [count = 0, channels = 1, height = 1, width = 1] = values.shape;
  const cells = height * width;
  const first = (await spec.dataset.sample(0, 0)).image;
  const maps = new Float32Array(count * first.height * first.width);
  for (let n = 0; n < count; n++) {
    const data = new Float32Array(cells);
    for (let c = 0; c < channels; c++) {
      const from = (n * channels + c) * cells;
      let weight = 0;
      for (let cell = 0; cell < cells; cell++) weight += (gradients.data[from + cell] as number) / cells;
      for (let cell = 0; cell < cells; cell++)
        data[cell] = (data[cell] as number) + weight * (values.data[from + cell] as number);
    }
    const positive = data.map((value) => Math.max(value, 0));
    maps.set(
      enlarge({ height, width, data: positive }, first.height, first.width).data,
      n * first.height * first.width,
    );
  }
  return { maps: { shape: [count, first.height, first.width], data: maps }, logits };
}
