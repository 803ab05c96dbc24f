import * as tf from "@tensorflow/tfjs-core";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { expectClose, forAll, normals, openKernels, ownRuns } from "./harness";

beforeAll(() => openKernels());

const sizes = fc.record({
  outer: fc.integer({ min: 1, max: 5 }),
  rows: fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 60, max: 5000 })),
  columns: fc.constantFrom(1, 2, 3, 4, 5, 8, 17, 40),
});

describe("a sum", () => {
  it("over 262,144 times 0.1 is 26,214.4, where stock gives 26,149.6", () => {
    const x = tf.fill([262_144], 0.1);
    expect(tf.sum(x).dataSync()[0]).toBeCloseTo(26_214.4, 1);
    expect(tf.sum(tf.reshape(x, [4, 256, 256, 1]), [1, 2]).dataSync()[0]).toBeCloseTo(6553.6, 1);
    expect(tf.sum(tf.reshape(x, [65_536, 4]), 0).dataSync()[3]).toBeCloseTo(6553.6, 1);
    expect(tf.mean(x).dataSync()[0]).toBeCloseTo(0.1, 7);
  });

  it("over the first, middle and last axes is the sum of what lies there", () => {
    forAll(sizes, ({ outer, rows, columns }) => {
      const x = normals(outer * rows * columns, 1);
      const t = tf.tensor3d(x, [outer, rows, columns]);
      const want = [0, 1, 2].map((axis) => new Float64Array(x.length / (t.shape[axis] ?? 1)));
      const scale = Math.sqrt(Math.max(outer, rows, columns));
      for (let at = 0; at < x.length; at++) {
        const [o, r, c] = [Math.floor(at / columns / rows), Math.floor(at / columns) % rows, at % columns];
        for (const [axis, to] of [r * columns + c, o * columns + c, o * rows + r].entries()) {
          const sums = want[axis];
          if (sums) sums[to] = (sums[to] ?? 0) + (x[at] ?? 0);
        }
      }
      for (const axis of [0, 1, 2]) {
        const own = ownRuns("Sum", () =>
          expectClose(tf.sum(t, axis).dataSync(), want[axis] ?? [], 1e-6 * scale, 1),
        );
        expect(own).toBe(1);
      }
      expect(tf.sum(t, 1, true).shape).toEqual([outer, 1, columns]);
      expectClose(
        tf.mean(t, 1).dataSync(),
        (want[1] ?? new Float64Array()).map((sum) => sum / rows),
        1e-6 * scale,
        1 / rows,
      );
    });
  });

  it("lets NaN through and leaves other columns alone", () => {
    const made = tf.sum(tf.tensor2d([1, Number.NaN, 3, 4, 5, 6], [3, 2]), 0).dataSync();
    expect(Array.from(made)).toEqual([9, Number.NaN]);
  });

  it("of whole numbers is stock's", () => {
    expect(tf.sum(tf.tensor1d([1, 2, 3], "int32")).dataSync()[0]).toBe(6);
  });
});

describe("joining and cutting apart", () => {
  it("puts every number where it belongs, along any axis", () => {
    const cases = fc.record({
      shape: fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 4 }),
      axis: fc.nat(3),
      parts: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 2, maxLength: 3 }),
    });
    forAll(cases, ({ shape, axis: given, parts }) => {
      const axis = given % shape.length;
      const made = parts.map((length, seed) => {
        const own = shape.map((size, at) => (at === axis ? length : size));
        return tf.tensor(
          normals(
            own.reduce((a, b) => a * b, 1),
            seed,
          ),
          own,
        );
      });
      const whole = tf.concat(made, axis);
      const inner = shape.slice(axis + 1).reduce((a, b) => a * b, 1);
      const rows = shape.slice(0, axis).reduce((a, b) => a * b, 1);
      const want: number[] = [];
      const data = made.map((one) => one.dataSync());
      for (let row = 0; row < rows; row++)
        for (const [at, length] of parts.entries())
          want.push(...(data[at] ?? []).slice(row * length * inner, (row + 1) * length * inner));
      expect(Array.from(whole.dataSync())).toEqual(want);
      tf.split(whole, parts, axis).forEach((part, at) => {
        expect(part.dataSync()).toEqual(data[at]);
        expect(part.shape).toEqual(made[at]?.shape);
      });
    });
  });

  it("cuts two axes at once as stock does", () => {
    const x = tf.tensor2d([1, 2, 3, 4, 5, 6], [2, 3]);
    expect(Array.from(tf.slice(x, [1, 1], [1, 2]).dataSync())).toEqual([5, 6]);
  });
});
