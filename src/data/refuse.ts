import { NodeError } from "../graph/problem";
import type { DatasetType, ImageType, TrainedModelType } from "../graph/types";
import { type Image, isPicture } from "../graph/values";
import { outputShape } from "../module/module";
import { dimsAgree, type Shape, shapeText } from "../module/shape";
import type { Picture } from "../pixels/picture";

/** `float32 [3, 224, 224], normalized`: a picture's form for "expected" and "got". */
export function imageText(image: ImageType): string {
  const mode = image.mode === undefined ? "" : ` ${image.mode}`;
  return `${image.dtype}${mode} ${shapeText(image.shape)}${image.normalization ? ", normalized" : ""}`;
}

/** For what works on bytes, as PIL does: refuses pictures that are tensors already. */
export function needPictures(type: DatasetType, title: string): void {
  if (type.image.dtype === "uint8") return;
  throw new NodeError(
    `${title} works on pictures with whole numbers from 0 to 255, but these are tensors already. Put it before To tensor.`,
    { port: "dataset", expected: "uint8 pictures", got: imageText(type.image) },
  );
}

/** For what needs numbers that a network can take: refuses pictures that are bytes still. */
export function needTensors(type: DatasetType, title: string, port: string): void {
  if (type.image.dtype === "float32") return;
  throw new NodeError(
    `${title} needs tensors, but these are pictures with whole numbers from 0 to 255. Insert To tensor before it.`,
    {
      port,
      expected: `float32 ${shapeText(type.image.shape)}`,
      got: imageText(type.image),
      insert: { type: "to-tensor" },
    },
  );
}

/** For what has nothing to do without a picture: a part of a split whose fraction is 0. `or` says what else would do. */
export function needSome(type: DatasetType, what: string, port: string, or = ""): void {
  if (type.length !== 0) return;
  throw new NodeError(`There is no picture to ${what}. Give this part of the split a larger fraction${or}.`, {
    port,
    expected: "at least 1 picture",
    got: "0 pictures",
  });
}

/** The picture that `infer` has promised. */
export function asPicture(image: Image, name: string): Picture {
  if (isPicture(image)) return image;
  throw new Error(`${name} is a tensor where a picture was promised.`);
}

/** A trained model must see pictures in the form that it was trained on. */
export function needSameForm(model: TrainedModelType, data: DatasetType, title: string): void {
  const expected = imageText(model.image);
  const got = imageText(data.image);
  if (model.image.dtype !== data.image.dtype || !shapesAgree(model.image.shape, data.image.shape)) {
    throw new NodeError(
      `${title} got pictures in another form than the model was trained on. Send them through the same transforms as the training pictures.`,
      { port: "dataset", expected, got },
    );
  }
  const wanted = model.image.normalization;
  if (JSON.stringify(wanted) !== JSON.stringify(data.image.normalization)) {
    const same = wanted?.own
      ? { type: "standardize", settings: { by: wanted.own } }
      : { type: "normalize", settings: { preset: "custom", means: wanted?.mean, stds: wanted?.std } };
    const insert = wanted && !data.image.normalization ? { insert: same } : {};
    throw new NodeError(
      `${title} got pictures that are not normalized as the training pictures were. Send both through the same Normalize.`,
      { port: "dataset", expected, got, ...insert },
    );
  }
  if (model.classes && data.classes && model.classes.join("\n") !== data.classes.join("\n")) {
    throw new NodeError(
      `The model knows the classes ${model.classes.join(", ")}, but these data have ${data.classes.join(", ")}. Evaluate it on data with the same classes.`,
      { port: "dataset", expected: model.classes.join(", "), got: data.classes.join(", ") },
    );
  }
}

/** For what looks at places in a picture: refuses data without masks. */
export function needMasks(type: DatasetType, title: string): void {
  if (type.hasMasks) return;
  throw new NodeError(
    `${title} holds what a model marks against true masks, but these pictures have none. Begin with Images with masks.`,
    { port: "dataset", expected: "pictures with masks", got: "pictures with classes" },
  );
}

/** For what says one class a picture: refuses a model that gives a map. */
export function needClassifier(model: TrainedModelType, title: string): void {
  const out = outputShape(model.module);
  if (out.length === 1) return;
  throw new NodeError(
    `${title} needs one logit a class, but this model gives a map ${shapeText(out)} for each picture. Look at it with Segmentation overlay, and give Evaluate pictures with masks.`,
    { port: "model", expected: "[classes]", got: shapeText(out) },
  );
}

export function shapesAgree(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((dim, axis) => dimsAgree(dim, b[axis] ?? 0));
}
