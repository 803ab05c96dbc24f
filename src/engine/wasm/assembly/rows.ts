import { floats, lanes } from "./vector";

/** Sums of runs of numbers that lie together, in pairwise order. A task is one part of one row: `out[row][part]`. */
export function rowSums(task: i32, scratch: usize, x: usize, columns: i32, part: i32, out: usize): void {
  const parts = (columns + part - 1) / part;
  const first = (task % parts) * part;
  const from = x + (<usize>(task / parts) * <usize>columns + <usize>first) * 4;
  store<f32>(out + floats(task), pairwise(from, min(part, columns - first)));
}

/** Halves until 128 numbers are left: the error grows with the logarithm of the count. */
function pairwise(from: usize, count: i32): f32 {
  if (count > 128) {
    const half = ((count >> 1) + 3) & ~3;
    return pairwise(from, half) + pairwise(from + floats(half), count - half);
  }
  let sum = f32x4.splat(0);
  let i = 0;
  for (; i + 4 <= count; i += 4) sum = f32x4.add(sum, v128.load(from + floats(i)));
  let total = lanes(sum);
  for (; i < count; i++) total += load<f32>(from + floats(i));
  return total;
}

/**
 * Copies `rows` runs of `run` floats that begin `fromStep` floats apart to places `toStep` floats apart: concatenating
 * and cutting apart by channels. A task is `blockRows` runs.
 */
export function copyRows(
  task: i32, scratch: usize,
  from: usize, fromStep: i32, to: usize, toStep: i32, run: i32, rows: i32, blockRows: i32,
): void {
  const first = task * blockRows;
  const end = min(rows, first + blockRows);
  for (let row = first; row < end; row++) {
    const source = from + floats(fromStep) * <usize>row;
    const target = to + floats(toStep) * <usize>row;
    // A call to memory.copy costs as much as copying some hundred bytes.
    if (run >= 256) {
      memory.copy(target, source, floats(run));
      continue;
    }
    let i = 0;
    for (; i + 4 <= run; i += 4) v128.store(target + floats(i), v128.load(source + floats(i)));
    for (; i < run; i++) store<f32>(target + floats(i), load<f32>(source + floats(i)));
  }
}

/** Multiplies by a number, in place: a sum to a mean. A task is `block` numbers. */
export function scale(task: i32, scratch: usize, x: usize, factor: f32, count: i32, block: i32): void {
  const end = min(count, (task + 1) * block);
  for (let i = task * block; i < end; i++) store<f32>(x + floats(i), load<f32>(x + floats(i)) * factor);
}
