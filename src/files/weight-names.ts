import { NodeError } from "../graph/problem";
import { fromKeras, looksLikeKeras } from "./keras-names";
import { type StoredArray, shown, shownList, sizeOf } from "./stored";
import { checkVgg16, widthOf } from "./vgg-shapes";

/** Whose names and layouts the arrays came with. */
export type WeightSource = "torchvision" | "timm" | "keras" | "tfjs";

/**
 * How pictures were prepared when the weights were trained. `imagenet-rgb`: RGB from 0 to 1, minus the mean and divided
 * by the standard deviation of ImageNet. `keras-bgr`: BGR from 0 to 255 minus the mean (103.939, 116.779, 123.68).
 */
export type Preprocessing = "imagenet-rgb" | "keras-bgr";

export interface NamedWeights {
  /** By torchvision's names, in torch's layouts; nothing is read yet. */
  readonly arrays: ReadonlyMap<string, StoredArray>;
  readonly source: WeightSource;
  readonly preprocessing: Preprocessing;
  /** The share of VGG16's channels: 1, or 1/8 in the sample weights. */
  readonly width: number;
}

const FIRST = "features.0.weight";

/**
 * Brings the arrays of a file to torchvision's names for VGG16 (`features.0.weight` … `classifier.6.bias`), whether they
 * came with these, with timm's, or with Keras', and whatever stands before all of them (`module.`, `model.`). Arrays that
 * VGG16 does not have are left out. Throws a NodeError that names file and array where it is another network.
 */
export function nameWeights(
  stored: readonly StoredArray[],
  file: string,
  source: "torch" | "keras" | "tfjs",
): NamedWeights {
  const names = stored.map(({ name }) => name);
  const prefixes = names.filter((name) => name === FIRST || name.endsWith(`.${FIRST}`));
  if (prefixes.length === 0) {
    if (source === "torch" && !looksLikeKeras(names)) throw unknown(file, names);
    const arrays = fromKeras(stored, file);
    checkVgg16(arrays, file);
    return {
      arrays,
      source: source === "tfjs" ? "tfjs" : "keras",
      preprocessing: "keras-bgr",
      width: widthOf(arrays),
    };
  }
  const [first = FIRST, second] = prefixes;
  if (second !== undefined) {
    throw new NodeError(
      `${file} holds more than one network: it has ${shown(first)} and ${shown(second)}. Save one of them alone.`,
    );
  }
  const prefix = first.slice(0, -FIRST.length);
  const own = stored.filter(({ name }) => name.startsWith(prefix));
  const arrays = new Map(own.map((array) => [array.name.slice(prefix.length), array]));
  const timm = arrays.has("pre_logits.fc1.weight") || arrays.has("head.fc.weight");
  const kept = timm ? fromTimm(arrays) : arrays;
  const vgg = new Map([...kept].filter(([name]) => /^(features|classifier)\.\d+\.\w+$/.test(name)));
  checkVgg16(vgg, file);
  return {
    arrays: vgg,
    source: timm ? "timm" : "torchvision",
    preprocessing: "imagenet-rgb",
    width: widthOf(vgg),
  };
}

const TIMM: Readonly<Record<string, string>> = {
  "pre_logits.fc1": "classifier.0",
  "pre_logits.fc2": "classifier.3",
  "head.fc": "classifier.6",
};

/** timm's fully connected layers are convolutions over the whole picture: the same numbers in the same order. */
function fromTimm(arrays: ReadonlyMap<string, StoredArray>): ReadonlyMap<string, StoredArray> {
  const renamed = new Map<string, StoredArray>();
  for (const [name, array] of arrays) {
    const at = name.lastIndexOf(".");
    const layer = TIMM[name.slice(0, at)];
    const [out = 0, ...rest] = array.shape;
    if (layer === undefined) renamed.set(name, array);
    else if (rest.length < 2) renamed.set(layer + name.slice(at), array);
    else renamed.set(layer + name.slice(at), { ...array, shape: [out, sizeOf(rest)] });
  }
  return renamed;
}

function unknown(file: string, names: readonly string[]): NodeError {
  const found = names.length === 0 ? "nothing" : shownList(names);
  return new NodeError(
    `${file} holds no VGG16: there is no ${FIRST} in it, but ${found}. Give VGG16's weights with the names of torchvision, timm or Keras.`,
    { expected: FIRST, got: found },
  );
}
