/**
 * A protobuf message in pieces: large arrays are put in as they lie in memory, without a copy.
 * Written is what ONNX needs of the encoding: varints, 32-bit floats and length-delimited fields.
 */
export interface Message {
  readonly length: number;
  readonly pieces: readonly Uint8Array<ArrayBuffer>[];
}

type Field = Message;

const VARINT = 0;
const DELIMITED = 2;
const FLOAT = 5;

export function message(...fields: readonly (Field | readonly Field[])[]): Message {
  const parts = fields.flat();
  return {
    length: parts.reduce((sum, part) => sum + part.length, 0),
    pieces: parts.flatMap(({ pieces }) => pieces),
  };
}

/** An integer field, int32, int64, enum or bool alike. Negative ones take ten bytes, as protobuf has it. */
export function int(field: number, value: number): Field {
  return one([...tag(field, VARINT), ...varint(value)]);
}

/** A list of int64 in one packed field. */
export function ints(field: number, values: readonly number[]): Field {
  return bytes(field, Uint8Array.from(values.flatMap(varint)));
}

export function float(field: number, value: number): Field {
  const number = new Uint8Array(new Float32Array([value]).buffer);
  return one([...tag(field, FLOAT), ...number]);
}

export function text(field: number, value: string): Field {
  return bytes(field, new TextEncoder().encode(value));
}

export function bytes(field: number, value: Uint8Array<ArrayBuffer>): Field {
  return nested(field, { length: value.length, pieces: [value] });
}

/** A message inside a message. */
export function nested(field: number, value: Message): Field {
  const head = one([...tag(field, DELIMITED), ...varint(value.length)]);
  return { length: head.length + value.length, pieces: [...head.pieces, ...value.pieces] };
}

function one(values: readonly number[]): Field {
  return { length: values.length, pieces: [Uint8Array.from(values)] };
}

function tag(field: number, wire: number): readonly number[] {
  return varint(field * 8 + wire);
}

/** Seven bits a byte, the lowest first; the top bit says that more follow. */
function varint(value: number): number[] {
  if (!Number.isSafeInteger(value))
    throw new RangeError(`${value} is no whole number that protobuf could hold.`);
  let rest = BigInt.asUintN(64, BigInt(value));
  const coded: number[] = [];
  while (rest > 127n) {
    coded.push(Number(rest & 127n) | 128);
    rest >>= 7n;
  }
  return [...coded, Number(rest)];
}
