import { NodeError } from "../graph/problem";
import { permute } from "../module/permute";
import { type StoredArray, shown, shownList } from "./stored";
import { CLASSIFIER, CONVOLUTIONS } from "./vgg-shapes";

/** `keras.applications.VGG16`'s own names for its layers, in order. */
const CONVOLUTION_NAMES = [2, 2, 3, 3, 3].flatMap((convolutions, block) =>
  Array.from({ length: convolutions }, (_, index) => `block${block + 1}_conv${index + 1}`),
);
const CLASSIFIER_NAMES = ["fc1", "fc2", "predictions"];
const OWN_NAME = /(?:^|\/)(block\d_conv\d|fc1|fc2|predictions)(?=[_/]|$)/;
/** What a graph model calls the operations that read a layer's arrays. */
const OPERATION = /\/(Conv2D|BiasAdd|MatMul|convolution)(\/.*)?$/;

/** Torch's axes of a convolution out of Keras' rows, columns, in, out. */
const OIHW = [3, 2, 0, 1];

interface KerasLayer {
  readonly name: string;
  kernel?: StoredArray;
  bias?: StoredArray;
}

/**
 * VGG16's arrays under torchvision's names and in torch's layouts, from a file of Keras' or TensorFlow's: layers called
 * as `keras.applications.VGG16` calls them, or else numbered as Keras does (`conv2d`, `conv2d_1`, …). Kernels come from
 * [rows, columns, in, out] to [out, in, rows, columns]; dense layers from [in, out] to [out, in]. Keras flattens the last
 * feature maps by rows, columns, channels, and torch by channels, rows, columns, so that the inputs of the first dense
 * layer are put in torch's order. Dense layers that are not VGG16's own are left out.
 */
export function fromKeras(stored: readonly StoredArray[], file: string): ReadonlyMap<string, StoredArray> {
  const layers = layersOf(stored, file);
  const convolutions = layers.filter(({ kernel }) => kernel?.shape.length === 4);
  const dense = layers.filter(({ kernel }) => kernel?.shape.length === 2);
  const own = convolutions.some(({ name }) => CONVOLUTION_NAMES.includes(name));
  const chosen = own ? named(convolutions, file) : numbered(convolutions, stored, file);
  const arrays = new Map<string, StoredArray>();
  chosen.forEach((layer, index) => {
    add(arrays, `features.${CONVOLUTIONS[index]}`, layer, ({ shape }) => ({
      shape: OIHW.map((axis) => shape[axis] ?? 0),
      lay: (data) => permute({ shape, data }, OIHW).data,
    }));
  });
  const channels = chosen.at(-1)?.kernel?.shape[3] ?? 0;
  const top = own ? CLASSIFIER_NAMES.map((name) => dense.find((layer) => layer.name === name)) : dense;
  const isTop = own || (dense.length === 3 && sideOf(dense[0]?.kernel, channels) !== undefined);
  for (const [index, layer] of isTop ? top.entries() : []) {
    if (!layer) continue;
    const name = `classifier.${CLASSIFIER[index]}`;
    if (index === 0) checkRows(layer.kernel, channels, file);
    const order = index === 0 ? channels : 1;
    add(arrays, name, layer, ({ shape: [rows = 0, columns = 0] }) => ({
      shape: [columns, rows],
      lay: (data) => transposed(data, rows, columns, order),
    }));
  }
  return arrays;
}

/** Whether the names are those of Keras or TensorFlow. */
export function looksLikeKeras(names: readonly string[]): boolean {
  return names.some(
    (name) => OWN_NAME.test(name) || /(^|[/\\])(kernel(:0)?|vars[/\\]0)$|ReadVariableOp$/.test(name),
  );
}

