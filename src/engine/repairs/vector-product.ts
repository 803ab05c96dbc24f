import {
  getKernel,
  type KernelConfig,
  registerKernel,
  type TensorInfo,
  unregisterKernel,
  util,
} from "@tensorflow/tfjs-core";

interface ProductAttributes {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

/** Numbers; 64 MB of them. */
const MOST = 2 ** 24;

/**
 * One row times a matrix on WebGL. Stock multiplies element by element and sums, faster than its product of matrices, by
 * way of a texture as large as the matrix without packing: for VGG16's first linear layer (25088×4096) 10137×10138, which
 * many GPUs refuse, and 411 MB where they do not. A large one goes through the product of matrices.
 */
export function registerVectorProduct(most = MOST): void {
  const stock = getKernel("BatchMatMul", "webgl")?.kernelFunc;
  const fused = getKernel("_FusedMatMul", "webgl")?.kernelFunc;
  if (!stock || !fused) return;
  unregisterKernel("BatchMatMul", "webgl");
  const config: KernelConfig = {
    kernelName: "BatchMatMul",
    backendName: "webgl",
    kernelFunc: (call) => {
      const { a, b } = call.inputs as { a: TensorInfo; b: TensorInfo };
      const { transposeA, transposeB } = call.attrs as unknown as ProductAttributes;
      if (!isLargeVectorProduct(a.shape, b.shape, transposeA, transposeB, most)) return stock(call);
      // Whatever is fused to it makes stock take the product of matrices; this one changes nothing.
      return fused({ ...call, attrs: { ...call.attrs, activation: "linear" } });
    },
  };
  registerKernel(config);
}

/** Whether one side is a vector, and all products of two elements, before they are summed, are more than `most`. */
export function isLargeVectorProduct(
  a: readonly number[],
  b: readonly number[],
  transposeA: boolean,
  transposeB: boolean,
  most: number,
): boolean {
  const [rows, columns] = [a.at(transposeA ? -1 : -2) ?? 1, b.at(transposeB ? -2 : -1) ?? 1];
  const shared = a.at(transposeA ? -2 : -1) ?? 1;
  const batch = Math.max(util.sizeFromShape(a.slice(0, -2)), util.sizeFromShape(b.slice(0, -2)));
  return (rows === 1 || columns === 1) && batch * rows * columns * shared > most;
}
