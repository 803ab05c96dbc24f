import * as tf from "@tensorflow/tfjs-core";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { convolution } from "@/engine/fused-convolution";
import { batchNorm, crossEntropy } from "@/engine/wasm/fused";
import { updateOf } from "@/engine/wasm/optimizers";
import type { Optimizer } from "@/graph/values";
import adamNode from "../../../nodes/optimizer/adam";
import sgdNode from "../../../nodes/optimizer/sgd";
import { expectClose, forAll, normals, openKernels, ownRuns } from "./harness";

beforeAll(() => openKernels({ exact: true }));

describe("a convolution with bias and ReLU in one pass", () => {
  const cases = fc.record({
    n: fc.integer({ min: 1, max: 2 }),
    h: fc.integer({ min: 3, max: 8 }),
    c: fc.constantFrom(1, 3, 8),
    o: fc.constantFrom(1, 5, 8),
    dilation: fc.integer({ min: 1, max: 2 }),
    relu: fc.boolean(),
    biased: fc.boolean(),
  });

  it("has the gradients of the three steps that it stands for", () => {
    forAll(cases, ({ n, h, c, o, dilation, relu, biased }) => {
      const settings = { stride: 1, padding: dilation, dilation };
      const x = tf.tensor4d(normals(n * h * h * c, 1), [n, h, h, c]);
      const filter = tf.tensor4d(normals(9 * c * o, 2), [3, 3, c, o]);
      const bias = tf.tensor1d(normals(o, 3));
      // Near ReLU's kink the two ways may round to different sides of it: no gradient is sent there.
      const before = convolution(x, filter, biased ? bias : undefined, settings, false);
      const clear = tf.cast(tf.greater(tf.abs(before), 1e-3), "float32");
      const g = tf.mul(tf.tensor4d(normals(n * h * h * o, 4), [n, h, h, o]), clear);
      const given = biased ? [x, filter, bias] : [x, filter];
      const made = tf.valueAndGrads((...[a, b, d]: tf.Tensor[]) =>
        tf.sum(tf.mul(convolution(a as tf.Tensor, b as tf.Tensor, d, settings, relu), g)),
      )(given);
      // A dilated filter is a larger one with zeros between its cells: tfjs has gradients for that.
      const wide = 2 * dilation + 1;
      const spread = (b: tf.Tensor) => {
        const cells = tf.reshape(b, [9, c * o]);
        const places = Array.from(
          { length: 9 },
          (_, at) => Math.floor(at / 3) * dilation * wide + (at % 3) * dilation,
        );
        const choose = tf.oneHot(tf.tensor1d(places, "int32"), wide * wide);
        return tf.reshape(tf.matMul(tf.cast(choose, "float32"), cells, true), [
          wide,
          wide,
          c,
          o,
        ]) as tf.Tensor4D;
      };
      const want = tf.valueAndGrads((...[a, b, d]: tf.Tensor[]) => {
        const plain = tf.conv2d(a as tf.Tensor4D, spread(b as tf.Tensor), 1, "same");
        const sum = d ? tf.add(plain, d) : plain;
        return tf.sum(tf.mul(relu ? tf.relu(sum) : sum, g));
      })(given);
      expectClose(made.value.dataSync(), want.value.dataSync(), 1e-4, Math.sqrt(n * h * h * o * c));
      made.grads.forEach((grad, at) => {
        expectClose(grad.dataSync(), want.grads[at]?.dataSync() ?? [], 1e-5);
      });
    });
  });

  it("follows finite differences", () => {
    const settings = { stride: 2, padding: 1, dilation: 1 };
    const x = tf.tensor4d(normals(5 * 6 * 3, 1), [1, 5, 6, 3]);
    const start = normals(27 * 4, 2);
    const loss = (filter: tf.Tensor) => tf.sum(tf.square(convolution(x, filter, undefined, settings, true)));
    const shape: [number, number, number, number] = [3, 3, 3, 4];
    const gradient = tf.grad(loss)(tf.tensor4d(start, shape)).dataSync();
    for (const at of [0, 17, 50, 107]) {
      const moved = (by: number) => {
        const values = start.slice();
        values[at] = (values[at] ?? 0) + by;
        return loss(tf.tensor4d(values, shape)).dataSync()[0] ?? 0;
      };
      const slope = (moved(0.01) - moved(-0.01)) / 0.02;
      expect(Math.abs(slope - (gradient[at] ?? 0))).toBeLessThan(0.02 * Math.max(1, Math.abs(slope)));
    }
  });
});

