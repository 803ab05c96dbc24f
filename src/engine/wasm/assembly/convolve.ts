import { rowPanel, storeColumns, stridedPanel } from "./panels";
import { floats } from "./vector";

/**
 * Convolution by its definition, as a product without the matrix being written out (implicit GEMM). Pictures are NHWC;
 * padding was put around them before, so that no place needs a question asked.
 */

/**
 * Copies pictures `[n][height][width][channels]` into frames `[n][outHeight][outWidth][channels]` of zeros, the first
 * pixel at (top, left), which may lie outside, and neighbours `apartY`, `apartX` pixels apart. A task is a frame's row.
 */
export function frame(
  task: i32, scratch: usize,
  x: usize, height: i32, width: i32, channels: i32,
  out: usize, outHeight: i32, outWidth: i32, top: i32, left: i32, apartY: i32, apartX: i32,
): void {
  const picture = task / outHeight;
  const place = (task % outHeight) - top;
  const pixel = floats(channels);
  const to = out + pixel * <usize>outWidth * <usize>task;
  memory.fill(to, 0, pixel * <usize>outWidth);
  if (place < 0 || place % apartY != 0 || place / apartY >= height) return;
  const from = x + pixel * <usize>width * <usize>(picture * height + place / apartY);
  if (apartX == 1) {
    const skip = max(0, -left);
    const start = max(0, left);
    const count = min(width - skip, outWidth - start);
    if (count > 0) memory.copy(to + pixel * <usize>start, from + pixel * <usize>skip, pixel * <usize>count);
    return;
  }
  for (let column = 0; column < width; column++) {
    const at = left + column * apartX;
    if (at >= 0 && at < outWidth) memory.copy(to + pixel * <usize>at, from + pixel * <usize>column, pixel);
  }
}

/**
 * y = conv(x, filter) + bias, then ReLU if asked. x is framed `[n][height][width][c]`, the filter packed from
 * `[kh·kw·c][o]`, y `[n][oh][ow][o]`. A task is `blockRows` rows of one picture.
 */
export function convolve(
  task: i32, scratch: usize,
  x: usize, height: i32, width: i32, c: i32,
  filter: usize, kh: i32, kw: i32,
  y: usize, oh: i32, ow: i32, o: i32,
  strideY: i32, strideX: i32, dilationY: i32, dilationX: i32,
  bias: usize, activate: i32, blockRows: i32,
): void {
  const blocks = (oh + blockRows - 1) / blockRows;
  const picture = task / blocks;
  const first = (task % blocks) * blockRows;
  const end = min(oh, first + blockRows);
  const pixel = floats(c);
  const line = pixel * <usize>width;
  // Cells that touch are one run of kw·c numbers; dilated ones are runs of c.
  const groups = dilationX == 1 ? 1 : kw;
  const run = dilationX == 1 ? kw * c : c;
  const depth = kh * kw * c;
  const out = floats(o);
  for (let column = 0; column < o; column += 8) {
    const panel = filter + <usize>column * floats(depth);
    const addend = bias != 0 ? bias + floats(column) : 0;
    for (let row = first; row < end; row++) {
      const from = x + line * <usize>(picture * height + row * strideY);
      const to = y + out * <usize>((picture * oh + row) * ow) + floats(column);
      const step = pixel * <usize>strideX;
      if (column + 8 <= o) {
        rowPanel(from, step, ow, kh, line * <usize>dilationY, groups, pixel * <usize>dilationX, run, panel, to, out, false, addend, activate != 0);
      } else {
        rowPanel(from, step, ow, kh, line * <usize>dilationY, groups, pixel * <usize>dilationX, run, panel, scratch, 32, false, 0, false);
        storeColumns(scratch, ow, o - column, to, out, false, addend, activate != 0);
      }
    }
  }
}

