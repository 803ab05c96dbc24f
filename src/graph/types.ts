import type { Module } from "../module/module";
import { type Dim, type DType, type Shape, shapeText } from "../module/shape";
import type { TargetKind } from "./values";

/** The mean and standard deviation per channel that were taken off: x → (x − mean) / std. */
export interface Normalization {
  readonly mean: readonly number[];
  readonly std: readonly number[];
  /** The channels were turned round first: blue, green, red. */
  readonly reversed?: boolean;
  /** Each picture by its own numbers, of this kind: then none stand here. */
  readonly own?: "deviation" | "percentiles";
}

/** What each picture of a dataset is. Shapes as in torch, `[C, H, W]`; how arrays lie in memory is the engine's business. */
export interface ImageType {
  readonly shape: Shape;
  readonly dtype: DType;
  /** Colour mode as in PIL: L, RGB, RGBA, CMYK; absent while it is not known. */
  readonly mode?: string;
  /** Smallest and largest possible value. */
  readonly range?: readonly [number, number];
  readonly normalization?: Normalization;
}

export interface DatasetType {
  readonly kind: "Dataset";
  readonly image: ImageType;
  /** Number of pictures: a number, or a symbol such as `N`. */
  readonly length: Dim;
  /** Sorted class names; absent until the data are known. */
  readonly classes?: readonly string[];
  /** Every picture has a mask `[1, H, W]` of 0 and 1, with the picture's own height and width. */
  readonly hasMasks?: boolean;
  /** Why two epochs would not see the same values ("`rotate` draws anew each epoch"); absent: they do. */
  readonly random?: string;
}

export interface ModuleType {
  readonly kind: "Module";
  readonly module: Module;
  readonly out: Shape;
  /** Which node brought each layer, as `node.index`: how branches that join know what they have in common. In no key. */
  readonly origins?: readonly string[];
}

export interface LossType {
  readonly kind: "Loss";
  readonly name: string;
  readonly target: TargetKind;
}

export interface OptimizerType {
  readonly kind: "Optimizer";
  readonly name: string;
  /** Running values that it keeps for each parameter: 2 for Adam. */
  readonly slots: number;
}

export interface TrainedModelType {
  readonly kind: "TrainedModel";
  readonly module: Module;
  readonly classes?: readonly string[];
  /** What it was trained on: pictures must come to it in the same form. */
  readonly image: ImageType;
}

export interface HistoryType {
  readonly kind: "History";
  readonly epochs: Dim;
}

export interface PredictionsType {
  readonly kind: "Predictions";
  readonly length: Dim;
  readonly classes?: readonly string[];
}

export interface MetricsType {
  readonly kind: "Metrics";
}

export interface FigureType {
  readonly kind: "Figure";
}

/** What flows on an edge, as far as it is known before running. */
export type ValueType =
  | DatasetType
  | ModuleType
  | LossType
  | OptimizerType
  | TrainedModelType
  | HistoryType
  | PredictionsType
  | MetricsType
  | FigureType;

export type ValueKind = ValueType["kind"];
export type TypeOf<K extends ValueKind> = Extract<ValueType, { kind: K }>;

/** The small label on an edge: `630 × [3, 224, 224]`, `→ [4096]`, `6 classes`. */
export function edgeLabel(type: ValueType): string {
  switch (type.kind) {
    case "Dataset":
      return `${type.length} × ${shapeText(type.image.shape)}`;
    case "Module":
      return `→ ${shapeText(type.out)}`;
    case "TrainedModel":
      return type.classes ? `${type.classes.length} classes` : "model";
    case "History":
      return `${type.epochs} epochs`;
    case "Predictions":
      return `${type.length} predictions`;
    default:
      return "name" in type ? type.name : type.kind.toLowerCase();
  }
}