describe("batch norm", () => {
  it("is what the formula says, forward and back, at any number of channels", () => {
    const sizes = fc.record({
      rows: fc.integer({ min: 2, max: 500 }),
      columns: fc.constantFrom(1, 3, 4, 7, 16, 21),
      shift: fc.constantFrom(0, 100),
    });
    forAll(
      sizes,
      ({ rows, columns, shift }) => {
        const x = normals(rows * columns, 1).map((value) => value + shift);
        const [scale, offset] = [normals(columns, 2), normals(columns, 3)];
        const g = normals(rows * columns, 4);
        const t = tf.tensor2d(x, [rows, columns]);
        const made = batchNorm(t, tf.tensor1d(scale), tf.tensor1d(offset), 1e-5);
        const [dx, ds, db] = tf.grads((...[a, b, c]: tf.Tensor[]) =>
          tf.sum(
            tf.mul(
              batchNorm(a as tf.Tensor, b as tf.Tensor, c as tf.Tensor, 1e-5).y,
              tf.tensor2d(g, [rows, columns]),
            ),
          ),
        )([t, tf.tensor1d(scale), tf.tensor1d(offset)]);
        const want = {
          y: [...x],
          mean: [] as number[],
          variance: [] as number[],
          dx: [...x],
          ds: [] as number[],
          db: [] as number[],
        };
        for (let c = 0; c < columns; c++) {
          const each = (use: (at: number) => number) => {
            let sum = 0;
            for (let row = 0; row < rows; row++) sum += use(row * columns + c);
            return sum;
          };
          const mean = each((at) => x[at] ?? 0) / rows;
          const variance = each((at) => ((x[at] ?? 0) - mean) ** 2) / rows;
          const inverse = 1 / Math.sqrt(variance + 1e-5);
          const normal = (at: number) => ((x[at] ?? 0) - mean) * inverse;
          const sumG = each((at) => g[at] ?? 0);
          const sumGN = each((at) => (g[at] ?? 0) * normal(at));
          want.mean.push(mean);
          want.variance.push(variance);
          want.db.push(sumG);
          want.ds.push(sumGN);
          each((at) => {
            want.y[at] = normal(at) * (scale[c] ?? 0) + (offset[c] ?? 0);
            want.dx[at] =
              (scale[c] ?? 0) * inverse * ((g[at] ?? 0) - sumG / rows - (normal(at) * sumGN) / rows);
            return 0;
          });
        }
        const loose = shift > 0 ? 2e-4 : 2e-5;
        expectClose(made.y.dataSync(), want.y, loose, 1);
        expectClose(made.mean.dataSync(), want.mean, 1e-6, 1);
        expectClose(made.variance.dataSync(), want.variance, loose, 1);
        expectClose(ds?.dataSync() ?? [], want.ds, loose, Math.sqrt(rows));
        expectClose(db?.dataSync() ?? [], want.db, 2e-5, Math.sqrt(rows));
        // With two rows dx is nearly nothing: its error is one of the numbers that it is the difference of.
        if (rows > 3) expectClose(dx?.dataSync() ?? [], want.dx, 10 * loose, 1);
      },
      60,
    );
  });
});

