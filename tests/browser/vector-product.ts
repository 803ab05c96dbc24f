import "@tensorflow/tfjs-backend-webgl";
import * as tf from "@tensorflow/tfjs-core";
import { registerVectorProduct } from "@/engine/repairs/vector-product";
import { randomStream } from "@/random";

interface Found {
  /** The largest difference from the product worked out in double. */
  readonly apart: number;
  readonly shape: readonly number[];
  /** How often the product of matrices was called, which makes no texture of all products. */
  readonly matrices: number;
}

/** Products of a vector and a matrix on WebGL, with a limit that they are above. */
async function products(): Promise<readonly Found[]> {
  if (!(await tf.setBackend("webgl"))) throw new Error("WebGL could not be started.");
  let matrices = 0;
  const stock = tf.getKernel("_FusedMatMul", "webgl");
  tf.unregisterKernel("_FusedMatMul", "webgl");
  tf.registerKernel({
    ...stock,
    kernelFunc: (call) => {
      matrices++;
      return stock.kernelFunc(call);
    },
  });
  registerVectorProduct(1000);
  const found: Found[] = [];
  for (const [rows, columns] of [
    [1, 7],
    [7, 1],
  ] as const)
    for (const flipA of [false, true])
      for (const flipB of [false, true]) {
        const shared = 1500;
        const [a, b] = [filled(rows * shared, "a"), filled(shared * columns, "b")];
        const left = tf.tensor2d(a, flipA ? [shared, rows] : [rows, shared]);
        const right = tf.tensor2d(b, flipB ? [columns, shared] : [shared, columns]);
        matrices = 0;
        const product = tf.matMul(left, right, flipA, flipB);
        const got = await product.data();
        let apart = 0;
        for (let row = 0; row < rows; row++)
          for (let column = 0; column < columns; column++) {
            let sum = 0;
            for (let at = 0; at < shared; at++) {
              const x = a[flipA ? at * rows + row : row * shared + at] ?? 0;
              const y = b[flipB ? column * shared + at : at * columns + column] ?? 0;
              sum += x * y;
            }
            apart = Math.max(apart, Math.abs(sum - (got[row * columns + column] ?? Number.NaN)));
          }
        found.push({ apart, shape: product.shape, matrices });
      }
  return found;
}

function filled(length: number, name: string): Float32Array {
  const random = randomStream(7, name);
  return Float32Array.from({ length }, () => random.normal());
}

Object.assign(globalThis, { products });