/**
 * ∂/∂filter = Σ over pictures and places of x·dy, by the definition. x is framed, dy `[n][oh][ow][o]`, dw
 * `[kh][kw][c][o]`. A task is one row of the filter (one cell, where it is dilated) and `blockColumns` of o. Rows are
 * taken some at a time, so that both sides stay in the cache while all their products are made.
 */
export function convolveFilterGradient(
  task: i32, scratch: usize,
  x: usize, n: i32, height: i32, width: i32, c: i32,
  dy: usize, oh: i32, ow: i32, o: i32,
  dw: usize, kh: i32, kw: i32,
  strideY: i32, strideX: i32, dilationY: i32, dilationX: i32,
  blockRows: i32, blockColumns: i32,
): void {
  const across = (o + blockColumns - 1) / blockColumns;
  const first = (task % across) * blockColumns;
  const end = min(o, first + blockColumns);
  const cell = task / across;
  const merged = dilationX == 1;
  const cellY = merged ? cell : cell / kw;
  const cellX = merged ? 0 : cell % kw;
  const m = merged ? kw * c : c;
  const pixel = floats(c);
  const line = pixel * <usize>width;
  const out = floats(o);
  const from = x + line * <usize>(cellY * dilationY) + pixel * <usize>(cellX * dilationX);
  const to = dw + <usize>((merged ? cellY * kw : cell) * c) * out;
  let add = false;
  for (let picture = 0; picture < n; picture++) {
    for (let row = 0; row < oh; row += blockRows) {
      const rows = min(blockRows, oh - row);
      const a = from + line * <usize>(picture * height + row * strideY);
      const b = dy + out * <usize>((picture * oh + row) * ow);
      for (let column = first; column < end; column += 8) {
        const target = to + floats(column);
        if (column + 8 <= o) {
          stridedPanel(a, pixel * <usize>strideX, line * <usize>strideY, m, b + floats(column), out, out * <usize>ow, rows, ow, target, out, add, 0, false);
        } else {
          // The last panel would read past the end of dy: its columns are copied aside first.
          const valid = o - column;
          const padded = scratch + 32 * <usize>m;
          copyColumns(b + floats(column), out, rows * ow, valid, padded);
          stridedPanel(a, pixel * <usize>strideX, line * <usize>strideY, m, padded, 32, 32 * <usize>ow, rows, ow, scratch, 32, false, 0, false);
          storeColumns(scratch, m, valid, target, out, add, 0, false);
        }
      }
      add = true;
    }
  }
}

function copyColumns(from: usize, step: usize, rows: i32, valid: i32, to: usize): void {
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < 8; i++) store<f32>(to + floats(i), i < valid ? load<f32>(from + floats(i)) : 0);
    from += step;
    to += 32;
  }
}

/**
 * Rows of dy `[rows][ow][o]` times each of the filter's rows, packed from `[o][kw·c]`: the `kh` rows of dx that each row
 * of dy covers where windows lie side by side. `columns` is kw·c. A task is a row of dy.
 */
export function spread(
  task: i32, scratch: usize,
  dy: usize, ow: i32, o: i32, filter: usize, kh: i32, columns: i32, dx: usize,
): void {
  const from = dy + floats(o) * <usize>(task * ow);
  const out = floats(columns);
  const panelBytes = floats(o) * 8;
  const panels = (columns + 7) / 8;
  for (let row = 0; row < kh; row++) {
    const to = dx + out * <usize>((task * kh + row) * ow);
    for (let panel = 0; panel < panels; panel++) {
      const b = filter + panelBytes * <usize>(row * panels + panel);
      const column = panel * 8;
      if (column + 8 <= columns) {
        rowPanel(from, floats(o), ow, 1, 0, 1, 0, o, b, to + floats(column), out, false, 0, false);
      } else {
        rowPanel(from, floats(o), ow, 1, 0, 1, 0, o, b, scratch, 32, false, 0, false);
        storeColumns(scratch, ow, columns - column, to + floats(column), out, false, 0, false);
      }
    }
  }
}