describe("batch norm with given mean and variance", () => {
  it("is the line that the formula says", () => {
    const x = tf.tensor4d(normals(2 * 3 * 4 * 5, 1), [2, 3, 4, 5]);
    const [mean, variance, offset, scale] = [2, 3, 4, 5].map((seed) =>
      tf.abs(tf.tensor1d(normals(5, seed))),
    ) as [tf.Tensor1D, tf.Tensor1D, tf.Tensor1D, tf.Tensor1D];
    const own = ownRuns("FusedBatchNorm", () => {
      const made = tf.batchNorm(x, mean, variance, offset, scale, 1e-3);
      const want = tf.add(tf.mul(tf.div(tf.sub(x, mean), tf.sqrt(tf.add(variance, 1e-3))), scale), offset);
      expectClose(made.dataSync(), want.dataSync(), 1e-6);
    });
    expect(own).toBe(1);
  });
});

describe("cross-entropy", () => {
  it("is −log of the label's share with softmax − onehot as its gradient, however large the logits", () => {
    const sizes = fc.record({
      rows: fc.integer({ min: 1, max: 40 }),
      classes: fc.integer({ min: 1, max: 11 }),
      size: fc.constantFrom(1, 100),
    });
    forAll(sizes, ({ rows, classes, size }) => {
      const x = normals(rows * classes, 1).map((value) => value * size);
      const labels = Int32Array.from({ length: rows }, (_, row) => (row * 7) % classes);
      const t = tf.tensor2d(x, [rows, classes]);
      const losses = crossEntropy(t, tf.tensor1d(labels, "int32"));
      const gradient = tf
        .grad((a) => tf.mean(crossEntropy(a, tf.tensor1d(labels, "int32"))))(t)
        .dataSync();
      const wantLosses: number[] = [];
      const wantGradient: number[] = [];
      for (let row = 0; row < rows; row++) {
        const logits = Array.from(x.subarray(row * classes, (row + 1) * classes));
        const most = Math.max(...logits);
        const sum = logits.reduce((a, b) => a + Math.exp(b - most), 0);
        wantLosses.push(Math.log(sum) + most - (logits[labels[row] ?? 0] ?? 0));
        logits.forEach((logit, at) => {
          wantGradient.push((Math.exp(logit - most) / sum - (at === labels[row] ? 1 : 0)) / rows);
        });
      }
      expectClose(losses.dataSync(), wantLosses, 1e-6, 1);
      expectClose(
        gradient,
        wantGradient,
        2e-6 + 1e-7 / Math.max(1e-3, Math.max(...wantGradient.map(Math.abs))),
      );
    });
  });

  it("of 120 is 120, where stock gives infinity", () => {
    const made = crossEntropy(tf.tensor2d([0, 120], [1, 2]), tf.tensor1d([0], "int32")).dataSync();
    expect(made[0]).toBe(120);
  });
});

describe("sigmoid", () => {
  it("is 1 / (1 + e⁻ˣ) to the last digits, and 0, 1 and NaN at the ends", () => {
    const x = normals(1001, 1).map((value) => value * 20);
    const made = tf.sigmoid(tf.tensor1d(x)).dataSync();
    x.forEach((value, at) => {
      const want = 1 / (1 + Math.exp(-value));
      expect(Math.abs((made[at] ?? 0) - want)).toBeLessThan(3e-7 * want + 1e-37);
    });
    const ends = tf
      .sigmoid(tf.tensor1d([Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, Number.NaN]))
      .dataSync();
    expect(ends[0]).toBeLessThan(1e-37);
    expect(Array.from(ends).slice(1)).toEqual([1, Number.NaN]);
  });
});

