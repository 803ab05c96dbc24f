import { floats } from "./vector";

/**
 * One pass over a parameter p with its gradient g and the optimizer's running values, where tfjs takes up to fifteen.
 * New values go to new places. A task is `block` numbers; what is left of four is done one by one.
 */

/** torch.optim.SGD: g += λp; b = μb + g; d = g, b, or g + μb; p −= ηd. `momentum` 0: no b. */
export function sgd(
  task: i32, scratch: usize,
  p: usize, g: usize, b: usize, newP: usize, newB: usize, count: i32, block: i32,
  rate: f32, momentum: f32, nesterov: i32, decay: f32,
): void {
  const end = min(count, (task + 1) * block);
  let i = task * block;
  for (; i + 4 <= end; i += 4) {
    const at = floats(i);
    const old = v128.load(p + at);
    let d = v128.load(g + at);
    if (decay != 0) d = f32x4.add(d, f32x4.mul(old, f32x4.splat(decay)));
    if (momentum != 0) {
      const speed = f32x4.add(f32x4.mul(v128.load(b + at), f32x4.splat(momentum)), d);
      v128.store(newB + at, speed);
      d = nesterov ? f32x4.add(d, f32x4.mul(speed, f32x4.splat(momentum))) : speed;
    }
    v128.store(newP + at, f32x4.sub(old, f32x4.mul(d, f32x4.splat(rate))));
  }
  for (; i < end; i++) {
    const at = floats(i);
    const old = load<f32>(p + at);
    let d = load<f32>(g + at);
    if (decay != 0) d += old * decay;
    if (momentum != 0) {
      const speed = load<f32>(b + at) * momentum + d;
      store<f32>(newB + at, speed);
      d = nesterov ? d + speed * momentum : speed;
    }
    store<f32>(newP + at, old - d * rate);
  }
}

/**
 * torch.optim.Adam and AdamW: g += λp (Adam) or p ·= 1 − ηλ (AdamW: `shrink`); m = β₁m + (1−β₁)g; v = β₂v + (1−β₂)g²;
 * p −= step · m / (√v · rootScale + ε), with step = η/(1−β₁ᵗ) and rootScale = 1/√(1−β₂ᵗ).
 */
export function adam(
  task: i32, scratch: usize,
  p: usize, g: usize, m: usize, v: usize, newP: usize, newM: usize, newV: usize, count: i32, block: i32,
  beta1: f32, beta2: f32, rest1: f32, rest2: f32, step: f32, rootScale: f32, eps: f32, decay: f32, shrink: f32,
): void {
  const end = min(count, (task + 1) * block);
  let i = task * block;
  for (; i + 4 <= end; i += 4) {
    const at = floats(i);
    const old = v128.load(p + at);
    let d = v128.load(g + at);
    if (decay != 0) d = f32x4.add(d, f32x4.mul(old, f32x4.splat(decay)));
    const mean = f32x4.add(f32x4.mul(v128.load(m + at), f32x4.splat(beta1)), f32x4.mul(d, f32x4.splat(rest1)));
    const square = f32x4.add(f32x4.mul(v128.load(v + at), f32x4.splat(beta2)), f32x4.mul(f32x4.mul(d, d), f32x4.splat(rest2)));
    v128.store(newM + at, mean);
    v128.store(newV + at, square);
    const root = f32x4.add(f32x4.mul(f32x4.sqrt(square), f32x4.splat(rootScale)), f32x4.splat(eps));
    const move = f32x4.div(f32x4.mul(mean, f32x4.splat(step)), root);
    v128.store(newP + at, f32x4.sub(f32x4.mul(old, f32x4.splat(shrink)), move));
  }
  for (; i < end; i++) {
    const at = floats(i);
    const old = load<f32>(p + at);
    let d = load<f32>(g + at);
    if (decay != 0) d += old * decay;
    const mean = load<f32>(m + at) * beta1 + d * rest1;
    const square = load<f32>(v + at) * beta2 + d * d * rest2;
    store<f32>(newM + at, mean);
    store<f32>(newV + at, square);
    store<f32>(newP + at, old * shrink - (mean * step) / (sqrt<f32>(square) * rootScale + eps));
  }
}

/** torch.optim.RMSprop, not centred: g += λp; v = αv + (1−α)g²; d = g / (√v + ε); b = μb + d; p −= η·(b or d). */
export function rmsprop(
  task: i32, scratch: usize,
  p: usize, g: usize, v: usize, b: usize, newP: usize, newV: usize, newB: usize, count: i32, block: i32,
  rate: f32, alpha: f32, rest: f32, eps: f32, momentum: f32, decay: f32,
): void {
  const end = min(count, (task + 1) * block);
  let i = task * block;
  for (; i + 4 <= end; i += 4) {
    const at = floats(i);
    const old = v128.load(p + at);
    let d = v128.load(g + at);
    if (decay != 0) d = f32x4.add(d, f32x4.mul(old, f32x4.splat(decay)));
    const square = f32x4.add(f32x4.mul(v128.load(v + at), f32x4.splat(alpha)), f32x4.mul(f32x4.mul(d, d), f32x4.splat(rest)));
    v128.store(newV + at, square);
    d = f32x4.div(d, f32x4.add(f32x4.sqrt(square), f32x4.splat(eps)));
    if (momentum != 0) {
      d = f32x4.add(f32x4.mul(v128.load(b + at), f32x4.splat(momentum)), d);
      v128.store(newB + at, d);
    }
    v128.store(newP + at, f32x4.sub(old, f32x4.mul(d, f32x4.splat(rate))));
  }
  for (; i < end; i++) {
    const at = floats(i);
    const old = load<f32>(p + at);
    let d = load<f32>(g + at);
    if (decay != 0) d += old * decay;
    const square = load<f32>(v + at) * alpha + d * d * rest;
    store<f32>(newV + at, square);
    d = d / (sqrt<f32>(square) + eps);
    if (momentum != 0) {
      d = load<f32>(b + at) * momentum + d;
      store<f32>(newB + at, d);
    }
    store<f32>(newP + at, old - d * rate);
  }
}
