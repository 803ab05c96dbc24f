import { NodeError } from "../graph/problem";
import type { ByteSource } from "./byte-source";
import { megabytes } from "./names";
import { toFloat32 } from "./numbers";
import { type StoredArray, shown, sizeOf } from "./stored";
import { readable } from "./zip";

/*
 * Of an ONNX file only what is learned is read: the float32 arrays (initializers) of its graph, and its metadata. The
 * numbers of the fields are onnx.proto3's. Operations are left alone: the network is the graph's here.
 */
const MODEL = { graph: 7, metadata: 14 };
const GRAPH = { initializer: 5 };
const TENSOR = { dims: 1, type: 2, floats: 4, name: 8, raw: 9, location: 14 };
/** Bytes; a protocol buffer cannot be longer. */
const LARGEST_FILE = 2 * 1024 ** 3 - 1;
/** More axes than this no layer has. */
const MOST_AXES = 8;
const FLOAT = 1;
const VARINT = 0;
const FIXED64 = 1;
const DELIMITED = 2;
const FIXED32 = 5;

export interface OnnxArrays {
  readonly stored: readonly StoredArray[];
  readonly metadata: ReadonlyMap<string, string>;
}

/** Whether bytes could begin an ONNX model: its version first, as every writer has it, then its producer or the next field. */
export function looksLikeOnnx(start: Uint8Array): boolean {
  return (
    start[0] === 0x08 && (start[1] ?? 0) >= 3 && (start[1] ?? 0) <= 20 && ((start[2] ?? 0) & 7) === DELIMITED
  );
}

/** Throws NodeError where the file is cut off, or keeps its numbers elsewhere. */
export async function openOnnx(file: ByteSource, name: string): Promise<OnnxArrays> {
  if (file.size > LARGEST_FILE)
    throw new NodeError(
      `${name} has ${megabytes(file.size)}; an .onnx file may have up to ${megabytes(LARGEST_FILE)}.`,
    );
  const bytes = new Uint8Array(await readable(file.slice(0, file.size).arrayBuffer(), name));
  const stored: StoredArray[] = [];
  const metadata = new Map<string, string>();
  for (const field of fieldsOf(bytes, name)) {
    if (field.number === MODEL.metadata) {
      const [key, value] = [...fieldsOf(field.bytes, name)].map((part) => textOf(part.bytes));
      if (key !== undefined) metadata.set(key, value ?? "");
    }
    if (field.number !== MODEL.graph) continue;
    for (const part of fieldsOf(field.bytes, name)) {
      if (part.number !== GRAPH.initializer) continue;
      const array = readTensor(part.bytes, name);
      if (array) stored.push(array);
    }
  }
  return { stored, metadata };
}

/** An array of float32; sizes and indices, which are no parameters, are left out. */
function readTensor(bytes: Uint8Array<ArrayBuffer>, file: string): StoredArray | undefined {
  const shape: number[] = [];
  let [type, title] = [0, ""];
  let numbers: Uint8Array<ArrayBuffer> | undefined;
  for (const field of fieldsOf(bytes, file)) {
    if (field.number === TENSOR.type) type = field.value;
    else if (field.number === TENSOR.name) title = textOf(field.bytes);
    else if (field.number === TENSOR.raw || field.number === TENSOR.floats) numbers = field.bytes;
    else if (field.number === TENSOR.dims)
      for (const dim of field.wire === DELIMITED ? varintsOf(field.bytes, file) : [field.value]) {
        shape.push(dim);
        if (shape.length > MOST_AXES)
          throw new NodeError(
            `${file} is no ONNX model that was saved here: an array in it has more than ${MOST_AXES} axes.`,
          );
      }
    else if (field.number === TENSOR.location && field.value === 1) {
      throw new NodeError(
        `${file} keeps the numbers of ${shown(title)} in a file of its own. Save the model as one file.`,
      );
    }
  }
  if (type !== FLOAT) return undefined;
  if (title === "")
    throw new NodeError(`${file} is no ONNX model that was saved here: an array in it has no name.`);
  const expected = 4 * sizeOf(shape);
  if (numbers?.length !== expected) {
    throw new NodeError(
      `${file} is damaged: ${shown(title)} is [${shape.join(", ")}], which takes ${expected} bytes, and has ${numbers?.length ?? 0}. Save it again.`,
      { expected: `${expected} bytes`, got: `${numbers?.length ?? 0} bytes` },
    );
  }
  const data = numbers;
  return { name: title, shape, read: async () => toFloat32(data.slice().buffer, "float32") };
}

interface Field {
  readonly number: number;
  readonly wire: number;
  /** Of a varint. */
  readonly value: number;
  /** Of a delimited field; empty for others. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

function* fieldsOf(bytes: Uint8Array<ArrayBuffer>, file: string): Generator<Field> {
  const cursor = { at: 0 };
  while (cursor.at < bytes.length) {
    const tag = varint(bytes, cursor, file);
    const [number, wire] = [Math.floor(tag / 8), tag % 8];
    const value = wire === VARINT || wire === DELIMITED ? varint(bytes, cursor, file) : 0;
    const length = { [DELIMITED]: value, [FIXED64]: 8, [FIXED32]: 4, [VARINT]: 0 }[wire];
    if (length === undefined || cursor.at + length > bytes.length) throw cutOff(file);
    yield { number, wire, value, bytes: bytes.subarray(cursor.at, cursor.at + length) };
    cursor.at += length;
  }
}

function varintsOf(bytes: Uint8Array, file: string): number[] {
  const cursor = { at: 0 };
  const values: number[] = [];
  while (cursor.at < bytes.length) values.push(varint(bytes, cursor, file));
  return values;
}

function varint(bytes: Uint8Array, cursor: { at: number }, file: string): number {
  let value = 0;
  for (let shift = 0; shift < 70; shift += 7) {
    const byte = bytes[cursor.at++];
    if (byte === undefined) throw cutOff(file);
    value += (byte & 127) * 2 ** shift;
    if (byte < 128) return value;
  }
  throw cutOff(file);
}

function cutOff(file: string): NodeError {
  return new NodeError(`${file} is no ONNX model, or it is cut off. Save or download it again.`);
}

const decoder = new TextDecoder();

function textOf(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}