describe("an optimizer's update", () => {
  const run = async (node: typeof adamNode | typeof sgdNode, settings: object) => {
    const context = { settings: { ...defaults(node), ...settings } };
    const made = await (node.run as unknown as (given: typeof context) => Promise<{ optimizer: Optimizer }>)(
      context,
    );
    return made.optimizer;
  };
  const defaults = (node: typeof adamNode | typeof sgdNode) =>
    node === adamNode
      ? { learningRate: 0.01, betas: [0.9, 0.999], eps: 1e-8, weightDecay: 0 }
      : { learningRate: 0.1, momentum: 0, nesterov: false, weightDecay: 0 };

  const cases: readonly [string, typeof adamNode | typeof sgdNode, object][] = [
    ["Adam", adamNode, {}],
    ["Adam with weight decay", adamNode, { weightDecay: 0.1 }],
    ["SGD", sgdNode, {}],
    ["SGD with momentum", sgdNode, { momentum: 0.9, weightDecay: 0.01 }],
    ["SGD with Nesterov's momentum", sgdNode, { momentum: 0.9, nesterov: true }],
  ];

  it.each(cases)(
    "by %s is the same as the optimizer's own program, step by step",
    async (_name, node, settings) => {
      const optimizer = await run(node, settings);
      expect(updateOf(optimizer)).not.toBe(optimizer.update);
      for (const length of [1, 6, 1003]) {
        let ours = { parameter: tf.tensor1d(normals(length, 1)) as tf.Tensor, slots: [] as tf.Tensor[] };
        ours.slots = Array.from({ length: optimizer.slots }, () => tf.zeros([length]));
        let theirs = ours;
        for (let step = 1; step <= 5; step++) {
          const gradient = tf.tensor1d(normals(length, 10 + step));
          const next = (update: Optimizer["update"], from: typeof ours) => {
            const made = update(tf, from.parameter, gradient, from.slots, step);
            return { parameter: made.parameter, slots: [...made.slots] };
          };
          ours = next(updateOf(optimizer), ours);
          theirs = next(optimizer.update, theirs);
        }
        expectClose(ours.parameter.dataSync(), theirs.parameter.dataSync(), 3e-7);
        ours.slots.forEach((slot, at) => {
          expectClose(slot.dataSync(), theirs.slots[at]?.dataSync() ?? [], 3e-7);
        });
      }
    },
  );

  const rest = {
    kind: "Optimizer" as const,
    update: () => ({ parameter: tf.zeros([1]), slots: [] }),
    withRate: (): never => {
      throw new Error("No schedule here.");
    },
  };

  it("by AdamW takes the decay off the parameter, not into the running means", () => {
    const settings = { learningRate: 0.1, beta1: 0.9, beta2: 0.999, eps: 1e-8, weightDecay: 0.5 };
    const update = updateOf({ ...rest, name: "AdamW", slots: 2, settings });
    const made = update(tf, tf.tensor1d([2]), tf.tensor1d([3]), [tf.zeros([1]), tf.zeros([1])], 1);
    expectClose(made.parameter.dataSync(), [2 * (1 - 0.05) - 0.1], 1e-6);
    expectClose(made.slots[0]?.dataSync() ?? [], [0.3], 1e-6);
  });

  it("by RMSprop divides by the root of the mean square", () => {
    const settings = { learningRate: 0.1, alpha: 0.75, eps: 0.5, momentum: 0.5, weightDecay: 0 };
    const update = updateOf({ ...rest, name: "RMSprop", slots: 2, settings });
    const values = (value: number) => tf.fill([7], value);
    const made = update(tf, values(2), values(2), [values(0), values(4)], 1);
    // v = 0.25·4 = 1, d = 2 / (1 + 0.5), b = 0.5·4 + d.
    expectClose(made.parameter.dataSync(), new Array(7).fill(2 - 0.1 * (2 + 2 / 1.5)), 1e-6);
    expectClose(made.slots[0]?.dataSync() ?? [], new Array(7).fill(1), 1e-6);
  });

  it("with settings that no kernel knows is the optimizer's own", () => {
    const optimizer = { ...rest, name: "SGD", slots: 0, settings: { learningRate: 1, dampening: 1 } };
    expect(updateOf(optimizer)).toBe(optimizer.update);
  });
});

describe("what our kernels do not cover", () => {
  it("is counted as stock's", () => {
    expect(ownRuns("Sum", () => tf.sum(tf.tensor1d([1, 2], "int32")))).toBe(0);
  });
});
