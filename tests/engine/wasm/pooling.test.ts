import * as tf from "@tensorflow/tfjs-core";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { expectClose, forAll, normals, openKernels, ownRuns } from "./harness";

beforeAll(() => openKernels());

const cases = fc
  .record({
    n: fc.integer({ min: 1, max: 3 }),
    h: fc.integer({ min: 1, max: 9 }),
    w: fc.integer({ min: 1, max: 9 }),
    c: fc.constantFrom(1, 2, 3, 4, 6, 8),
    size: fc.integer({ min: 1, max: 3 }),
    stride: fc.integer({ min: 1, max: 3 }),
    pad: fc.integer({ min: 0, max: 1 }),
    /** Few different values: ties in most windows. */
    ties: fc.boolean(),
  })
  .filter((s) => s.pad < s.size && s.h + 2 * s.pad >= s.size && s.w + 2 * s.pad >= s.size);

describe("max-pooling", () => {
  it("takes the largest of each window and sends its gradient to the first such cell, at any size", () => {
    forAll(
      cases,
      ({ n, h, w, c, size, stride, pad, ties }) => {
        const x = normals(n * h * w * c, 1).map((value) => (ties ? Math.round(value) : value) - 3);
        const t = tf.tensor4d(x, [n, h, w, c]);
        const pool = (input: tf.Tensor) => tf.maxPool(input as tf.Tensor4D, size, stride, pad, "floor");
        let y: tf.Tensor = t;
        expect(
          ownRuns("MaxPool", () => {
            y = pool(t);
          }),
        ).toBe(1);
        const [, oh = 0, ow = 0] = y.shape;
        const g = normals(y.size, 2);
        const want = new Float64Array(y.size);
        const wantX = new Float64Array(x.length);
        for (let to = 0; to < y.size; to++) {
          const [b, oy, ox, i] = [
            Math.floor(to / c / ow / oh),
            Math.floor(to / c / ow) % oh,
            Math.floor(to / c) % ow,
            to % c,
          ];
          let best = -1;
          for (let r = 0; r < size; r++)
            for (let q = 0; q < size; q++) {
              const [yy, xx] = [oy * stride - pad + r, ox * stride - pad + q];
              if (yy < 0 || xx < 0 || yy >= h || xx >= w) continue;
              const at = ((b * h + yy) * w + xx) * c + i;
              if (best < 0 || (x[at] ?? 0) > (x[best] ?? 0)) best = at;
            }
          want[to] = x[best] ?? 0;
          wantX[best] = (wantX[best] ?? 0) + (g[to] ?? 0);
        }
        expectClose(y.dataSync(), want, 0);
        const weight = tf.tensor(g, y.shape);
        const dx = tf.grad((input) => tf.sum(tf.mul(pool(input), weight)))(t);
        expectClose(dx.dataSync(), wantX, 1e-6);
      },
      150,
    );
  });

  it("finds NaN the largest, and sends the gradient there", () => {
    for (const c of [1, 4]) {
      const x = new Float32Array(4 * c).fill(7);
      x[2 * c] = Number.NaN;
      const t = tf.tensor4d(x, [1, 2, 2, c]);
      expect(tf.maxPool(t, 2, 2, 0).dataSync()[0]).toBeNaN();
      const dx = tf
        .grad((input) => tf.sum(tf.maxPool(input as tf.Tensor4D, 2, 2, 0)))(t)
        .dataSync();
      expect([dx[0], dx[c], dx[2 * c], dx[3 * c]]).toEqual([0, 0, 1, 0]);
    }
  });
});

describe("bilinear enlargement", () => {
  const sizes = fc.record({
    n: fc.integer({ min: 1, max: 2 }),
    h: fc.integer({ min: 1, max: 6 }),
    w: fc.integer({ min: 1, max: 6 }),
    c: fc.constantFrom(1, 3, 4, 5, 8),
    oh: fc.integer({ min: 1, max: 13 }),
    ow: fc.integer({ min: 1, max: 13 }),
    how: fc.constantFrom("areas", "corners", "points"),
  });

  it("weighs the four pixels around, by any rule for where pixels lie, and its gradient is the transpose of that", () => {
    forAll(
      sizes,
      ({ n, h, w, c, oh, ow, how }) => {
        const x = normals(n * h * w * c, 1);
        const t = tf.tensor4d(x, [n, h, w, c]);
        const enlarge = (input: tf.Tensor) =>
          tf.image.resizeBilinear(input as tf.Tensor4D, [oh, ow], how === "corners", how === "areas");
        const y = enlarge(t);
        const place = (at: number, size: number, out: number) => {
          const raw =
            how === "corners"
              ? (at * (size - 1)) / Math.max(1, out > 1 ? out - 1 : 1) || 0
              : how === "areas"
                ? ((at + 0.5) * size) / out - 0.5
                : (at * size) / out;
          return Math.max(0, Math.min(size - 1, raw));
        };
        const want = new Float64Array(y.size);
        for (let to = 0; to < want.length; to++) {
          const [b, oy, ox, i] = [
            Math.floor(to / c / ow / oh),
            Math.floor(to / c / ow) % oh,
            Math.floor(to / c) % ow,
            to % c,
          ];
          // One row or column of a result by corners: its place is the first.
          const sy = how === "corners" && oh === 1 ? 0 : place(oy, h, oh);
          const sx = how === "corners" && ow === 1 ? 0 : place(ox, w, ow);
          const pixel = (yy: number, xx: number) =>
            x[((b * h + Math.min(h - 1, yy)) * w + Math.min(w - 1, xx)) * c + i] ?? 0;
          const [fy, fx] = [sy - Math.floor(sy), sx - Math.floor(sx)];
          const [y0, x0] = [Math.floor(sy), Math.floor(sx)];
          want[to] =
            (1 - fy) * ((1 - fx) * pixel(y0, x0) + fx * pixel(y0, x0 + 1)) +
            fy * ((1 - fx) * pixel(y0 + 1, x0) + fx * pixel(y0 + 1, x0 + 1));
        }
        expectClose(y.dataSync(), want, 1e-5);
        const g = tf.tensor(normals(y.size, 2), y.shape);
        const dx = tf.grad((input) => tf.sum(tf.mul(enlarge(input), g)))(t);
        // ⟨g, R·x⟩ = ⟨Rᵀ·g, x⟩.
        const left = tf.sum(tf.mul(g, y)).dataSync()[0] ?? 0;
        const right = tf.sum(tf.mul(dx, t)).dataSync()[0] ?? 0;
        expect(Math.abs(left - right)).toBeLessThan(1e-4 * Math.max(1, y.size));
        expect(tf.sum(dx).dataSync()[0]).toBeCloseTo(tf.sum(g).dataSync()[0] ?? 0, 3);
      },
      80,
    );
  });
});
