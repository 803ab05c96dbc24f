import type { Figure, Film } from "../figures/figure";
import type { Tensor, Tf } from "../module/layer";
import type { Module } from "../module/module";
import type { StateDict } from "../module/state";
import type { Picture } from "../pixels/picture";

/** Rows, columns, channels, interleaved (HWC), float32. */
export interface FloatImage {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly data: Float32Array;
}

export type Image = Picture | FloatImage;

export function isPicture(image: Image): image is Picture {
  // Not by its data: floats that are known by a table would be written out for the question.
  return "mode" in image;
}

/** One picture of a dataset, made when it is asked for. */
export interface Sample {
  readonly name: string;
  /** Index into the dataset's classes. */
  readonly label: number;
  readonly image: Image;
  /** Where the dataset has masks: 0 and 1 in one channel, as many rows and columns as the picture. */
  readonly mask?: Picture;
  /**
   * Made for the one who asked, and held by nobody else: once done with the image, its memory may be used for the next.
   * Absent where it is kept for others, or where that is not known.
   */
  readonly fresh?: true;
}

/**
 * Pictures that are made when needed: nothing is decoded until `sample` is called.
 * The same (index, epoch) always gives the same values, in any order of calls.
 */
export interface Dataset {
  readonly kind: "Dataset";
  readonly classes: readonly string[];
  readonly names: readonly string[];
  /** Class of each picture, as an index into `classes`. */
  readonly labels: Int32Array;
  sample(index: number, epoch: number): Promise<Sample>;
  /** Every sample has a mask: what is to be found is a place, not a class. */
  readonly hasMasks?: boolean;
  /** How it was made: its port's key in every plan that has it. Filled in by the executor. */
  readonly key?: string;
  /** Equal for pictures that were equal when they were read: known where the loader looked at them. */
  readonly prints?: readonly string[];
  /**
   * Which rows of which dataset these are, where they are the same values as there (a split): work done on a row of
   * the origin need not be done again. Filled in by the executor for datasets that are their own origin.
   */
  readonly origin?: { readonly key: string; readonly rows: Uint32Array };
}

export interface ModuleValue {
  readonly kind: "Module";
  readonly module: Module;
}

/** A loss as a formula over a batch, from logits: of a network that ends in a sigmoid, from what comes before it. */
export interface Loss {
  readonly kind: "Loss";
  readonly name: string;
  /** What a prediction is held against. */
  readonly target: TargetKind;
  /**
   * Against classes: `prediction` [N, classes] logits, `target` [N] class indices (int32). Against masks: `prediction`
   * [N, H, W, 1] logits, `target` of the same shape, 0 and 1 (float32). Gives a scalar.
   */
  program(tf: Tf, prediction: Tensor, target: Tensor): Tensor;
}

/** One update of one parameter. `slots` are the optimizer's running values for it, zero at first. */
export interface Optimizer {
  readonly kind: "Optimizer";
  readonly name: string;
  readonly settings: Readonly<Record<string, number | boolean>>;
  readonly slots: number;
  /** The same with another learning rate: schedules set it from epoch to epoch. */
  withRate(learningRate: number): Optimizer;
  /** `step` counts from 1. Gives the new parameter and the new slots. */
  update(
    tf: Tf,
    parameter: Tensor,
    gradient: Tensor,
    slots: readonly Tensor[],
    step: number,
  ): { parameter: Tensor; slots: readonly Tensor[] };
}

/** What is to be found in a picture: its class, or the places that belong to a thing. */
export type TargetKind = "class" | "mask";

export interface TrainedModel {
  readonly kind: "TrainedModel";
  readonly module: Module;
  readonly classes: readonly string[];
  readonly state: StateDict;
}

/**
 * One epoch over all pictures: mean loss and the share right, of pictures or, with masks, of pixels. Dice's coefficient
 * of all pixels together only with masks, validation fields only where there is such data.
 */
export interface EpochRecord {
  readonly trainLoss: number;
  readonly trainAccuracy: number;
  readonly trainDice?: number;
  readonly validationLoss?: number;
  readonly validationAccuracy?: number;
  readonly validationDice?: number;
}

export interface History {
  readonly kind: "History";
  readonly epochs: readonly EpochRecord[];
  /** Loss of every batch in order. */
  readonly batchLosses: Float32Array;
  /** With masks: what a few validation pictures looked like to the network after each epoch. */
  readonly film?: Film;
}

export interface Predictions {
  readonly kind: "Predictions";
  readonly classes: readonly string[];
  readonly names: readonly string[];
  readonly labels: Int32Array;
  readonly predicted: Int32Array;
  /** [N, classes], row by row. */
  readonly probabilities: Float32Array;
}

/** Numbers and short tables, by name: what stands in results.json. */
export interface Metrics {
  readonly kind: "Metrics";
  readonly title: string;
  readonly values: Readonly<Record<string, MetricValue>>;
}

export type MetricValue = number | string | readonly MetricValue[] | { readonly [name: string]: MetricValue };

/** A picture of numbers; `data` are the numbers themselves, for results.json. */
export interface FigureValue {
  readonly kind: "Figure";
  readonly figure: Figure;
  readonly data?: Readonly<Record<string, MetricValue>>;
  /** The numbers behind the picture, by name, with what is said of them: saved as safetensors. */
  readonly arrays?: { readonly values: StateDict; readonly about: Readonly<Record<string, string>> };
  /**
   * A segmentation figure's: its node's setting with the threshold, and what it was. With `probability` and `mask` among
   * the arrays the figure can be cut at another one without running the model again.
   */
  readonly threshold?: { readonly setting: string; readonly value: number };
}

export type Value =
  | Dataset
  | ModuleValue
  | Loss
  | Optimizer
  | TrainedModel
  | History
  | Predictions
  | Metrics
  | FigureValue;

export type ValueOf<K extends Value["kind"]> = Extract<Value, { kind: K }>;
