import { fromBfloat, fromHalf } from "./half";

/** Bytes a number of each type takes; all little-endian. */
export const NUMBER_BYTES = {
  float64: 8,
  float32: 4,
  float16: 2,
  bfloat16: 2,
  int64: 8,
  int32: 4,
  int16: 2,
  int8: 1,
  uint16: 2,
  uint8: 1,
  bool: 1,
} as const;
export type NumberType = keyof typeof NUMBER_BYTES;

/**
 * Numbers as float32, rounded where float32 has no such number. Float32 is not copied: the result shows `bytes` itself.
 * The length of `bytes` is a whole number of elements.
 */
export function toFloat32(bytes: ArrayBuffer, type: NumberType): Float32Array {
  switch (type) {
    case "float32":
      return new Float32Array(bytes);
    case "float64":
      return Float32Array.from(new Float64Array(bytes));
    case "float16":
      return Float32Array.from(new Uint16Array(bytes), fromHalf);
    case "bfloat16":
      return Float32Array.from(new Uint16Array(bytes), fromBfloat);
    case "int64": {
      const whole = new BigInt64Array(bytes);
      const values = new Float32Array(whole.length);
      for (let at = 0; at < values.length; at++) values[at] = Number(whole[at]);
      return values;
    }
    case "int32":
      return Float32Array.from(new Int32Array(bytes));
    case "int16":
      return Float32Array.from(new Int16Array(bytes));
    case "int8":
      return Float32Array.from(new Int8Array(bytes));
    case "uint16":
      return Float32Array.from(new Uint16Array(bytes));
    case "uint8":
    case "bool":
      return Float32Array.from(new Uint8Array(bytes));
  }
}
