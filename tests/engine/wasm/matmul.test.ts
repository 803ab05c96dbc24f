import * as tf from "@tensorflow/tfjs-core";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { expectClose, forAll, normals, openKernels, ownRuns } from "./harness";

interface Case {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

function expected(a: Float32Array, b: Float32Array, { m, n, k, transposeA, transposeB }: Case): Float64Array {
  const out = new Float64Array(m * n);
  for (let i = 0; i < m; i++)
    for (let j = 0; j < n; j++)
      for (let d = 0; d < k; d++) {
        const x = a[transposeA ? d * m + i : i * k + d] ?? 0;
        const y = b[transposeB ? j * k + d : d * n + j] ?? 0;
        out[i * n + j] = (out[i * n + j] ?? 0) + x * y;
      }
  return out;
}

const left = (values: Float32Array, { m, k, transposeA }: Case) =>
  tf.tensor2d(values, transposeA ? [k, m] : [m, k]);
const right = (values: Float32Array, { n, k, transposeB }: Case) =>
  tf.tensor2d(values, transposeB ? [n, k] : [k, n]);

const cases = fc.record({
  m: fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 10, max: 300 })),
  n: fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 21, max: 700 })),
  k: fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 500, max: 1100 })),
  transposeA: fc.boolean(),
  transposeB: fc.boolean(),
});

describe.each(["simd", "relaxed"] as const)("a product of matrices with the %s module", (kind) => {
  beforeAll(async () => {
    expect((await openKernels({}, kind)).name).toBe(kind);
  });

  it("is the sum of products in all four transpose forms at any size", () => {
    forAll(cases, (c) => {
      const a = normals(c.m * c.k, 1);
      const b = normals(c.k * c.n, 2);
      const own = ownRuns("BatchMatMul", () => {
        const made = tf.matMul(left(a, c), right(b, c), c.transposeA, c.transposeB);
        expectClose(made.dataSync(), expected(a, b, c), 3e-6, Math.sqrt(c.k));
      });
      expect(own).toBe(1);
    });
  });

  it("has the gradients that the definition asks for", () => {
    forAll(
      cases,
      (c) => {
        const a = left(normals(c.m * c.k, 1), c);
        const b = right(normals(c.k * c.n, 2), c);
        const g = normals(c.m * c.n, 3);
        const f = (x: tf.Tensor, y: tf.Tensor) =>
          tf.sum(tf.mul(tf.matMul(x, y, c.transposeA, c.transposeB), tf.tensor2d(g, [c.m, c.n])));
        const [da, db] = tf.grads(f)([a, b]);
        // ∂/∂A = G·Bᵀ and ∂/∂B = Aᵀ·G, each in its own layout.
        const wantA = tf.matMul(tf.tensor2d(g, [c.m, c.n]), b, false, !c.transposeB);
        const wantB = tf.matMul(a, tf.tensor2d(g, [c.m, c.n]), !c.transposeA, false);
        const data = (t: tf.Tensor, turned: boolean) => (turned ? tf.transpose(t) : t).dataSync();
        expectClose(da?.dataSync() ?? [], data(wantA, c.transposeA), 1e-5, Math.sqrt(c.n));
        expectClose(db?.dataSync() ?? [], data(wantB, c.transposeB), 1e-5, Math.sqrt(c.m));
      },
      20,
    );
  });

  it("adds a bias and cuts at zero in the same pass", () => {
    forAll(cases, (c) => {
      const a = normals(c.m * c.k, 1);
      const b = normals(c.k * c.n, 2);
      const bias = normals(c.n, 3);
      const own = ownRuns("_FusedMatMul", () => {
        const made = tf.fused.matMul({
          a: left(a, c),
          b: right(b, c),
          transposeA: c.transposeA,
          transposeB: c.transposeB,
          bias: tf.tensor1d(bias),
          activation: "relu",
        });
        const want = expected(a, b, c).map((value, at) => Math.max(0, value + (bias[at % c.n] ?? 0)));
        expectClose(made.dataSync(), want, 3e-6, Math.sqrt(c.k));
      });
      expect(own).toBe(1);
    });
  });

  it("takes batches, and one matrix for a whole batch", () => {
    const a: tf.Tensor3D = tf.tensor3d(normals(3 * 5 * 7, 1), [3, 5, 7]);
    const b = tf.tensor3d(normals(3 * 7 * 9, 2), [3, 7, 9]);
    const together = tf.matMul(a, b) as tf.Tensor3D;
    const shared = tf.matMul(a, tf.slice(b, [0, 0, 0], [1, 7, 9])) as tf.Tensor3D;
    for (let at = 0; at < 3; at++) {
      const one = (t: tf.Tensor3D, from = at) => tf.squeeze(tf.slice(t, from, 1), [0]) as tf.Tensor2D;
      expectClose(one(together).dataSync(), tf.matMul(one(a), one(b)).dataSync(), 1e-6);
      expectClose(one(shared).dataSync(), tf.matMul(one(a), one(b, 0)).dataSync(), 1e-6);
    }
  });

  it("lets NaN and infinities through, also through the cut at zero", () => {
    for (const m of [1, 4, 12]) {
      const a = tf.fill([m, 20], 1);
      const values = new Float32Array(20 * 11).fill(1);
      values[0] = Number.NaN;
      values[1] = Number.POSITIVE_INFINITY;
      values[2] = Number.NEGATIVE_INFINITY;
      const b = tf.tensor2d(values, [20, 11]);
      const made = tf.fused.matMul({ a: a as tf.Tensor2D, b, bias: tf.zeros([11]), activation: "relu" });
      const row = Array.from(made.dataSync()).slice(0, 4);
      expect(row).toEqual([Number.NaN, Number.POSITIVE_INFINITY, 0, 20]);
    }
  });

  it("leaves whole numbers to stock and counts that", () => {
    const a = tf.tensor2d([1, 2, 3, 4], [2, 2], "int32");
    expect(ownRuns("BatchMatMul", () => expect(() => tf.matMul(a, a)).toThrow())).toBe(0);
  });
});
