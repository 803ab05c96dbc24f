import { rowPanel, storeColumns, stridedPanel } from "./panels";
import { floats, lanes, madd, relu, relu1 } from "./vector";

/** Numbers of a sum that stay in the first-level cache: a panel of 512 × 8 floats is 16 kB. */
const DEPTH = 512;

/**
 * C `[m][n]` = A·B + bias, then ReLU if asked. A is `[m][k]` with rows of `lda` floats, or, `transposed`, `[k][m]`.
 * B is packed. A task is a block of `blockRows` × `blockColumns` of C; columns in whole panels.
 */
export function multiply(
  task: i32, scratch: usize,
  a: usize, lda: i32, transposed: i32, b: usize, c: usize, ldc: i32,
  m: i32, n: i32, k: i32, bias: usize, activate: i32,
  blockRows: i32, blockColumns: i32,
): void {
  const across = (n + blockColumns - 1) / blockColumns;
  const row = (task / across) * blockRows;
  const first = (task % across) * blockColumns;
  const rows = min(blockRows, m - row);
  const end = min(n, first + blockColumns);
  for (let depth = 0; depth < k; depth += DEPTH) {
    const length = min(DEPTH, k - depth);
    const add = depth > 0;
    const ends = depth + DEPTH >= k;
    const from = transposed ? a + floats(row) + floats(lda) * <usize>depth : a + floats(lda) * <usize>row + floats(depth);
    for (let column = first; column < end; column += 8) {
      const panel = b + (<usize>column * <usize>k + 8 * <usize>depth) * 4;
      const addend = ends && bias != 0 ? bias + floats(column) : 0;
      const to = c + floats(ldc) * <usize>row + floats(column);
      const active = <bool>(ends && activate != 0);
      if (column + 8 <= n) {
        if (transposed) stridedPanel(from, floats(lda), 0, rows, panel, 32, 0, 1, length, to, floats(ldc), add, addend, active);
        else rowPanel(from, floats(lda), rows, 1, 0, 1, 0, length, panel, to, floats(ldc), add, addend, active);
      } else {
        if (transposed) stridedPanel(from, floats(lda), 0, rows, panel, 32, 0, 1, length, scratch, 32, false, 0, false);
        else rowPanel(from, floats(lda), rows, 1, 0, 1, 0, length, panel, scratch, 32, false, 0, false);
        storeColumns(scratch, rows, n - column, to, floats(ldc), add, addend, active);
      }
    }
  }
}

/**
 * X·W for few rows: the weights are read once, in the order in which they lie. A task is one slice of k; it gives one
 * partial Y `[m][n]` in `sums [slices][m][n]`.
 */
export function dense(
  task: i32, scratch: usize,
  x: usize, w: usize, sums: usize, m: i32, n: i32, k: i32, slice: i32,
): void {
  const yBytes = floats(n);
  const y = sums + yBytes * <usize>(task * m);
  const end = min(k, (task + 1) * slice);
  memory.fill(y, 0, yBytes * <usize>m);
  let depth = task * slice;
  for (; depth + 4 <= end; depth += 4) {
    const from = w + yBytes * <usize>depth;
    let row = 0;
    for (; row + 4 <= m; row += 4) {
      denseFour(x + (<usize>row * <usize>k + <usize>depth) * 4, floats(k), from, yBytes, y + yBytes * <usize>row, n);
    }
    for (; row < m; row++) {
      denseOne(x + (<usize>row * <usize>k + <usize>depth) * 4, from, yBytes, y + yBytes * <usize>row, n);
    }
  }
  for (; depth < end; depth++) {
    const from = w + yBytes * <usize>depth;
    for (let row = 0; row < m; row++) {
      const s = load<f32>(x + (<usize>row * <usize>k + <usize>depth) * 4);
      const to = y + yBytes * <usize>row;
      for (let i = 0; i < n; i++) {
        store<f32>(to + floats(i), load<f32>(to + floats(i)) + s * load<f32>(from + floats(i)));
      }
    }
  }
}

/** The slices' sums in order, plus bias, then ReLU if asked: Y `[m][n]`. A task is one row. */
export function denseEnd(
  task: i32, scratch: usize,
  sums: usize, slices: i32, m: i32, n: i32, bias: usize, activate: i32, y: usize,
): void {
  const rowBytes = floats(n);
  const from = sums + rowBytes * <usize>task;
  const to = y + rowBytes * <usize>task;
  const sliceBytes = rowBytes * <usize>m;
  let i = 0;
  for (; i + 4 <= n; i += 4) {
    const at = floats(i);
    let sum = v128.load(from + at);
    for (let slice = 1; slice < slices; slice++) sum = f32x4.add(sum, v128.load(from + at + sliceBytes * <usize>slice));
    if (bias != 0) sum = f32x4.add(sum, v128.load(bias + at));
    v128.store(to + at, activate ? relu(sum) : sum);
  }
  for (; i < n; i++) {
    const at = floats(i);
    let sum = load<f32>(from + at);
    for (let slice = 1; slice < slices; slice++) sum += load<f32>(from + at + sliceBytes * <usize>slice);
    if (bias != 0) sum += load<f32>(bias + at);
    store<f32>(to + at, activate ? relu1(sum) : sum);
  }
}

