import { floats, lanes } from "./vector";

/** The natural logarithm, from outside: its tables would need memory of our own, and it is called once a row. */
// @ts-ignore: decorator
@external("env", "log")
declare function log(x: f64): f64;

/** eˣ for four numbers at once, right to about 1e-7 of the result; NaN stays NaN, and past ±87 nothing grows further. */
// @ts-ignore: decorator
@inline
function exp(x: v128): v128 {
  const held = f32x4.min(f32x4.max(x, f32x4.splat(-87)), f32x4.splat(88));
  // x = n·ln 2 + r with |r| ≤ ln 2 / 2, and eʳ by its series.
  const n = f32x4.nearest(f32x4.mul(held, f32x4.splat(1.44269504)));
  const r = f32x4.sub(f32x4.sub(held, f32x4.mul(n, f32x4.splat(0.693359375))), f32x4.mul(n, f32x4.splat(-2.12194440e-4)));
  let p = f32x4.splat(1.0 / 5040.0);
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.0 / 720.0));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.0 / 120.0));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.0 / 24.0));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.0 / 6.0));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(0.5));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1));
  const power = i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(n), i32x4.splat(127)), 23);
  return f32x4.mul(p, power);
}

// @ts-ignore: decorator
@inline
function exp1(x: f32): f32 {
  return f32x4.extract_lane(exp(f32x4.splat(x)), 0);
}

/** 1 / (1 + e⁻ˣ). A task is `block` numbers. */
export function sigmoid(task: i32, scratch: usize, x: usize, y: usize, count: i32, block: i32): void {
  const end = min(count, (task + 1) * block);
  const one = f32x4.splat(1);
  let i = task * block;
  for (; i + 4 <= end; i += 4) {
    const at = floats(i);
    v128.store(y + at, f32x4.div(one, f32x4.add(one, exp(f32x4.neg(v128.load(x + at))))));
  }
  for (; i < end; i++) store<f32>(y + floats(i), <f32>1 / (<f32>1 + exp1(-load<f32>(x + floats(i)))));
}

/**
 * For each row of logits its cross-entropy log Σ eˣ − x[label], the largest taken off first, and softmax − onehot, which
 * is the gradient. A task is `blockRows` rows.
 */
export function crossEntropy(
  task: i32, scratch: usize,
  x: usize, labels: usize, losses: usize, gradient: usize, rows: i32, classes: i32, blockRows: i32,
): void {
  const end = min(rows, (task + 1) * blockRows);
  for (let row = task * blockRows; row < end; row++) {
    const from = x + (<usize>row * <usize>classes) * 4;
    const to = gradient + (<usize>row * <usize>classes) * 4;
    let most = load<f32>(from);
    for (let i = 1; i < classes; i++) most = max<f32>(most, load<f32>(from + floats(i)));
    let parts = f32x4.splat(0);
    let i = 0;
    for (; i + 4 <= classes; i += 4) {
      const e = exp(f32x4.sub(v128.load(from + floats(i)), f32x4.splat(most)));
      v128.store(to + floats(i), e);
      parts = f32x4.add(parts, e);
    }
    let sum = lanes(parts);
    for (; i < classes; i++) {
      const e = exp1(load<f32>(from + floats(i)) - most);
      store<f32>(to + floats(i), e);
      sum += e;
    }
    const label = load<i32>(labels + floats(row));
    store<f32>(losses + floats(row), <f32>log(sum) + most - load<f32>(from + floats(label)));
    const share = <f32>1 / sum;
    for (i = 0; i < classes; i++) {
      const at = to + floats(i);
      store<f32>(at, load<f32>(at) * share - (i == label ? <f32>1 : <f32>0));
    }
  }
}
