import { errorText } from "@/error-text";
import { NodeError } from "../graph/problem";
import type { StateArray, StateDict } from "../module/state";
import type { GivenFile } from "./file-set";
import { openHdf5 } from "./hdf5";
import { count, isLitter, megabytes } from "./names";
import { openSafetensors } from "./safetensors";
import { type StoredArray, shown } from "./stored";
import { openTfjsModel } from "./tfjs-model";
import { openTorchFile } from "./torch-file";
import { formatOf, type WeightFormat } from "./weight-format";
import { type NamedWeights, nameWeights, type Preprocessing, type WeightSource } from "./weight-names";
import { openZip, readable } from "./zip";

export interface Weights {
  /** VGG16's arrays, float32, by torchvision's names and in torch's layouts; every number is finite. */
  readonly arrays: StateDict;
  readonly source: WeightSource;
  readonly preprocessing: Preprocessing;
  /** The share of VGG16's channels: 1, or 1/8 in the sample weights. */
  readonly width: number;
}

const KNOWN =
  "Understood are .safetensors, .pth and .pt, Keras' .h5, and TensorFlow.js' model.json with its .bin files.";
/** A model.json may have a network's whole description in it; VGG16's has 10 kB. */
const LONGEST_JSON = 32 * 1024 ** 2;

interface Opened {
  readonly stored: readonly StoredArray[];
  readonly kind: "torch" | "keras" | "tfjs";
  /** The file that errors name. */
  readonly file: string;
  /** What the writer said of it, where the format keeps that. */
  readonly metadata: ReadonlyMap<string, string>;
}

const NOTHING_SAID: ReadonlyMap<string, string> = new Map();

/**
 * VGG16's weights out of the files that someone gave: one file, the parts of a .safetensors, or a model.json with its
 * shards. The format is told by content. All is checked by names and shapes before the first number is read; then they are
 * read array by array, and a number that is not finite is refused. `wanted` limits what is read, by torchvision's names.
 * Throws a NodeError that names file and array.
 */
export async function readWeights(
  files: readonly GivenFile[],
  wanted: (name: string) => boolean = () => true,
): Promise<Weights> {
  const { file, named } = await openWeights(files);
  const arrays = new Map<string, StateArray>();
  for (const [name, array] of named.arrays) {
    if (!wanted(name)) continue;
    const data = await array.read();
    needFinite(file, name, array.name, data);
    arrays.set(name, { shape: array.shape, data });
  }
  const { source, preprocessing, width } = named;
  return { arrays, source, preprocessing, width };
}

/** What `readWeights` would give, without reading a number: enough to tell source, preprocessing, width and layers. */
export async function describeWeights(files: readonly GivenFile[]): Promise<
  Omit<Weights, "arrays"> & {
    /** By torchvision's names. */
    readonly shapes: ReadonlyMap<string, readonly number[]>;
  }
> {
  const { arrays, source, preprocessing, width } = (await openWeights(files)).named;
  const shapes = new Map([...arrays].map(([name, { shape }]) => [name, shape]));
  return { shapes, source, preprocessing, width };
}

async function openWeights(
  given: readonly GivenFile[],
): Promise<{ readonly file: string; readonly named: NamedWeights }> {
  const files = given.filter(({ path }) => !isLitter(path));
  if (files.length === 0) throw new NodeError(`No file with weights was given. ${KNOWN}`);
  const { stored, kind, file } = await openFormat(files, true);
  return { file, named: nameWeights(stored, file, kind) };
}

/** The arrays of the files under the names that they have there, whatever network it is. `unzip`: look into a zip. */
export async function openFormat(files: readonly GivenFile[], unzip: boolean): Promise<Opened> {
  const formats = new Map<WeightFormat, GivenFile[]>();
  const hasJson = files.some(({ path }) => /\.json$/i.test(path));
  for (const file of files) {
    const format = await formatOf(file, hasJson && /\.bin$/i.test(file.path));
    formats.set(format, [...(formats.get(format) ?? []), file]);
  }
  const of = (format: WeightFormat) => formats.get(format) ?? [];
  if (of("safetensors").length > 0) {
    refuseOthers(formats, "safetensors", ["json"]);
    return openParts(of("safetensors"), of("json"));
  }
  if (of("json").length > 0) return openModelJson(files, of("json"));
  const [first, second] = files;
  if (!first) throw new NodeError(`There is no file with weights. ${KNOWN}`);
  const file = shown(nameOf(first.path));
  if (second) {
    throw new NodeError(
      `${count(files.length, "file")} came, ${file} and ${shown(nameOf(second.path))} among them. Give one file, all parts of one .safetensors, or one model.json with its .bin files.`,
    );
  }
  if (of("hdf5").length > 0)
    return { stored: await openHdf5(first.file, file), kind: "keras", file, metadata: NOTHING_SAID };
  if (of("pickle").length > 0)
    return { stored: await openTorchFile(first.file, file), kind: "torch", file, metadata: NOTHING_SAID };
  if (of("zip").length > 0) return await openZipped(first, file, unzip);
  throw new NodeError(`${file} is no file of weights, by its first bytes. ${KNOWN}`, {
    expected: "a file of weights",
    got: file,
  });
}

/** A zip is torch's own form; or a .keras file or a downloaded folder, with weights of another form in it. */
async function openZipped({ file: blob }: GivenFile, file: string, unzip: boolean): Promise<Opened> {
  const zip = await openZip(blob, file);
  const inside = zip.paths.filter((path) => /\.(h5|hdf5|safetensors|json|bin)$/i.test(path));
  if (!unzip || zip.paths.some((path) => /(^|\/)data\.pkl$/.test(path)) || inside.length === 0) {
    return { stored: await openTorchFile(blob, file), kind: "torch", file, metadata: NOTHING_SAID };
  }
  const hdf5 = inside.filter((path) => /\.(h5|hdf5)$/i.test(path));
  const files: GivenFile[] = [];
  // A .keras file has its config.json beside the weights.
  for (const path of hdf5.length > 0 ? hdf5 : inside) {
    files.push({ path, file: new Blob([await zip.read(path)]) });
  }
  const opened = await openFormat(files, false);
  return { ...opened, file: `${opened.file} in ${file}` };
}

