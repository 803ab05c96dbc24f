import { floats } from "./vector";

/**
 * Work over matrices `[rows][columns]` whose columns are channels: sums of columns, and lines through them. Sums are
 * made of blocks of rows, the blocks' sums of blocks of those, and so on: their error grows with the logarithm of the
 * count, not with the count (Higham 1993), and nothing depends on who sums which block.
 */

/**
 * Sums of blocks of rows: `[outer][rows][columns]` to `[outer][blocks][columns]`. `kind` says of what:
 * 0: x; 1: (x − mean)²; 2: x · (y − mean). A task is one block.
 */
export function columnSums(
  task: i32, scratch: usize,
  kind: i32, x: usize, y: usize, mean: usize, rows: i32, columns: i32, blockRows: i32, out: usize,
): void {
  const blocks = (rows + blockRows - 1) / blockRows;
  const first = (task % blocks) * blockRows;
  const count = min(blockRows, rows - first);
  const step = floats(columns);
  const start = step * <usize>((task / blocks) * rows + first);
  const to = out + step * <usize>task;
  let column = 0;
  for (; column + 4 <= columns; column += 4) {
    const at = floats(column);
    let from = x + start + at;
    let sum = f32x4.splat(0);
    if (kind == 0) {
      for (let row = 0; row < count; row++) {
        sum = f32x4.add(sum, v128.load(from));
        from += step;
      }
    } else if (kind == 1) {
      const middle = v128.load(mean + at);
      for (let row = 0; row < count; row++) {
        const d = f32x4.sub(v128.load(from), middle);
        sum = f32x4.add(sum, f32x4.mul(d, d));
        from += step;
      }
    } else {
      const middle = v128.load(mean + at);
      let other = y + start + at;
      for (let row = 0; row < count; row++) {
        sum = f32x4.add(sum, f32x4.mul(v128.load(from), f32x4.sub(v128.load(other), middle)));
        from += step;
        other += step;
      }
    }
    v128.store(to + at, sum);
  }
  for (; column < columns; column++) {
    const at = floats(column);
    const middle: f32 = kind != 0 ? load<f32>(mean + at) : 0;
    let sum: f32 = 0;
    for (let row = 0; row < count; row++) {
      const place = start + step * <usize>row + at;
      const value = load<f32>(x + place);
      if (kind == 0) sum += value;
      else if (kind == 1) sum += (value - middle) * (value - middle);
      else sum += value * (load<f32>(y + place) - middle);
    }
    store<f32>(to + at, sum);
  }
}

/**
 * The gradient through y = max(x, 0): dy where y > 0, else 0; and its sums over blocks of rows, which are the bias's
 * gradient. Where y is NaN, dy goes on, as in torch. A task is one block.
 */
export function reluGradient(
  task: i32, scratch: usize,
  dy: usize, y: usize, out: usize, rows: i32, columns: i32, blockRows: i32, sums: usize,
): void {
  const first = task * blockRows;
  const count = min(blockRows, rows - first);
  const step = floats(columns);
  const start = step * <usize>first;
  const to = sums + step * <usize>task;
  const zero = f32x4.splat(0);
  let column = 0;
  for (; column + 4 <= columns; column += 4) {
    let place = start + floats(column);
    let sum = zero;
    for (let row = 0; row < count; row++) {
      const value = v128.andnot(v128.load(dy + place), f32x4.le(v128.load(y + place), zero));
      v128.store(out + place, value);
      sum = f32x4.add(sum, value);
      place += step;
    }
    v128.store(to + floats(column), sum);
  }
  for (; column < columns; column++) {
    let place = start + floats(column);
    let sum: f32 = 0;
    for (let row = 0; row < count; row++) {
      const value: f32 = load<f32>(y + place) <= 0 ? 0 : load<f32>(dy + place);
      store<f32>(out + place, value);
      sum += value;
      place += step;
    }
    store<f32>(to + floats(column), sum);
  }
}

/**
 * Lines through each column: (a − c) · p + r, and + b · q where there is a `b`. The middle is taken off first: with
 * a · p + (r − c · p) all rows share the rounding error of the constant, and gradients add it up. A task is one block.
 */
export function columnLine(
  task: i32, scratch: usize,
  a: usize, c: usize, p: usize, r: usize, b: usize, q: usize, rows: i32, columns: i32, blockRows: i32, out: usize,
): void {
  const first = task * blockRows;
  const end = min(rows, first + blockRows);
  const step = floats(columns);
  for (let row = first; row < end; row++) {
    const start = step * <usize>row;
    let column = 0;
    for (; column + 4 <= columns; column += 4) {
      const at = floats(column);
      const away = f32x4.sub(v128.load(a + start + at), v128.load(c + at));
      let value = f32x4.add(f32x4.mul(away, v128.load(p + at)), v128.load(r + at));
      if (b != 0) value = f32x4.add(value, f32x4.mul(v128.load(b + start + at), v128.load(q + at)));
      v128.store(out + start + at, value);
    }
    for (; column < columns; column++) {
      const at = floats(column);
      let value = (load<f32>(a + start + at) - load<f32>(c + at)) * load<f32>(p + at) + load<f32>(r + at);
      if (b != 0) value += load<f32>(b + start + at) * load<f32>(q + at);
      store<f32>(out + start + at, value);
    }
  }
}
