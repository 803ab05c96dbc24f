import * as tf from "@tensorflow/tfjs-core";
import { setReluGradient } from "../fused-convolution";
import type { Kernels } from "./kernels";
import { kernelsInUse, override } from "./register";
import { columnSums, reluGradient, sumOfColumns } from "./sums";

/**
 * Operations that are one kernel here and several in tfjs, with their gradients in tfjs's registry, so that autodiff is
 * tfjs's. They exist where `kernelsInUse()` gives kernels.
 */

const RELU_GRADIENT = "TensorloomReluGradient";
const BATCH_NORM = "TensorloomBatchNorm";
const BATCH_NORM_GRADIENT = "TensorloomBatchNormGradient";
const CROSS_ENTROPY = "TensorloomCrossEntropy";

const ROWS = 256;

type Inputs = Parameters<ReturnType<typeof tf.engine>["runKernel"]>[1];
type Attributes = Parameters<ReturnType<typeof tf.engine>["runKernel"]>[2];

function run<T extends tf.Tensor | tf.Tensor[]>(name: string, inputs: Inputs, attributes?: object): T {
  return tf.engine().runKernel(name, inputs, attributes as Attributes) as T;
}

/**
 * (x − mean) / √(variance + ε) · scale + offset with mean and (biased) variance over all axes but the last. Gives all
 * three, for running statistics; gradients go through the first only.
 */
export function batchNorm(
  x: tf.Tensor,
  scale: tf.Tensor,
  offset: tf.Tensor,
  epsilon: number,
): { readonly y: tf.Tensor; readonly mean: tf.Tensor; readonly variance: tf.Tensor } {
  const [y, mean, variance] = run<tf.Tensor[]>(BATCH_NORM, { x, scale, offset }, { epsilon });
  if (!y || !mean || !variance) throw new Error("Batch norm gave no result.");
  return { y, mean, variance };
}

/** The cross-entropy of each row of logits `[…, classes]` with its label (int32, one a row). */
export function crossEntropy(logits: tf.Tensor, labels: tf.Tensor): tf.Tensor {
  const [losses] = run<tf.Tensor[]>(CROSS_ENTROPY, { logits, labels });
  if (!losses) throw new Error("Cross-entropy gave no result.");
  return losses;
}

export function registerFused(): void {
  registerReluGradient();
  registerBatchNorm();
  registerCrossEntropy();
  override<{ x: tf.TensorInfo }, object>("Sigmoid", (kernels, { x }) => {
    if (x.dtype !== "float32") return;
    const y = kernels.output(x.shape);
    const count = sizeOf(x);
    kernels.run("sigmoid", Math.ceil(count / 16384), 0, kernels.at(x), kernels.at(y), count, 16384);
    return y;
  });
}

const sizeOf = (tensor: { readonly shape: readonly number[] }) => tensor.shape.reduce((a, b) => a * b, 1);

function registerReluGradient(): void {
  override<{ dy: tf.TensorInfo; y: tf.TensorInfo }, object>(RELU_GRADIENT, (kernels, { dy, y }) => {
    const { gradient, bias } = reluGradient(kernels, dy, y);
    return [gradient, bias];
  });
  setReluGradient((dy, y) => {
    if (!hasFused()) return;
    const [gradient = dy, bias] = run<tf.Tensor[]>(RELU_GRADIENT, { dy, y });
    return { dy: gradient, bias };
  });
}

