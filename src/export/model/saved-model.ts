import { NodeError } from "../../graph/problem";
import type { Normalization } from "../../graph/types";
import type { Module } from "../../module/module";
import { type Shape, shapeText } from "../../module/shape";
import type { StateDict } from "../../module/state";

/** A trained network that is to be written as a file, with what a reader elsewhere has to know of it. */
export interface SavedModel {
  readonly module: Module;
  readonly state: StateDict;
  readonly about: ModelAbout;
}

/** What stands in a model file beside its numbers. */
export interface ModelAbout {
  /** The graph's title. */
  readonly title: string;
  readonly classes: readonly string[];
  /** How pictures come to it: `[C, H, W]`, the colour mode, and what was taken off each channel. */
  readonly input: {
    readonly shape: Shape;
    readonly mode?: string;
    readonly range?: readonly [number, number];
    readonly normalization?: Normalization;
  };
  /** The content address of the step that trained it: equal recipes have equal keys. */
  readonly recipe: string;
  /** Numbers that the run said of it, by the node that said them. */
  readonly metrics: Readonly<Record<string, unknown>>;
}

/** As names and texts, which is all that safetensors and ONNX keep: whatever is no text is JSON. */
export function metadataOf(about: ModelAbout): Readonly<Record<string, string>> {
  return {
    format: "pt",
    title: about.title,
    classes: JSON.stringify(about.classes),
    preprocessing: JSON.stringify(about.input),
    recipe: about.recipe,
    metrics: JSON.stringify(about.metrics),
  };
}

/** Formats that hold a network with its sizes need every size as a number. `place`: what is of this shape. */
export function fixedShape(shape: Shape, place: string): readonly number[] {
  const sizes = shape.filter((dim): dim is number => typeof dim === "number");
  if (sizes.length === shape.length) return sizes;
  throw new NodeError(
    `${place} is ${shapeText(shape)}, and this format holds every size as a number. Save it as safetensors, or train it on pictures of one size.`,
    { expected: "sizes in numbers", got: shapeText(shape) },
  );
}

/** One array of the network. The state of a trained model has them all. */
export function arrayOf(model: Pick<SavedModel, "state">, name: string) {
  const array = model.state.get(name);
  if (!array) throw new Error(`The trained model has no ${name}.`);
  return array;
}
