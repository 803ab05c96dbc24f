import { backend_util, type TensorInfo, util } from "@tensorflow/tfjs-core";
import type { Kernels } from "./kernels";
import { override } from "./register";

interface Attributes {
  readonly axis: number | number[];
  readonly keepDims: boolean;
}

/** Rows whose sums are made in one go; the sums of such blocks are summed again. */
const BLOCK_ROWS = 64;
const PART = 16384;

export function registerSums(): void {
  override<{ x: TensorInfo }, Attributes>("Sum", (kernels, { x }, attributes) =>
    reduce(kernels, x, attributes, false),
  );
  override<{ x: TensorInfo }, Attributes>("Mean", (kernels, { x }, attributes) =>
    reduce(kernels, x, attributes, true),
  );
}

/** Sums over axes that lie side by side; others are left to stock. */
function reduce(
  kernels: Kernels,
  x: TensorInfo,
  { axis, keepDims }: Attributes,
  mean: boolean,
): TensorInfo | undefined {
  if (x.dtype !== "float32") return;
  const axes = util.parseAxisParam(axis, x.shape).sort((a, b) => a - b);
  const first = axes[0] ?? 0;
  const last = axes.at(-1) ?? -1;
  if (last - first + 1 !== axes.length) return;
  const count = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);
  const outer = count(x.shape.slice(0, first));
  const rows = count(x.shape.slice(first, last + 1));
  const columns = count(x.shape.slice(last + 1));
  const [outShape] = backend_util.computeOutAndReduceShapes(x.shape, axes);
  const out = kernels.output(keepDims ? backend_util.expandShapeToKeepDim(outShape, axes) : outShape);
  const to = kernels.at(out);
  const size = outer * columns;
  if (size === 0) return out;
  if (rows === 0) kernels.run("clear", 1, 0, to, size, size);
  else if (columns === 1) sumOfRows(kernels, kernels.at(x), outer, rows, to);
  else sumOfColumns(kernels, kernels.at(x), outer, rows, columns, to);
  if (mean) kernels.run("scale", 1, 0, to, 1 / rows, size, size);
  return out;
}

function sumOfRows(kernels: Kernels, x: number, rows: number, columns: number, out: number): void {
  const parts = Math.ceil(columns / PART);
  if (parts <= 1) {
    kernels.run("rowSums", rows, 0, x, columns, PART, out);
    return;
  }
  kernels.withRoom(rows * parts, (sums) => {
    kernels.run("rowSums", rows * parts, 0, x, columns, PART, sums);
    sumOfRows(kernels, sums, rows, parts, out);
  });
}

/** Of `[outer][rows][columns]` the sums over rows. */
export function sumOfColumns(
  kernels: Kernels,
  x: number,
  outer: number,
  rows: number,
  columns: number,
  out: number,
): void {
  columnSums(kernels, { kind: 0, x, y: 0, mean: 0 }, outer, rows, columns, out);
}

/** Sums over rows of x (kind 0), of (x − mean)² (1), or of x·(y − mean) (2); `mean` holds one number a column. */
export function columnSums(
  kernels: Kernels,
  of: { readonly kind: 0 | 1 | 2; readonly x: number; readonly y: number; readonly mean: number },
  outer: number,
  rows: number,
  columns: number,
  out: number,
): void {
  const blocks = Math.ceil(rows / BLOCK_ROWS);
  const run = (to: number) =>
    kernels.run("columnSums", outer * blocks, 0, of.kind, of.x, of.y, of.mean, rows, columns, BLOCK_ROWS, to);
  if (blocks <= 1) {
    run(out);
    return;
  }
  kernels.withRoom(outer * blocks * columns, (sums) => {
    run(sums);
    sumOfColumns(kernels, sums, outer, blocks, columns, out);
  });
}

/** dy through a ReLU whose result was y, and the sums of that over all but the last axis: the bias's gradient. */
export function reluGradient(
  kernels: Kernels,
  dy: TensorInfo,
  y: TensorInfo,
): { readonly gradient: TensorInfo; readonly bias: TensorInfo } {
  const columns = y.shape.at(-1) ?? 1;
  const rows = y.shape.reduce((a, b) => a * b, 1) / Math.max(1, columns);
  const gradient = kernels.output(y.shape);
  const bias = kernels.output([columns]);
  const blocks = Math.ceil(rows / BLOCK_ROWS);
  kernels.withRoom(blocks * columns, (sums) => {
    kernels.run(
      "reluGradient",
      blocks,
      0,
      kernels.at(dy),
      kernels.at(y),
      kernels.at(gradient),
      rows,
      columns,
      BLOCK_ROWS,
      sums,
    );
    sumOfColumns(kernels, sums, 1, blocks, columns, kernels.at(bias));
  });
  return { gradient, bias };
}