/** Four rows of Y += four columns of X by four rows of W. */
function denseFour(x: usize, xBytes: usize, w: usize, wBytes: usize, y: usize, columns: i32): void {
  const x1 = x + xBytes, x2 = x1 + xBytes, x3 = x2 + xBytes;
  const s00 = v128.load32_splat(x), s01 = v128.load32_splat(x, 4), s02 = v128.load32_splat(x, 8), s03 = v128.load32_splat(x, 12);
  const s10 = v128.load32_splat(x1), s11 = v128.load32_splat(x1, 4), s12 = v128.load32_splat(x1, 8), s13 = v128.load32_splat(x1, 12);
  const s20 = v128.load32_splat(x2), s21 = v128.load32_splat(x2, 4), s22 = v128.load32_splat(x2, 8), s23 = v128.load32_splat(x2, 12);
  const s30 = v128.load32_splat(x3), s31 = v128.load32_splat(x3, 4), s32 = v128.load32_splat(x3, 8), s33 = v128.load32_splat(x3, 12);
  let i = 0;
  for (; i + 4 <= columns; i += 4) {
    const at = floats(i);
    const w0 = v128.load(w + at), w1 = v128.load(w + wBytes + at);
    const w2 = v128.load(w + 2 * wBytes + at), w3 = v128.load(w + 3 * wBytes + at);
    let to = y + at;
    v128.store(to, madd(madd(madd(madd(v128.load(to), s00, w0), s01, w1), s02, w2), s03, w3));
    to += wBytes;
    v128.store(to, madd(madd(madd(madd(v128.load(to), s10, w0), s11, w1), s12, w2), s13, w3));
    to += wBytes;
    v128.store(to, madd(madd(madd(madd(v128.load(to), s20, w0), s21, w1), s22, w2), s23, w3));
    to += wBytes;
    v128.store(to, madd(madd(madd(madd(v128.load(to), s30, w0), s31, w1), s32, w2), s33, w3));
  }
  for (let row = 0; row < 4; row++) denseRest(x + <usize>row * xBytes, w, wBytes, y + <usize>row * wBytes, i, columns);
}

function denseOne(x: usize, w: usize, wBytes: usize, y: usize, columns: i32): void {
  const s0 = v128.load32_splat(x), s1 = v128.load32_splat(x, 4), s2 = v128.load32_splat(x, 8), s3 = v128.load32_splat(x, 12);
  let i = 0;
  for (; i + 4 <= columns; i += 4) {
    const at = floats(i);
    const from = w + at;
    const sum = madd(madd(v128.load(y + at), s0, v128.load(from)), s1, v128.load(from + wBytes));
    v128.store(y + at, madd(madd(sum, s2, v128.load(from + 2 * wBytes)), s3, v128.load(from + 3 * wBytes)));
  }
  denseRest(x, w, wBytes, y, i, columns);
}

/** The last columns, fewer than four, one by one. */
function denseRest(x: usize, w: usize, wBytes: usize, y: usize, from: i32, columns: i32): void {
  for (let i = from; i < columns; i++) {
    let sum = load<f32>(y + floats(i));
    for (let d = 0; d < 4; d++) sum += load<f32>(x + floats(d)) * load<f32>(w + <usize>d * wBytes + floats(i));
    store<f32>(y + floats(i), sum);
  }
}

/**
 * Y `[m][n]` = X·Wᵀ for few rows, W `[n][k]`: each number of Y is a product of two rows as they lie. A task is
 * `blockColumns` columns.
 */
export function denseTransposed(
  task: i32, scratch: usize,
  x: usize, w: usize, y: usize, m: i32, n: i32, k: i32, bias: usize, activate: i32, blockColumns: i32,
): void {
  const first = task * blockColumns;
  const end = min(n, first + blockColumns);
  const xBytes = floats(k);
  for (let column = first; column < end; column++) {
    const from = w + xBytes * <usize>column;
    const addend = bias != 0 ? load<f32>(bias + floats(column)) : 0;
    for (let row = 0; row < m; row += 4) {
      const last = <usize>(m - row - 1);
      const x0 = x + xBytes * <usize>row;
      const x1 = x0 + min<usize>(1, last) * xBytes, x2 = x0 + min<usize>(2, last) * xBytes, x3 = x0 + min<usize>(3, last) * xBytes;
      let s0 = f32x4.splat(0), s1 = s0, s2 = s0, s3 = s0;
      let i = 0;
      for (; i + 4 <= k; i += 4) {
        const at = floats(i);
        const v = v128.load(from + at);
        s0 = madd(s0, v, v128.load(x0 + at));
        s1 = madd(s1, v, v128.load(x1 + at));
        s2 = madd(s2, v, v128.load(x2 + at));
        s3 = madd(s3, v, v128.load(x3 + at));
      }
      let t0 = lanes(s0), t1 = lanes(s1), t2 = lanes(s2), t3 = lanes(s3);
      for (; i < k; i++) {
        const at = floats(i);
        const v = load<f32>(from + at);
        t0 += v * load<f32>(x0 + at); t1 += v * load<f32>(x1 + at);
        t2 += v * load<f32>(x2 + at); t3 += v * load<f32>(x3 + at);
      }
      const to = y + (<usize>row * <usize>n + <usize>column) * 4;
      storeOne(to, t0 + addend, activate);
      if (last >= 1) storeOne(to + floats(n), t1 + addend, activate);
      if (last >= 2) storeOne(to + 2 * floats(n), t2 + addend, activate);
      if (last >= 3) storeOne(to + 3 * floats(n), t3 + addend, activate);
    }
  }
}

// @ts-ignore: decorator
@inline
function storeOne(to: usize, value: f32, activate: i32): void {
  store<f32>(to, activate ? relu1(value) : value);
}
