import * as tf from "@tensorflow/tfjs-core";
import type { KeptTensor } from "./checkpoint";

/** Tensors' numbers in memory of their own. */
export async function keptTensors(tensors: readonly tf.Tensor[]): Promise<readonly KeptTensor[]> {
  return Promise.all(
    tensors.map(async (tensor) => {
      const data = (await tensor.data()) as Float32Array | Int32Array;
      return { shape: tensor.shape, data: data.slice() };
    }),
  );
}

/** The same tensors on the device again. */
export function fromKept({ shape, data }: KeptTensor): tf.Tensor {
  return tf.tensor(data, [...shape], data instanceof Int32Array ? "int32" : "float32");
}
