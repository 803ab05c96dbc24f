import type { Normalization } from "../graph/types";
import type { Preparation } from "../module/layer";

/** Of pictures from 0 to 1, red, green, blue: what torchvision's models were trained on. */
export const IMAGENET: Normalization = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };

/** Of pictures from 0 to 1, turned to blue, green, red: brought back to 0–255, less ImageNet's mean (Caffe's way). */
export const KERAS: Normalization = {
  mean: [103.939 / 255, 116.779 / 255, 123.68 / 255],
  std: [1 / 255, 1 / 255, 1 / 255],
  reversed: true,
};

/** What weights want of their pictures, by the name that the reader of the file gives it. */
export const PREPARATIONS: Readonly<Record<string, Preparation>> = {
  "imagenet-rgb": {
    name: "ImageNet's means and deviations, RGB",
    ...IMAGENET,
    node: { type: "normalize", settings: { preset: "imagenet" } },
  },
  "keras-bgr": {
    name: "blue, green, red from 0 to 255 less Keras' means",
    ...KERAS,
    node: { type: "normalize", settings: { preset: "keras" } },
  },
};
