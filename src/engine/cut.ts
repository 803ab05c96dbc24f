import { type CutNumbers, cutCells, cutNumbers, type Segmented } from "../data/segmentation-figure";
import { NodeError } from "../graph/problem";
import type { FigureValue, Value } from "../graph/values";
import type { Cut } from "./protocol";

/** Rows come one by one with the same threshold: what is counted in all of them is counted once. */
const counted = new WeakMap<FigureValue, { readonly threshold: number; readonly numbers: CutNumbers }>();

/** A segmentation figure at another threshold: the pictures of one row, and every row's numbers. */
export function cutFigure(value: Value | undefined, row: number, threshold: number): Cut {
  const rows = segmentedRows(value);
  const wanted = rows[row];
  if (value?.kind !== "Figure" || !wanted) throw gone();
  const known = counted.get(value);
  const numbers = known?.threshold === threshold ? known.numbers : cutNumbers(rows, threshold);
  counted.set(value, { threshold, numbers });
  return { ...numbers, cells: cutCells(wanted, threshold) };
}

/** What the figure was made from, out of the arrays that it came with. */
function segmentedRows(value: Value | undefined): readonly Segmented[] {
  if (value?.kind !== "Figure" || !value.threshold || value.figure.kind !== "maps") throw gone();
  const probability = value.arrays?.values.get("probability");
  const mask = value.arrays?.values.get("mask");
  if (!probability || !mask) throw gone();
  const [, height = 0, width = 0] = probability.shape;
  const pixels = height * width;
  return value.figure.rows.flatMap(({ name, cells: [picture] }, row) => {
    const own = (data: Float32Array) => data.subarray(row * pixels, (row + 1) * pixels);
    const part = { mask: own(mask.data), probability: own(probability.data) };
    return picture ? [{ name, size: { height, width }, picture, ...part }] : [];
  });
}

function gone(): NodeError {
  return new NodeError("The probabilities are of an earlier run, which is not at hand any more. Press Run.");
}
