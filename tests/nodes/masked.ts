import type { DatasetType, TrainedModelType } from "@/graph/types";
import type { Dataset } from "@/graph/values";
import type { Module } from "@/module/module";
import { makePicture } from "@/pixels/picture";
import { tensorType } from "./harness";

/** One number a pixel from one channel, by a convolution of one pixel. */
export function segmenter(height: number, width: number, end: "logits" | "sigmoid" = "logits"): Module {
  const one = {
    inChannels: 1,
    outChannels: 1,
    kernelSize: 1,
    stride: 1,
    padding: 0,
    dilation: 1,
    bias: true,
  };
  const conv = { name: "conv", type: "conv2d", settings: one };
  const sigmoid = { name: "sigmoid", type: "sigmoid", settings: {} };
  return { in: [1, height, width], layers: end === "sigmoid" ? [conv, sigmoid] : [conv] };
}

export const maskedType = (height: number, width: number, rest: Partial<DatasetType> = {}): DatasetType =>
  tensorType({ shape: [1, height, width], mode: "L" }, { classes: ["nucleus"], hasMasks: true, ...rest });

export const segmenterType = (height: number, width: number): TrainedModelType => ({
  kind: "TrainedModel",
  module: segmenter(height, width),
  classes: ["nucleus"],
  image: maskedType(height, width).image,
});

/** Masks of 0 and 1, row by row, each with a picture that is bright where the mask is. */
export function maskedDataset(height: number, width: number, masks: readonly (readonly number[])[]): Dataset {
  return {
    kind: "Dataset",
    classes: ["nucleus"],
    names: masks.map((_, index) => `cell ${index}`),
    labels: new Int32Array(masks.length),
    hasMasks: true,
    sample: async (index) => ({
      name: `cell ${index}`,
      label: 0,
      image: { height, width, channels: 1, data: Float32Array.from(masks[index] ?? []) },
      mask: makePicture("L", height, width, Uint8Array.from(masks[index] ?? [])),
    }),
  };
}
