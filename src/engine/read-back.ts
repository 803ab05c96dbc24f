import type * as tf from "@tensorflow/tfjs-core";
import { kernelsInUse } from "./wasm/register";

/**
 * A tensor's float32 numbers, to be read at once and not kept: on the CPU device they are looked at where they lie, since a
 * copy into fresh memory costs more than reading it. They are gone with the next kernel or the tensor.
 */
export async function lookAtValues(tensor: tf.Tensor): Promise<Float32Array> {
  const kernels = kernelsInUse();
  return kernels && tensor.dtype === "float32"
    ? kernels.view(kernels.at(tensor), tensor.size)
    : ((await tensor.data()) as Float32Array);
}