/** One .safetensors, or its parts, with or without the index that says which array is in which. */
async function openParts(parts: readonly GivenFile[], indices: readonly GivenFile[]): Promise<Opened> {
  const owners = new Map<string, string>();
  const stored: StoredArray[] = [];
  const said = new Map<string, string>();
  for (const { path, file } of parts) {
    const part = shown(nameOf(path));
    const opened = await openSafetensors(file, part);
    for (const [key, value] of opened.metadata) said.set(key, value);
    for (const array of opened.stored) {
      const before = owners.get(array.name);
      if (before !== undefined) {
        throw new NodeError(
          `${shown(array.name)} is in ${before} and in ${part}. Give the parts of one file alone.`,
        );
      }
      owners.set(array.name, part);
      stored.push(array);
    }
  }
  for (const index of indices) await checkIndex(index, owners);
  const [first = ""] = parts.map(({ path }) => shown(nameOf(path)));
  const whole = Number(/-of-(\d+)\.safetensors$/i.exec(first)?.[1] ?? parts.length);
  if (indices.length === 0 && parts.length < whole) {
    throw new NodeError(
      `${first} is one of ${whole} parts, and ${parts.length} came. Give all parts together.`,
    );
  }
  return {
    stored,
    kind: "torch",
    file: parts.length === 1 ? first : `${first} and its other parts`,
    metadata: said,
  };
}

async function checkIndex(index: GivenFile, owners: ReadonlyMap<string, string>): Promise<void> {
  const name = shown(nameOf(index.path));
  const { weight_map: map } = await readJson(index);
  if (typeof map !== "object" || map === null) return;
  for (const [array, part] of Object.entries(map)) {
    if (typeof part !== "string")
      throw new NodeError(`${name} does not say in which part ${shown(array)} is. Download it again.`);
    const owner = owners.get(array);
    if (owner === shown(nameOf(part))) continue;
    const got = owner === undefined ? "which did not come with it or lacks it" : `but it is in ${owner}`;
    throw new NodeError(
      `${name} says that ${shown(array)} is in ${shown(nameOf(part))}, ${got}. Give all parts of the file together.`,
    );
  }
}

async function openModelJson(files: readonly GivenFile[], jsons: readonly GivenFile[]): Promise<Opened> {
  for (const json of jsons) {
    const { weightsManifest, weight_map: map, userDefinedMetadata: said } = await readJson(json);
    const file = shown(nameOf(json.path));
    if (weightsManifest !== undefined) {
      const shards = files.filter((other) => other !== json);
      return {
        stored: openTfjsModel(weightsManifest, file, shards),
        kind: "tfjs",
        file,
        metadata: texts(said),
      };
    }
    if (map !== undefined) {
      throw new NodeError(`${file} only lists the parts of a .safetensors. Give the parts together with it.`);
    }
  }
  const names = jsons.map(({ path }) => shown(nameOf(path))).join(", ");
  throw new NodeError(`${names} names no weights: a TensorFlow.js model has a weightsManifest. ${KNOWN}`, {
    expected: "model.json of TensorFlow.js",
    got: names,
  });
}

function texts(value: unknown): ReadonlyMap<string, string> {
  if (typeof value !== "object" || value === null) return NOTHING_SAID;
  return new Map(
    Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}

async function readJson({ path, file }: GivenFile): Promise<Record<string, unknown>> {
  const name = shown(nameOf(path));
  if (file.size > LONGEST_JSON) {
    throw new NodeError(
      `${name} has ${megabytes(file.size)}; a model.json may have up to ${megabytes(LONGEST_JSON)}.`,
    );
  }
  const text = await readable(file.text(), name);
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch (cause) {
    const message = errorText(cause);
    throw new NodeError(`${name} is damaged: it is no JSON (${shown(message)}). Download it again.`);
  }
}

function refuseOthers(
  formats: ReadonlyMap<WeightFormat, readonly GivenFile[]>,
  format: WeightFormat,
  beside: readonly WeightFormat[],
): void {
  for (const [other, [file]] of formats) {
    if (other === format || beside.includes(other) || !file) continue;
    throw new NodeError(
      `${shown(nameOf(file.path))} came with .${format} files and is none. Give the weights of one network alone.`,
    );
  }
}

/** A plain loop: `findIndex` takes a second per hundred million numbers, and more. */
function firstNotFinite(data: Float32Array): number {
  for (let at = 0; at < data.length; at++) {
    // Infinity and NaN are the numbers that do not cancel.
    const value = data[at] as number;
    if (value - value !== 0) return at;
  }
  return -1;
}

/** Throws NodeError that names the array and the number where one is not finite. `origin`: its name in the file. */
export function needFinite(file: string, name: string, origin: string, data: Float32Array): void {
  const at = firstNotFinite(data);
  if (at >= 0) throw notFinite(file, name, origin, data[at] as number, at);
}

function notFinite(file: string, name: string, origin: string, value: number, at: number): NodeError {
  const where = origin === name ? name : `${name} (${shown(origin)} in the file)`;
  const what = Number.isNaN(value) ? "NaN, which is no number" : "an infinite number";
  return new NodeError(
    `${file}: number ${at} of ${where} is ${what}. A training that diverged leaves such weights: take an earlier file.`,
    { expected: "finite numbers", got: String(value) },
  );
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