function layersOf(stored: readonly StoredArray[], file: string): KerasLayer[] {
  const layers = new Map<string, KerasLayer>();
  for (const array of stored) {
    const path = array.name.replaceAll("\\", "/");
    // Momenta have the names and shapes of what they belong to.
    if (/(^|\/)optimizer(_weights)?\//.test(path)) continue;
    const rank = array.shape.length;
    const role = rank === 4 || rank === 2 ? "kernel" : rank === 1 ? "bias" : undefined;
    if (role === undefined) continue;
    const name = OWN_NAME.exec(path)?.[1] ?? layerPath(path);
    const layer = layers.get(name) ?? { name };
    if (layer[role] && OWN_NAME.test(path)) {
      throw new NodeError(
        `${file} has the ${role} of ${name} twice: ${shown(layer[role].name)} and ${shown(array.name)}. Give one model alone.`,
      );
    }
    layer[role] = array;
    layers.set(name, layer);
  }
  return [...layers.values()].sort((a, b) => byNumber(a.name, b.name));
}

function layerPath(path: string): string {
  if (OPERATION.test(path)) return path.replace(OPERATION, "");
  // Keras 3 numbers what is in a layer: layers/conv2d_1/vars/0.
  return path.slice(0, path.lastIndexOf("/")).replace(/\/vars$/, "");
}

/** `conv2d`, `conv2d_1`, `conv2d_2`, `conv2d_10`: as they were made. */
function byNumber(a: string, b: string): number {
  return numberIn(a) - numberIn(b);
}

function numberIn(name: string): number {
  return Number(/_(\d+)$/.exec(name)?.[1] ?? 0);
}

function named(convolutions: readonly KerasLayer[], file: string): readonly KerasLayer[] {
  const extra = convolutions.find(
    ({ name }) => /^block\d_conv\d$/.test(name) && !CONVOLUTION_NAMES.includes(name),
  );
  if (extra) {
    throw new NodeError(
      `${file} holds another network than VGG16: it has ${extra.name}, as VGG19 does. Give VGG16's weights.`,
      { expected: "VGG16", got: "VGG19" },
    );
  }
  const missing = CONVOLUTION_NAMES.filter((name) => !convolutions.some((layer) => layer.name === name));
  if (missing.length > 0) {
    throw new NodeError(
      `${file} lacks layers of VGG16: ${shownList(missing)} ${missing.length === 1 ? "is" : "are"} missing. Save the model again.`,
      { expected: "13 convolutions", got: `${13 - missing.length} convolutions` },
    );
  }
  return CONVOLUTION_NAMES.flatMap((name) => convolutions.find((layer) => layer.name === name) ?? []);
}

function numbered(
  convolutions: readonly KerasLayer[],
  stored: readonly StoredArray[],
  file: string,
): readonly KerasLayer[] {
  if (convolutions.length === CONVOLUTIONS.length) return convolutions;
  const found =
    convolutions.length === 0
      ? `no convolutions, but ${stored.length === 0 ? "nothing" : shownList(stored.map(({ name }) => name))}`
      : `${convolutions.length} (${shownList(convolutions.map(({ name }) => name))})`;
  throw new NodeError(
    `${file} holds no VGG16: VGG16 has 13 convolutions, and this file has ${found}. In Keras: keras.applications.VGG16().save_weights("vgg16.weights.h5").`,
    { expected: "13 convolutions", got: `${convolutions.length} convolutions` },
  );
}

/** Rows and columns of the feature maps that a dense layer flattens, if they are square. */
function sideOf(kernel: StoredArray | undefined, channels: number): number | undefined {
  const side = Math.sqrt((kernel?.shape[0] ?? 0) / channels);
  return Number.isInteger(side) && side > 0 ? side : undefined;
}

function checkRows(kernel: StoredArray | undefined, channels: number, file: string): void {
  if (!kernel || sideOf(kernel, channels) !== undefined) return;
  const [rows = 0, features = 0] = kernel.shape;
  throw new NodeError(
    `${file}: ${shown(kernel.name)} is [${rows}, ${features}], and its ${rows} rows are no square of pictures with ${channels} channels; VGG16 has ${49 * channels} rows there.`,
    { expected: `[${49 * channels}, ${features}]`, got: `[${rows}, ${features}]` },
  );
}

/** From [rows, columns] to [columns, rows], where rows go from the order of (place, channel) to that of (channel, place). */
function transposed(data: Float32Array, rows: number, columns: number, channels: number): Float32Array {
  return permute({ shape: [rows / channels, channels, columns], data }, [2, 1, 0]).data;
}

/** A kernel's shape in torch, and how its numbers come into torch's order. */
interface Layout {
  readonly shape: readonly number[];
  lay(data: Float32Array): Float32Array;
}

function add(
  arrays: Map<string, StoredArray>,
  name: string,
  { kernel, bias }: KerasLayer,
  layout: (kernel: StoredArray) => Layout,
): void {
  if (kernel) {
    const { shape, lay } = layout(kernel);
    arrays.set(`${name}.weight`, { name: kernel.name, shape, read: async () => lay(await kernel.read()) });
  }
  // Copied, since a few numbers that show a whole file would keep it in memory.
  if (bias) arrays.set(`${name}.bias`, { ...bias, read: async () => (await bias.read()).slice() });
}
