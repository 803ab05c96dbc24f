import { bytes, float, int, ints, type Message, message, nested, text } from "./protobuf";

/*
 * The messages of onnx.proto3 that a network needs, under the numbers that its fields have there
 * (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3).
 */

const FLOAT = 1;
const INT64 = 7;

export type Attribute = number | readonly number[] | string | { readonly float: number };

/** One operation: `inputs` and `outputs` are names of values. */
export interface Operation {
  readonly type: string;
  readonly name: string;
  readonly inputs: readonly string[];
  readonly output: string;
  readonly attributes?: Readonly<Record<string, Attribute>>;
}

/** A constant of the network: its learned arrays, and sizes as whole numbers. */
export interface Constant {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: Float32Array | readonly number[];
}

/** A value that comes in or goes out: a size, or the name of one that is free. */
export interface Face {
  readonly name: string;
  readonly shape: readonly (number | string)[];
}

export interface OnnxGraph {
  readonly name: string;
  readonly operations: readonly Operation[];
  readonly constants: readonly Constant[];
  readonly input: Face;
  readonly output: Face;
}

export function onnxModel(
  graph: OnnxGraph,
  opset: number,
  metadata: Readonly<Record<string, string>>,
  doc: string,
): Message {
  const IR_VERSION = 8;
  return message(
    int(1, IR_VERSION),
    text(2, "tensorloom"),
    text(6, doc),
    nested(7, graphProto(graph)),
    nested(8, message(text(1, ""), int(2, opset))),
    Object.entries(metadata).map(([key, value]) => nested(14, message(text(1, key), text(2, value)))),
  );
}

function graphProto({ name, operations, constants, input, output }: OnnxGraph): Message {
  return message(
    operations.map((operation) => nested(1, nodeProto(operation))),
    text(2, name),
    constants.map((constant) => nested(5, tensorProto(constant))),
    nested(11, valueInfo(input)),
    nested(12, valueInfo(output)),
  );
}

function nodeProto({ type, name, inputs, output, attributes = {} }: Operation): Message {
  return message(
    inputs.map((input) => text(1, input)),
    text(2, output),
    text(3, name),
    text(4, type),
    Object.entries(attributes).map(([key, value]) => nested(5, attribute(key, value))),
  );
}

function attribute(name: string, value: Attribute): Message {
  const kinds = { float: 1, int: 2, string: 3, ints: 7 };
  const of = (kind: keyof typeof kinds, ...fields: readonly Message[]) =>
    message(text(1, name), ...fields, int(20, kinds[kind]));
  if (typeof value === "number") return of("int", int(3, value));
  if (typeof value === "string") return of("string", text(4, value));
  if ("float" in value) return of("float", float(2, value.float));
  return of("ints", ints(8, value));
}

function tensorProto({ name, shape, data }: Constant): Message {
  const dims = shape.length > 0 ? [ints(1, shape)] : [];
  if (!(data instanceof Float32Array)) {
    return message(...dims, int(2, INT64), ints(7, data), text(8, name));
  }
  const raw = new Uint8Array(data.buffer as ArrayBuffer, data.byteOffset, data.byteLength);
  return message(...dims, int(2, FLOAT), text(8, name), bytes(9, raw));
}

function valueInfo({ name, shape }: Face): Message {
  const dims = shape.map((dim) =>
    nested(1, typeof dim === "number" ? message(int(1, dim)) : message(text(2, dim))),
  );
  const tensor = message(int(1, FLOAT), nested(2, message(dims)));
  return message(text(1, name), nested(2, message(nested(1, tensor))));
}
