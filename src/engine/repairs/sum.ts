import * as tf from "@tensorflow/tfjs-core";
import {
  getKernel,
  type KernelConfig,
  type NamedTensorInfoMap,
  registerKernel,
  type TensorInfo,
  unregisterKernel,
} from "@tensorflow/tfjs-core";

interface WebglBackend {
  disposeIntermediateTensorInfo(info: TensorInfo): void;
}

/**
 * Sums of many tensors on WebGL. Stock halves a list that is too long for one shader, and never lets the sums of the halves
 * go: a training that clips its gradients leaves textures behind at every step, which no count of tensors shows. The same
 * halves, in the same order, give the same digits.
 */
export function registerSum(): void {
  const stock = getKernel("AddN", "webgl")?.kernelFunc;
  if (!stock) return;
  unregisterKernel("AddN", "webgl");
  const config: KernelConfig = {
    kernelName: "AddN",
    backendName: "webgl",
    kernelFunc: (call) => {
      const backend = call.backend as unknown as WebglBackend;
      const most = tf.env().getNumber("WEBGL_MAX_TEXTURES_IN_SHADER");
      const sum = (terms: readonly TensorInfo[]): TensorInfo => {
        if (terms.length <= most)
          return one(stock({ ...call, inputs: terms as unknown as NamedTensorInfoMap }));
        const middle = Math.floor(terms.length / 2);
        const halves = [sum(terms.slice(0, middle)), sum(terms.slice(middle))];
        const whole = sum(halves);
        for (const half of halves) backend.disposeIntermediateTensorInfo(half);
        return whole;
      };
      return sum(call.inputs as unknown as readonly TensorInfo[]);
    },
  };
  registerKernel(config);
}

function one(made: TensorInfo | TensorInfo[]): TensorInfo {
  if (Array.isArray(made)) throw new Error("A sum is one tensor.");
  return made;
}
