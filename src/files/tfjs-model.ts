import { NodeError } from "../graph/problem";
import type { GivenFile } from "./file-set";
import { count } from "./names";
import { NUMBER_BYTES, type NumberType, toFloat32 } from "./numbers";
import { type StoredArray, shown, sizeOf } from "./stored";
import { readable } from "./zip";

/** Quantised numbers: float16 as they are, or whole numbers q that stand for q · scale + min. */
interface Quantization {
  readonly type: "float16" | "uint8" | "uint16";
  readonly scale: number;
  readonly min: number;
}

interface Weight {
  readonly name: string;
  readonly shape: readonly number[];
  /** As the numbers are in the file. */
  readonly type: NumberType;
  readonly bytes: number;
  readonly quantization?: Quantization;
}

const TYPES: readonly string[] = ["float32", "float16", "int32", "uint8", "uint16", "bool"];
const MOST_WEIGHTS = 20_000;

/**
 * The arrays of a TensorFlow.js model, in layers or in graph form: `manifest` is the `weightsManifest` of its model.json,
 * and its shards are among `files`, beside it. Every byte of the shards must belong to exactly one array. Numbers are read
 * array by array. Throws NodeError that names the file and the array.
 */
export function openTfjsModel(
  manifest: unknown,
  model: string,
  files: readonly GivenFile[],
): readonly StoredArray[] {
  const fail = (what: string) => new NodeError(`${model} is no TensorFlow.js model: ${what}.`);
  if (!Array.isArray(manifest) || manifest.length === 0) throw fail("it lists no weights (weightsManifest)");
  const stored: StoredArray[] = [];
  const names = new Set<string>();
  for (const group of manifest) {
    if (!isRecord(group) || !Array.isArray(group.weights) || !isTexts(group.paths)) {
      throw fail("a group of its weights has no paths or no weights");
    }
    const weights = group.weights.map((weight) => readWeight(weight, fail));
    const data = joined(group.paths, weights, model, files);
    let from = 0;
    for (const weight of weights) {
      if (names.has(weight.name)) throw fail(`it lists ${shown(weight.name)} twice`);
      names.add(weight.name);
      if (names.size > MOST_WEIGHTS) throw fail(`it lists more than ${count(MOST_WEIGHTS, "array")}`);
      const to = from + weight.bytes;
      const bytes = data.slice(from, to);
      stored.push({
        name: weight.name,
        shape: weight.shape,
        read: async () => values(await readable(bytes.arrayBuffer(), model), weight),
      });
      from = to;
    }
  }
  return stored;
}

/** The shards of one group as one piece; none is read yet. */
function joined(
  paths: readonly string[],
  weights: readonly Weight[],
  model: string,
  files: readonly GivenFile[],
): Blob {
  const shards = paths.map((path) => {
    const name = nameOf(path);
    const found = files.filter((file) => nameOf(file.path) === name);
    const [only] = found;
    if (only === undefined) {
      throw new NodeError(
        `${model} keeps its numbers in ${count(paths.length, "file")}, and ${shown(name)} did not come with it. Give model.json and all of: ${paths.slice(0, 6).map(nameOf).map(shown).join(", ")}${paths.length > 6 ? ", …" : ""}.`,
        { expected: shown(name) },
      );
    }
    if (found.length > 1) throw new NodeError(`Two files are called ${shown(name)}. Give one model alone.`);
    return only.file;
  });
  const got = shards.reduce((sum, shard) => sum + shard.size, 0);
  const needed = weights.reduce((sum, weight) => sum + weight.bytes, 0);
  if (got === needed) return new Blob(shards);
  let end = 0;
  const first = weights.find((weight) => {
    end += weight.bytes;
    return end > got;
  });
  const where = first ? `${shown(first.name)} is cut off` : "there are bytes that belong to no array";
  throw new NodeError(
    `${paths.slice(0, 4).map(nameOf).map(shown).join(", ")} should have ${count(needed, "byte")} together, as ${model} says, but ${got < needed ? "have only" : "have"} ${got.toLocaleString("en-US")}: ${where}. Download all files of the model again.`,
    { expected: count(needed, "byte"), got: count(got, "byte") },
  );
}

type Fail = (what: string) => NodeError;

function readWeight(value: unknown, fail: Fail): Weight {
  if (!isRecord(value) || typeof value.name !== "string") throw fail("an array in it has no name");
  const { name, shape, dtype, quantization } = value;
  const title = shown(name);
  if (!isShape(shape)) throw fail(`${title} has the shape ${shown(JSON.stringify(shape) ?? "none")}`);
  if (typeof dtype !== "string" || !TYPES.includes(dtype)) {
    throw fail(
      `${title} has numbers ${typeof dtype === "string" ? `of type ${shown(dtype)}` : "of no type"}; understood are ${TYPES.join(", ")}`,
    );
  }
  const bytes = (type: NumberType) => {
    const size = sizeOf(shape) * NUMBER_BYTES[type];
    if (!Number.isSafeInteger(size))
      throw fail(`${title} has the shape [${shape.join(", ")}], which fits nowhere`);
    return size;
  };
  const type = dtype as NumberType;
  if (quantization === undefined) return { name, shape, type, bytes: bytes(type) };
  const packed = readQuantization(quantization, title, fail);
  return { name, shape, type: packed.type, bytes: bytes(packed.type), quantization: packed };
}

function readQuantization(value: unknown, title: string, fail: Fail): Quantization {
  const { dtype: type, scale, min }: Record<string, unknown> = isRecord(value) ? value : {};
  if (type === "float16") return { type, scale: 1, min: 0 };
  if (type !== "uint8" && type !== "uint16") {
    throw fail(`${title} is quantised ${kindOf(type)}; understood are float16, uint8, uint16`);
  }
  if (typeof scale !== "number" || typeof min !== "number")
    throw fail(`${title} is quantised without scale or min`);
  return { type, scale, min };
}

function values(bytes: ArrayBuffer, { type, quantization }: Weight): Float32Array {
  const numbers = toFloat32(bytes, type);
  if (quantization === undefined || quantization.type === "float16") return numbers;
  const { scale, min } = quantization;
  for (let at = 0; at < numbers.length; at++) numbers[at] = (numbers[at] as number) * scale + min;
  return numbers;
}

/** `as int4`, or that nothing is said. */
function kindOf(type: unknown): string {
  return typeof type === "string" ? `as ${shown(type)}` : "and does not say how";
}

/** A file's name without its folders. */
function nameOf(path: string): string {
  return path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1);
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.length > 0 && value.every((text) => typeof text === "string");
}

function isShape(value: unknown): value is number[] {
  return (
    Array.isArray(value) && value.length <= 8 && value.every((dim) => Number.isSafeInteger(dim) && dim >= 0)
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
