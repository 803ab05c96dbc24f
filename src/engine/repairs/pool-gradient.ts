import * as tf from "@tensorflow/tfjs-core";
import {
  backend_util,
  getKernel,
  type KernelConfig,
  registerKernel,
  type TensorInfo,
  unregisterKernel,
} from "@tensorflow/tfjs-core";

export interface PoolAttributes {
  readonly filterSize: [number, number] | number;
  readonly strides: [number, number] | number;
  readonly pad: "valid" | "same" | number;
  readonly dimRoundingMode?: "floor" | "round" | "ceil";
}

/**
 * Max-pooling's gradient by torch's rule: it goes to the first largest cell of each window, row by row. Stock WASM is
 * wrong for negative inputs and for windows of equal values; stock WebGL takes the last cell.
 */
export function registerPoolGradients(): void {
  for (const backendName of ["wasm", "webgl", "cpu"]) {
    if (!getKernel("MaxPoolGrad", backendName)) continue;
    unregisterKernel("MaxPoolGrad", backendName);
    const config: KernelConfig = {
      kernelName: "MaxPoolGrad",
      backendName,
      kernelFunc: ({ inputs, attrs }) => {
        const { dy, input } = inputs as { dy: TensorInfo; input: TensorInfo };
        return poolGradient(input, dy, attrs as unknown as PoolAttributes);
      },
    };
    registerKernel(config);
  }
}

/** On the host: exact, and the same on every device. Kernels of our own replace it where it costs. */
function poolGradient(input: TensorInfo, dy: TensorInfo, attrs: PoolAttributes): TensorInfo {
  const info = backend_util.computePool2DInfo(
    input.shape as [number, number, number, number],
    attrs.filterSize,
    attrs.strides,
    1,
    attrs.pad,
    attrs.dimRoundingMode,
  );
  const engine = tf.engine();
  const x = engine.backend.readSync(input.dataId) as Float32Array;
  const gradient = engine.backend.readSync(dy.dataId) as Float32Array;
  const out = new Float32Array(x.length);
  const { inHeight, inWidth, outHeight, outWidth, inChannels: channels, strideHeight, strideWidth } = info;
  for (let n = 0; n < info.batchSize; n++) {
    for (let oy = 0; oy < outHeight; oy++) {
      const top = oy * strideHeight - info.padInfo.top;
      for (let ox = 0; ox < outWidth; ox++) {
        const left = ox * strideWidth - info.padInfo.left;
        for (let c = 0; c < channels; c++) {
          let best = -1;
          for (let y = Math.max(0, top); y < Math.min(inHeight, top + info.filterHeight); y++) {
            for (let xx = Math.max(0, left); xx < Math.min(inWidth, left + info.filterWidth); xx++) {
              const at = ((n * inHeight + y) * inWidth + xx) * channels + c;
              const value = x[at] as number;
              // As in torch, a NaN is larger than everything.
              if (best < 0 || value > (x[best] as number) || Number.isNaN(value)) best = at;
            }
          }
          const from = ((n * outHeight + oy) * outWidth + ox) * channels + c;
          if (best >= 0) out[best] = (out[best] as number) + (gradient[from] as number);
        }
      }
    }
  }
  return tf.tensor(out, [...input.shape]);
}
