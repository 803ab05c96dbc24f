import * as tf from "@tensorflow/tfjs-core";
import {
  backend_util,
  getKernel,
  type KernelConfig,
  registerKernel,
  type Tensor4D,
  type TensorInfo,
  unregisterKernel,
} from "@tensorflow/tfjs-core";
import type { PoolAttributes } from "../repairs/pool-gradient";

/** What stands around a picture: smaller than all that is in it. */
const AROUND = -3.4e38;

/**
 * Max-pooling's gradient by torch's rule on WebGPU: it goes to the first largest cell of each window, row by row; stock takes
 * the last. Nothing is read back, which a worker could not wait for: one cell of all windows after the other is compared with
 * their maxima, and takes the gradient where it is the first to reach them.
 */
export function registerPoolGradient(backendName = "webgpu"): void {
  if (getKernel("MaxPoolGrad", backendName)) unregisterKernel("MaxPoolGrad", backendName);
  const config: KernelConfig = {
    kernelName: "MaxPoolGrad",
    backendName,
    kernelFunc: ({ inputs, attrs }) => {
      // Autodiff hands over tensors, not bare infos: operations can take them as they are.
      const { dy, input } = inputs as unknown as { dy: Tensor4D; input: Tensor4D };
      return poolGradient(input, dy, attrs as unknown as PoolAttributes);
    },
  };
  registerKernel(config);
}

/** So many rows of `length` numbers, each followed by `every` − 1 rows of zeros. WebGPU's pad is right for three axes. */
function followed(values: tf.Tensor, rows: number, length: number, every: number): tf.Tensor {
  return tf.pad(tf.reshape(values, [rows, 1, length]), [
    [0, 0],
    [0, every - 1],
    [0, 0],
  ]);
}

function poolGradient(input: Tensor4D, dy: Tensor4D, attrs: PoolAttributes): TensorInfo {
  const { filterSize, strides, pad, dimRoundingMode } = attrs;
  const info = backend_util.computePool2DInfo(input.shape, filterSize, strides, 1, pad, dimRoundingMode);
  const { batchSize, inHeight, inWidth, inChannels, outHeight, outWidth, strideHeight, strideWidth } = info;
  const { filterHeight, filterWidth } = info;
  const { top, left } = info.padInfo;
  // As far as the windows reach, and not less than the picture.
  const height = Math.max(top + inHeight, (outHeight - 1) * strideHeight + filterHeight);
  const width = Math.max(left + inWidth, (outWidth - 1) * strideWidth + filterWidth);
  return tf.tidy(() => {
    const framed = tf.pad(
      input,
      [
        [0, 0],
        [top, height - top - inHeight],
        [left, width - left - inWidth],
        [0, 0],
      ],
      AROUND,
    );
    const cellOf = (row: number, column: number) =>
      tf.stridedSlice(
        framed,
        [0, row, column, 0],
        [
          batchSize,
          row + (outHeight - 1) * strideHeight + 1,
          column + (outWidth - 1) * strideWidth + 1,
          inChannels,
        ],
        [1, strideHeight, strideWidth, 1],
      );
    /** A number for each window, at its cell in the framed picture, with zeros between. */
    const placed = (values: tf.Tensor, row: number, column: number) => {
      const [tall, wide] = [outHeight * strideHeight, outWidth * strideWidth];
      const across = followed(values, batchSize * outHeight * outWidth, inChannels, strideWidth);
      const apart = followed(across, batchSize * outHeight, wide * inChannels, strideHeight);
      const [keptTall, keptWide] = [Math.min(tall, height - row), Math.min(wide, width - column)];
      const whole = tf.slice(
        tf.reshape(apart, [batchSize, tall, wide, inChannels]) as Tensor4D,
        [0, 0, 0, 0],
        [batchSize, keptTall, keptWide, inChannels],
      );
      return tf.pad(whole, [
        [0, 0],
        [row, height - row - keptTall],
        [column, width - column - keptWide],
        [0, 0],
      ]);
    };
    const cells = Array.from({ length: filterHeight * filterWidth }, (_, at) => ({
      row: Math.floor(at / filterWidth),
      column: at % filterWidth,
    }));
    const largest = cells
      .map(({ row, column }) => cellOf(row, column) as tf.Tensor)
      .reduce((a, b) => tf.maximum(a, b));
    let open: tf.Tensor = tf.onesLike(largest);
    let gradient: tf.Tensor | undefined;
    for (const { row, column } of cells) {
      const hit = tf.mul(tf.cast(tf.equal(cellOf(row, column), largest), "float32"), open);
      open = tf.sub(open, hit);
      const part = placed(tf.mul(hit, dy), row, column);
      gradient = gradient ? tf.add(gradient, part) : part;
    }
    return tf.slice(gradient as Tensor4D, [0, top, left, 0], [batchSize, inHeight, inWidth, inChannels]);
  });
}
