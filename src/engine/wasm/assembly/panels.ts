import { floats, madd, relu, relu1 } from "./vector";

/**
 * The two inner loops of everything here, after Goto & van de Geijn (2008): four rows by eight columns of the result
 * stay in eight registers while the sum runs. One operand is read as it lies, a number at a time, spread over four
 * lanes; the other was packed so that the eight numbers of a step lie together: `[columns / 8][K][8]`.
 *
 * Where fewer than four rows are left, the last one is calculated again and written to the same place again.
 */

/**
 * C[row][0..7] (+)= Σ A[row + tap]·B for `m` rows. A row is `rows` × `groups` runs of `k` numbers: one run for a plain
 * product; for a convolution the runs are the filter's rows (and cells, where it is dilated) seen from that place.
 */
export function rowPanel(
  a: usize, aRowBytes: usize, m: i32,
  rows: i32, rowBytes: usize, groups: i32, groupBytes: usize, k: i32,
  b: usize,
  c: usize, cRowBytes: usize,
  add: bool, bias: usize, activate: bool,
): void {
  for (let row = 0; row < m; row += 4) {
    const last = <usize>(m - row - 1);
    const i1 = min<usize>(1, last), i2 = min<usize>(2, last), i3 = min<usize>(3, last);
    const a0 = a + <usize>row * aRowBytes;
    const a1 = i1 * aRowBytes, a2 = i2 * aRowBytes, a3 = i3 * aRowBytes;
    let c00 = f32x4.splat(0), c01 = c00, c10 = c00, c11 = c00, c20 = c00, c21 = c00, c30 = c00, c31 = c00;
    let panel = b;
    for (let r = 0; r < rows; r++) {
      for (let g = 0; g < groups; g++) {
        let p0 = a0 + <usize>r * rowBytes + <usize>g * groupBytes;
        let p1 = p0 + a1, p2 = p0 + a2, p3 = p0 + a3;
        let n = k;
        let b0: v128, b1: v128, s: v128;
        // Two steps a turn: with four, V8 moves the loads up front and runs out of registers (37 for 52 GFLOP/s).
        for (; n >= 2; n -= 2) {
          b0 = v128.load(panel, 0); b1 = v128.load(panel, 16);
          s = v128.load32_splat(p0, 0); c00 = madd(c00, s, b0); c01 = madd(c01, s, b1);
          s = v128.load32_splat(p1, 0); c10 = madd(c10, s, b0); c11 = madd(c11, s, b1);
          s = v128.load32_splat(p2, 0); c20 = madd(c20, s, b0); c21 = madd(c21, s, b1);
          s = v128.load32_splat(p3, 0); c30 = madd(c30, s, b0); c31 = madd(c31, s, b1);
          b0 = v128.load(panel, 32); b1 = v128.load(panel, 48);
          s = v128.load32_splat(p0, 4); c00 = madd(c00, s, b0); c01 = madd(c01, s, b1);
          s = v128.load32_splat(p1, 4); c10 = madd(c10, s, b0); c11 = madd(c11, s, b1);
          s = v128.load32_splat(p2, 4); c20 = madd(c20, s, b0); c21 = madd(c21, s, b1);
          s = v128.load32_splat(p3, 4); c30 = madd(c30, s, b0); c31 = madd(c31, s, b1);
          p0 += 8; p1 += 8; p2 += 8; p3 += 8; panel += 64;
        }
        for (; n > 0; n--) {
          b0 = v128.load(panel, 0); b1 = v128.load(panel, 16);
          s = v128.load32_splat(p0); c00 = madd(c00, s, b0); c01 = madd(c01, s, b1);
          s = v128.load32_splat(p1); c10 = madd(c10, s, b0); c11 = madd(c11, s, b1);
          s = v128.load32_splat(p2); c20 = madd(c20, s, b0); c21 = madd(c21, s, b1);
          s = v128.load32_splat(p3); c30 = madd(c30, s, b0); c31 = madd(c31, s, b1);
          p0 += 4; p1 += 4; p2 += 4; p3 += 4; panel += 32;
        }
      }
    }
    const q0 = c + <usize>row * cRowBytes;
    const q1 = q0 + i1 * cRowBytes, q2 = q0 + i2 * cRowBytes, q3 = q0 + i3 * cRowBytes;
    if (add) {
      // All are read before any is written: the last rows may be one and the same.
      c00 = f32x4.add(c00, v128.load(q0)); c01 = f32x4.add(c01, v128.load(q0, 16));
      c10 = f32x4.add(c10, v128.load(q1)); c11 = f32x4.add(c11, v128.load(q1, 16));
      c20 = f32x4.add(c20, v128.load(q2)); c21 = f32x4.add(c21, v128.load(q2, 16));
      c30 = f32x4.add(c30, v128.load(q3)); c31 = f32x4.add(c31, v128.load(q3, 16));
    }
    if (bias != 0) {
      const d0 = v128.load(bias), d1 = v128.load(bias, 16);
      c00 = f32x4.add(c00, d0); c01 = f32x4.add(c01, d1); c10 = f32x4.add(c10, d0); c11 = f32x4.add(c11, d1);
      c20 = f32x4.add(c20, d0); c21 = f32x4.add(c21, d1); c30 = f32x4.add(c30, d0); c31 = f32x4.add(c31, d1);
    }
    if (activate) {
      c00 = relu(c00); c01 = relu(c01); c10 = relu(c10); c11 = relu(c11);
      c20 = relu(c20); c21 = relu(c21); c30 = relu(c30); c31 = relu(c31);
    }
    v128.store(q0, c00); v128.store(q0, c01, 16); v128.store(q1, c10); v128.store(q1, c11, 16);
    v128.store(q2, c20); v128.store(q2, c21, 16); v128.store(q3, c30); v128.store(q3, c31, 16);
  }
}