function registerBatchNorm(): void {
  override<{ x: tf.TensorInfo; scale: tf.TensorInfo; offset: tf.TensorInfo }, { epsilon: number }>(
    BATCH_NORM,
    (kernels, { x, scale, offset }, { epsilon }) => {
      const columns = x.shape.at(-1) ?? 1;
      const rows = sizeOf(x) / Math.max(1, columns);
      const [y, mean, variance] = [
        kernels.output(x.shape),
        kernels.output([columns]),
        kernels.output([columns]),
      ];
      const of = { x: kernels.at(x), y: 0, mean: kernels.at(mean) };
      sumOfColumns(kernels, of.x, 1, rows, columns, of.mean);
      divide(kernels, of.mean, columns, rows);
      // The second pass takes the mean off first: Σx² − n·mean² loses its digits where the mean is large.
      columnSums(kernels, { kind: 1, ...of }, 1, rows, columns, kernels.at(variance));
      divide(kernels, kernels.at(variance), columns, rows);
      kernels.withRoom(columns, (room) => {
        const factor = kernels.view(room, columns);
        const [g, v] = [
          kernels.view(kernels.at(scale), columns),
          kernels.view(kernels.at(variance), columns),
        ];
        for (let i = 0; i < columns; i++) {
          factor[i] = (g[i] as number) / Math.sqrt((v[i] as number) + epsilon);
        }
        const line = { a: of.x, c: of.mean, p: room, r: kernels.at(offset), b: 0, q: 0 };
        drawLine(kernels, line, rows, columns, kernels.at(y));
      });
      return [y, mean, variance];
    },
  );
  override<
    {
      dy: tf.TensorInfo;
      x: tf.TensorInfo;
      scale: tf.TensorInfo;
      mean: tf.TensorInfo;
      variance: tf.TensorInfo;
    },
    { epsilon: number }
  >(BATCH_NORM_GRADIENT, (kernels, { dy, x, scale, mean, variance }, { epsilon }) => {
    const columns = x.shape.at(-1) ?? 1;
    const rows = sizeOf(x) / Math.max(1, columns);
    const [dx, dScale, dOffset] = [
      kernels.output(x.shape),
      kernels.output([columns]),
      kernels.output([columns]),
    ];
    const [from, at, middle] = [kernels.at(dy), kernels.at(x), kernels.at(mean)];
    sumOfColumns(kernels, from, 1, rows, columns, kernels.at(dOffset));
    columnSums(kernels, { kind: 2, x: from, y: at, mean: middle }, 1, rows, columns, kernels.at(dScale));
    kernels.withRoom(3 * columns, (room) => {
      const line = kernels.view(room, 3 * columns);
      const [ds, db] = [
        kernels.view(kernels.at(dScale), columns),
        kernels.view(kernels.at(dOffset), columns),
      ];
      const [g, v] = [kernels.view(kernels.at(scale), columns), kernels.view(kernels.at(variance), columns)];
      for (let i = 0; i < columns; i++) {
        const inverse = 1 / Math.sqrt((v[i] as number) + epsilon);
        ds[i] = (ds[i] as number) * inverse;
        // dx = γ/σ · (dy − mean(dy) − x̂ · mean(dy·x̂)), a line through x − mean and dy.
        const factor = (g[i] as number) * inverse;
        line[i] = (-factor * inverse * (ds[i] as number)) / rows;
        line[columns + i] = (-factor * (db[i] as number)) / rows;
        line[2 * columns + i] = factor;
      }
      const lines = { a: at, c: middle, p: room, r: room + columns * 4, b: from, q: room + columns * 8 };
      drawLine(kernels, lines, rows, columns, kernels.at(dx));
    });
    return [dx, dScale, dOffset];
  });
  registerEvaluatedBatchNorm();
  tf.registerGradient({
    kernelName: BATCH_NORM,
    inputsToSave: ["x", "scale"],
    outputsToSave: [false, true, true],
    gradFunc: (given, saved, attributes) => {
      const [x, scale, mean, variance] = saved as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
      const dy = (given as tf.Tensor[])[0] as tf.Tensor;
      const [dx, dScale, dOffset] = run<tf.Tensor[]>(
        BATCH_NORM_GRADIENT,
        { dy, x, scale, mean, variance },
        attributes,
      ) as [tf.Tensor, tf.Tensor, tf.Tensor];
      return { x: () => dx, scale: () => dScale, offset: () => dOffset };
    },
  });
}

