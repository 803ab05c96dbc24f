import { NodeError } from "../graph/problem";
import { fromBfloat, fromHalf } from "./half";
import type { TensorEntry } from "./safetensors-header";

/** The numbers of one array as float32. Throws NodeError where a whole number does not fit exactly. */
export function valuesOf(bytes: ArrayBuffer, entry: TensorEntry, file: string): Float32Array {
  switch (entry.dtype) {
    case "F32":
      return new Float32Array(bytes);
    case "F16":
      return Float32Array.from(new Uint16Array(bytes), fromHalf);
    case "BF16":
      return Float32Array.from(new Uint16Array(bytes), fromBfloat);
    case "U8":
      return Float32Array.from(new Uint8Array(bytes));
    case "I32":
      return exact(new Int32Array(bytes), entry, file);
    case "I64":
      return exact(Array.from(new BigInt64Array(bytes), Number), entry, file);
  }
}

function exact(numbers: ArrayLike<number>, entry: TensorEntry, file: string): Float32Array {
  const values = Float32Array.from(numbers);
  for (let i = 0; i < values.length; i++) {
    if (values[i] !== numbers[i] || Math.abs(values[i] as number) > 2 ** 53) {
      throw new NodeError(`${file}: ${entry.name} holds ${numbers[i]}, which float32 cannot hold exactly.`);
    }
  }
  return values;
}