/**
 * The same where A's neighbours in a row of the sum lie `aStepBytes` apart and its rows side by side: Aᵀ·B, in `rows`
 * runs of `k`. B steps by `bStepBytes`: 32 where it is packed.
 */
export function stridedPanel(
  a: usize, aStepBytes: usize, aRunBytes: usize, m: i32,
  b: usize, bStepBytes: usize, bRunBytes: usize,
  runs: i32, k: i32,
  c: usize, cRowBytes: usize,
  add: bool, bias: usize, activate: bool,
): void {
  for (let row = 0; row < m; row += 4) {
    const last = <usize>(m - row - 1);
    const i1 = min<usize>(1, last), i2 = min<usize>(2, last), i3 = min<usize>(3, last);
    const a0 = a + floats(row);
    let c00 = f32x4.splat(0), c01 = c00, c10 = c00, c11 = c00, c20 = c00, c21 = c00, c30 = c00, c31 = c00;
    for (let r = 0; r < runs; r++) {
      let p0 = a0 + <usize>r * aRunBytes;
      let q = b + <usize>r * bRunBytes;
      let b0: v128, b1: v128, s: v128;
      if (last >= 3) {
        for (let n = k; n > 0; n--) {
          b0 = v128.load(q, 0); b1 = v128.load(q, 16);
          s = v128.load32_splat(p0, 0); c00 = madd(c00, s, b0); c01 = madd(c01, s, b1);
          s = v128.load32_splat(p0, 4); c10 = madd(c10, s, b0); c11 = madd(c11, s, b1);
          s = v128.load32_splat(p0, 8); c20 = madd(c20, s, b0); c21 = madd(c21, s, b1);
          s = v128.load32_splat(p0, 12); c30 = madd(c30, s, b0); c31 = madd(c31, s, b1);
          p0 += aStepBytes; q += bStepBytes;
        }
      } else {
        const p1 = i1 << 2, p2 = i2 << 2;
        for (let n = k; n > 0; n--) {
          b0 = v128.load(q, 0); b1 = v128.load(q, 16);
          s = v128.load32_splat(p0); c00 = madd(c00, s, b0); c01 = madd(c01, s, b1);
          s = v128.load32_splat(p0 + p1); c10 = madd(c10, s, b0); c11 = madd(c11, s, b1);
          s = v128.load32_splat(p0 + p2); c20 = madd(c20, s, b0); c21 = madd(c21, s, b1);
          p0 += aStepBytes; q += bStepBytes;
        }
        c30 = c20; c31 = c21;
      }
    }
    const q0 = c + <usize>row * cRowBytes;
    const q1 = q0 + i1 * cRowBytes, q2 = q0 + i2 * cRowBytes, q3 = q0 + i3 * cRowBytes;
    if (add) {
      c00 = f32x4.add(c00, v128.load(q0)); c01 = f32x4.add(c01, v128.load(q0, 16));
      c10 = f32x4.add(c10, v128.load(q1)); c11 = f32x4.add(c11, v128.load(q1, 16));
      c20 = f32x4.add(c20, v128.load(q2)); c21 = f32x4.add(c21, v128.load(q2, 16));
      c30 = f32x4.add(c30, v128.load(q3)); c31 = f32x4.add(c31, v128.load(q3, 16));
    }
    if (bias != 0) {
      const d0 = v128.load(bias), d1 = v128.load(bias, 16);
      c00 = f32x4.add(c00, d0); c01 = f32x4.add(c01, d1); c10 = f32x4.add(c10, d0); c11 = f32x4.add(c11, d1);
      c20 = f32x4.add(c20, d0); c21 = f32x4.add(c21, d1); c30 = f32x4.add(c30, d0); c31 = f32x4.add(c31, d1);
    }
    if (activate) {
      c00 = relu(c00); c01 = relu(c01); c10 = relu(c10); c11 = relu(c11);
      c20 = relu(c20); c21 = relu(c21); c30 = relu(c30); c31 = relu(c31);
    }
    v128.store(q0, c00); v128.store(q0, c01, 16); v128.store(q1, c10); v128.store(q1, c11, 16);
    v128.store(q2, c20); v128.store(q2, c21, 16); v128.store(q3, c30); v128.store(q3, c31, 16);
  }
}

/**
 * Copies the first `columns` of `m` rows of eight to where they belong: a panel's last columns are padding, and what
 * lies behind the result is not ours to write.
 */
export function storeColumns(
  from: usize, m: i32, columns: i32,
  c: usize, cRowBytes: usize,
  add: bool, bias: usize, activate: bool,
): void {
  for (let row = 0; row < m; row++) {
    for (let column = 0; column < columns; column++) {
      const to = c + <usize>row * cRowBytes + floats(column);
      let value = load<f32>(from + floats(row * 8 + column));
      if (add) value += load<f32>(to);
      if (bias != 0) value += load<f32>(bias + floats(column));
      store<f32>(to, activate ? relu1(value) : value);
    }
  }
}
