import { NodeError } from "../graph/problem";
import type { StateDict } from "../module/state";
import { type StoredArray, shown, shownList, sizeOf } from "./stored";

/** Channels of VGG16's thirteen convolutions at width 1, and their numbers among torchvision's `features`. */
const CHANNELS = [64, 64, 128, 128, 256, 256, 256, 512, 512, 512, 512, 512, 512] as const;
export const CONVOLUTIONS = [0, 2, 5, 7, 10, 12, 14, 17, 19, 21, 24, 26, 28] as const;
/** The three fully connected layers, by their numbers in torchvision's `classifier`. */
export const CLASSIFIER = [0, 3, 6] as const;

const INPUT_CHANNELS = 3;
/** Float32 at full width are 553 MB; beyond this, bytes, they fit into no browser. */
const MOST_BYTES = 2 * 1024 ** 3;

/** The share of VGG16's channels that a state dict with torchvision's names has: 1, or 1/8 in the sample weights. */
export function widthOf(state: StateDict | ReadonlyMap<string, StoredArray>): number {
  return (state.get("features.0.weight")?.shape[0] ?? 0) / CHANNELS[0];
}

/**
 * Throws a NodeError that names file and array unless these are VGG16's arrays under torchvision's names: all thirteen
 * convolutions, each of its shape at the width of the first, and of the fully connected layers none or weight and bias.
 */
export function checkVgg16(arrays: ReadonlyMap<string, StoredArray>, file: string): void {
  const numbers = [...arrays.keys()].flatMap((name) => /^features\.(\d+)\.weight$/.exec(name)?.[1] ?? []);
  const missing = CONVOLUTIONS.filter((number) => !arrays.has(`features.${number}.weight`));
  if ([...arrays.keys()].some((name) => name.endsWith(".running_mean"))) {
    throw other(file, "it has batch normalisation, so that it is vgg16_bn or another network");
  }
  const extra = numbers.filter((number) => !CONVOLUTIONS.some((known) => String(known) === number));
  if (extra.length > 0) {
    const guess =
      numbers.length === 16
        ? "it has 16 convolutions, as VGG19 does"
        : `it has ${numbers.length} convolutions`;
    throw other(file, `${guess}, and VGG16 has 13`);
  }
  if (missing.length > 0) {
    const names = missing.map((number) => `features.${number}.weight`);
    throw new NodeError(
      `${file} lacks layers of VGG16: ${shownList(names)} ${names.length === 1 ? "is" : "are"} missing. Give the whole file, or all its parts.`,
      { expected: "13 convolutions", got: `${13 - names.length} convolutions` },
    );
  }
  const width = widthOf(arrays);
  let inChannels: number = INPUT_CHANNELS;
  CONVOLUTIONS.forEach((number, index) => {
    const outChannels = (CHANNELS[index] ?? 0) * width;
    expectShape(arrays, `features.${number}.weight`, [outChannels, inChannels, 3, 3], file);
    expectShape(arrays, `features.${number}.bias`, [outChannels], file);
    inChannels = outChannels;
  });
  for (const number of CLASSIFIER) checkLinear(arrays, `classifier.${number}`, file);
  let bytes = 0;
  for (const { shape } of arrays.values()) bytes += 4 * sizeOf(shape);
  if (bytes > MOST_BYTES) {
    throw other(file, `its numbers would take ${Math.round(bytes / 1e6).toLocaleString("en-US")} MB`);
  }
}

function checkLinear(arrays: ReadonlyMap<string, StoredArray>, layer: string, file: string): void {
  const weight = arrays.get(`${layer}.weight`);
  const bias = arrays.get(`${layer}.bias`);
  if (!weight && !bias) return;
  if (weight?.shape.length === 2) expectShape(arrays, `${layer}.bias`, [weight.shape[0] ?? 0], file);
  else expectShape(arrays, `${layer}.weight`, [bias?.shape[0] ?? "out", "in"], file);
}

function expectShape(
  arrays: ReadonlyMap<string, StoredArray>,
  name: string,
  expected: readonly (number | string)[],
  file: string,
): void {
  const array = arrays.get(name);
  const wanted = `[${expected.join(", ")}]`;
  if (!array) {
    throw new NodeError(`${file} lacks ${name} ${wanted}. Give the whole file, or all its parts.`, {
      expected: wanted,
    });
  }
  if (array.shape.join() === expected.join()) return;
  const got = `[${array.shape.join(", ")}]`;
  const origin = array.name === name ? "" : `, which is ${shown(array.name)} in the file`;
  throw new NodeError(`${file} holds no VGG16: ${name} is ${got} and should be ${wanted}${origin}.`, {
    expected: wanted,
    got,
  });
}

function other(file: string, what: string): NodeError {
  return new NodeError(`${file} holds another network than VGG16: ${what}. Give VGG16's weights.`, {
    expected: "VGG16",
  });
}
