import * as tf from "@tensorflow/tfjs-core";
import {
  backend_util,
  type Conv2DBackpropFilterAttrs,
  type KernelConfig,
  registerKernel,
  type Tensor4D,
  type TensorInfo,
} from "@tensorflow/tfjs-core";

/**
 * The gradient of a convolution by its filter, which stock WASM lacks: for each cell of the filter, the product of the
 * input seen through that cell (transposed) with the output's gradient. Σ over pictures and places of x·dy.
 */
export function registerFilterGradient(): void {
  const config: KernelConfig = {
    kernelName: "Conv2DBackpropFilter",
    backendName: "wasm",
    kernelFunc: ({ inputs, attrs }) => {
      // Autodiff hands over tensors, not bare infos: operations can take them as they are.
      const { x, dy } = inputs as unknown as { x: Tensor4D; dy: Tensor4D };
      return filterGradient(x, dy, attrs as unknown as Conv2DBackpropFilterAttrs);
    },
  };
  registerKernel(config);
}

function filterGradient(x: Tensor4D, dy: Tensor4D, attrs: Conv2DBackpropFilterAttrs): TensorInfo {
  const { strides, pad, dataFormat, dimRoundingMode, filterShape } = attrs;
  if (dataFormat !== "NHWC") throw new Error(`The filter gradient is written for NHWC, not ${dataFormat}.`);
  const info = backend_util.computeConv2DInfo(x.shape, filterShape, strides, 1, pad, dimRoundingMode);
  return tf.tidy(() => {
    const gradient = tf.reshape(dy, [-1, info.outChannels]);
    const { top, left } = info.padInfo;
    const reachY = (info.outHeight - 1) * info.strideHeight + info.filterHeight;
    const reachX = (info.outWidth - 1) * info.strideWidth + info.filterWidth;
    const padded = tf.pad(x, [
      [0, 0],
      [top, Math.max(0, reachY - top - info.inHeight)],
      [left, Math.max(0, reachX - left - info.inWidth)],
      [0, 0],
    ]);
    const cells: tf.Tensor[] = [];
    for (let row = 0; row < info.filterHeight; row++) {
      for (let column = 0; column < info.filterWidth; column++) {
        const seen = tf.stridedSlice(
          padded,
          [0, row, column, 0],
          [
            info.batchSize,
            row + (info.outHeight - 1) * info.strideHeight + 1,
            column + (info.outWidth - 1) * info.strideWidth + 1,
            info.inChannels,
          ],
          [1, info.strideHeight, info.strideWidth, 1],
        );
        // Transposed first: stock WASM multiplies a transposed matrix 10 to 25 times slower than a plain one.
        const columns = tf.transpose(tf.reshape(seen, [-1, info.inChannels]));
        cells.push(tf.matMul(columns, gradient));
      }
    }
    return tf.reshape(tf.stack(cells), [...filterShape]);
  });
}
