import { backend_util, slice_util, type Tensor, type TensorInfo, util } from "@tensorflow/tfjs-core";
import type { Kernels } from "./kernels";
import { override } from "./register";

const product = (sizes: readonly number[]) => sizes.reduce((a, b) => a * b, 1);

/** About 64 kB a task. */
const blockOf = (run: number) => Math.max(1, Math.round(16384 / Math.max(1, run)));

/** Joining and cutting along one axis: runs of numbers copied. Stock does it a run at a time from JavaScript. */
export function registerSlices(): void {
  // Stock copies, and autodiff clones whatever it keeps: a filter would be another one each time, and transformed anew.
  override<{ x: TensorInfo }, object>("Identity", ({ backend }, { x }) => {
    if (x.dtype === "string") return;
    backend.incRef(x.dataId);
    return { dataId: x.dataId, shape: x.shape, dtype: x.dtype };
  });
  override<TensorInfo[], { axis: number }>("Concat", (kernels, inputs, { axis: given }) => {
    if (inputs.some((input) => input.dtype !== "float32")) return;
    const shapes = inputs.map((input) => input.shape);
    const axis = util.parseAxisParam(given, shapes[0] ?? [])[0] ?? 0;
    backend_util.assertParamsConsistent(shapes, axis);
    const out = kernels.output(backend_util.computeOutShape(shapes, axis));
    const rows = product(out.shape.slice(0, axis));
    const width = product(out.shape.slice(axis));
    let at = kernels.at(out);
    for (const input of inputs) {
      const run = product(input.shape.slice(axis));
      copy(kernels, kernels.at(input), run, at, width, run, rows);
      at += run * 4;
    }
    return out;
  });
  override<{ x: TensorInfo }, { numOrSizeSplits: number[] | number; axis: number }>(
    "SplitV",
    (kernels, { x }, { numOrSizeSplits, axis: given }) => {
      if (x.dtype !== "float32") return;
      const axis = util.parseAxisParam(given, x.shape)[0] ?? 0;
      // The sizes depend on the shape only, but tfjs asks for a tensor.
      const sizes = backend_util.prepareSplitSize(x as Tensor, numOrSizeSplits, axis);
      let from = 0;
      return sizes.map((size) => {
        const out = cut(kernels, x, axis, from, size);
        from += size;
        return out;
      });
    },
  );
  override<{ x: TensorInfo }, { begin: number | number[]; size: number | number[] }>(
    "Slice",
    (kernels, { x }, { begin, size }) => {
      if (x.dtype !== "float32") return;
      const [from = [], sizes = []] = slice_util.parseSliceParams(x, begin, size);
      const cutAxes = sizes.flatMap((length, axis) => (length === x.shape[axis] ? [] : [axis]));
      if (cutAxes.length > 1) return;
      const axis = cutAxes[0] ?? 0;
      return cut(kernels, x, axis, from[axis] ?? 0, sizes[axis] ?? 1);
    },
  );
}

function cut(kernels: Kernels, x: TensorInfo, axis: number, from: number, size: number): TensorInfo {
  const out = kernels.output(x.shape.map((length, at) => (at === axis ? size : length)));
  const inner = product(x.shape.slice(axis + 1));
  const rows = product(x.shape.slice(0, axis));
  const start = kernels.at(x) + from * inner * 4;
  copy(kernels, start, (x.shape[axis] ?? 1) * inner, kernels.at(out), size * inner, size * inner, rows);
  return out;
}

function copy(
  kernels: Kernels,
  from: number,
  fromStep: number,
  to: number,
  toStep: number,
  run: number,
  rows: number,
): void {
  if (run === 0) return;
  const block = blockOf(run);
  kernels.run("copyRows", Math.ceil(rows / block), 0, from, fromStep, to, toStep, run, rows, block);
}
