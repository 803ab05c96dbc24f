import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, expect, it } from "vitest";
import { countKernels } from "@/engine/kernel-use";
import { openKernels } from "./harness";

beforeAll(async () => {
  await openKernels();
});

it("tells which kernels ran since the count began, and whose they were", () => {
  const matrix = tf.ones([4, 4]) as tf.Tensor2D;
  tf.matMul(matrix, matrix);
  const use = countKernels();
  expect(use()).toBeUndefined();
  tf.matMul(matrix, matrix);
  tf.matMul(matrix, matrix);
  // Whole numbers are none of ours.
  tf.sum(tf.tensor1d([1, 2], "int32"));
  expect(use()).toMatchObject({ BatchMatMul: { own: 2, stock: 0 }, Sum: { own: 0, stock: 1 } });
});