interface Evaluated {
  readonly x: tf.TensorInfo;
  readonly mean: tf.TensorInfo;
  readonly variance: tf.TensorInfo;
  readonly scale?: tf.TensorInfo;
  readonly offset?: tf.TensorInfo;
}

/** tfjs's own kernel for given mean and variance, which is a line as well. Its gradient in tfjs's registry stays. */
function registerEvaluatedBatchNorm(): void {
  override<Evaluated, { varianceEpsilon: number }>(
    "FusedBatchNorm",
    (kernels, inputs, { varianceEpsilon }) => {
      const { x, mean, variance, scale, offset } = inputs;
      const columns = x.shape.at(-1) ?? 1;
      const given = [mean, variance, scale, offset];
      if ([x, ...given].some((one) => one && one.dtype !== "float32")) return;
      if (given.some((one) => one && sizeOf(one) !== columns)) return;
      const rows = sizeOf(x) / Math.max(1, columns);
      const y = kernels.output(x.shape);
      const numbers = (info: tf.TensorInfo | undefined) => info && kernels.view(kernels.at(info), columns);
      kernels.withRoom(2 * columns, (room) => {
        const line = kernels.view(room, 2 * columns);
        const [v, g, b] = [numbers(variance), numbers(scale), numbers(offset)];
        for (let i = 0; i < columns; i++) {
          line[i] = (g?.[i] ?? 1) / Math.sqrt((v?.[i] ?? 1) + varianceEpsilon);
          line[columns + i] = b?.[i] ?? 0;
        }
        const from = { a: kernels.at(x), c: kernels.at(mean), p: room, r: room + columns * 4, b: 0, q: 0 };
        drawLine(kernels, from, rows, columns, kernels.at(y));
      });
      return y;
    },
  );
}

function divide(kernels: Kernels, pointer: number, count: number, by: number): void {
  kernels.run("scale", 1, 0, pointer, 1 / by, count, count);
}

/** (a − c)·p + r, and + b·q where there is a `b`: addresses, one number a column but for `a` and `b`. */
function drawLine(
  kernels: Kernels,
  line: Readonly<Record<"a" | "c" | "p" | "r" | "b" | "q", number>>,
  rows: number,
  columns: number,
  out: number,
): void {
  const { a, c, p, r, b, q } = line;
  kernels.run("columnLine", Math.ceil(rows / ROWS), 0, a, c, p, r, b, q, rows, columns, ROWS, out);
}

function registerCrossEntropy(): void {
  override<{ logits: tf.TensorInfo; labels: tf.TensorInfo }, object>(
    CROSS_ENTROPY,
    (kernels, { logits, labels }) => {
      const classes = logits.shape.at(-1) ?? 1;
      const rows = sizeOf(logits) / Math.max(1, classes);
      if (labels.dtype !== "int32" || sizeOf(labels) !== rows)
        throw new Error(
          `Cross-entropy of ${rows} rows needs as many whole-number labels, not ${sizeOf(labels)}.`,
        );
      const [losses, gradient] = [kernels.output([rows]), kernels.output(logits.shape)];
      kernels.run(
        "crossEntropy",
        Math.ceil(rows / ROWS),
        0,
        kernels.at(logits),
        kernels.at(labels),
        kernels.at(losses),
        kernels.at(gradient),
        rows,
        classes,
        ROWS,
      );
      return [losses, gradient];
    },
  );
  tf.registerGradient({
    kernelName: CROSS_ENTROPY,
    inputsToSave: ["labels"],
    outputsToSave: [false, true],
    gradFunc: (given, saved) => {
      const [labels, difference] = saved as [tf.Tensor, tf.Tensor];
      const dy = (given as tf.Tensor[])[0] as tf.Tensor;
      const spread = tf.reshape(dy, [...difference.shape.slice(0, -1), 1]);
      return { logits: () => tf.mul(spread, difference), labels: () => tf.zerosLike(labels) };
    },
  });
}

/** Whether the operations of this file can be used now. */
export function hasFused(): boolean {
  return kernelsInUse() !== undefined;
}
