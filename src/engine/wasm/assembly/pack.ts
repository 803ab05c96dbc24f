import { floats } from "./vector";

/** Packing of a product's right side into panels `[columns / 8][K][8]`; columns past the last are zero. */

/** B `[k][n]`, a row of `ldb` floats. One panel a task. */
export function pack(task: i32, scratch: usize, b: usize, ldb: i32, n: i32, k: i32, out: usize): void {
  const column = task * 8;
  const valid = min(8, n - column);
  let to = out + floats(column) * <usize>k;
  let from = b + floats(column);
  const step = floats(ldb);
  if (valid == 8) {
    for (let row = 0; row < k; row++) {
      v128.store(to, v128.load(from));
      v128.store(to, v128.load(from, 16), 16);
      to += 32;
      from += step;
    }
    return;
  }
  for (let row = 0; row < k; row++) {
    for (let i = 0; i < 8; i++) store<f32>(to + floats(i), i < valid ? load<f32>(from + floats(i)) : 0);
    to += 32;
    from += step;
  }
}

/**
 * Bᵀ for B `[taps][n][k]`, taken from the last tap to the first, into panels `[n / 8][taps·k][8]`: with one tap the
 * transposed side of a product, with a filter's cells the filter turned round for the input's gradient.
 * One panel of one tap a task.
 */
export function packTransposed(
  task: i32, scratch: usize,
  b: usize, n: i32, k: i32, taps: i32, out: usize,
): void {
  const panels = (n + 7) / 8;
  const tap = task / panels;
  const panel = task % panels;
  const column = panel * 8;
  const valid = min(8, n - column);
  const step = floats(k);
  let from = b + (<usize>(taps - 1 - tap) * <usize>n + <usize>column) * step;
  let to = out + (<usize>panel * <usize>taps + <usize>tap) * step * 8;
  let row = 0;
  if (valid == 8) {
    for (; row + 4 <= k; row += 4) {
      transpose4(from, step, to);
      transpose4(from + 4 * step, step, to + 16);
      from += 16;
      to += 128;
    }
  }
  for (; row < k; row++) {
    for (let i = 0; i < 8; i++) {
      store<f32>(to + floats(i), i < valid ? load<f32>(from + <usize>i * step) : 0);
    }
    from += 4;
    to += 32;
  }
}

/** Four rows of four numbers, `step` apart, to four columns 32 bytes apart. */
// @ts-ignore: decorator
@inline
function transpose4(from: usize, step: usize, to: usize): void {
  const r0 = v128.load(from), r1 = v128.load(from + step);
  const r2 = v128.load(from + 2 * step), r3 = v128.load(from + 3 * step);
  const low01 = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5), high01 = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7);
  const low23 = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5), high23 = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<f32>(low01, low23, 0, 1, 4, 5));
  v128.store(to, v128.shuffle<f32>(low01, low23, 2, 3, 6, 7), 32);
  v128.store(to, v128.shuffle<f32>(high01, high23, 0, 1, 4, 5), 64);
  v128.store(to, v128.shuffle<f32>(high01, high23, 2, 3, 6, 7), 96);
}
