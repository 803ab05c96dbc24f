import { floats } from "./vector";

/**
 * Bilinear enlargement of `[n][h][w][c]`. Where a row of the result comes from: `scale·(row + offset) − offset`, with
 * offset 1/2 for pixels as areas (torch's align_corners=False) and 0 otherwise, held inside the picture.
 */
// @ts-ignore: decorator
@inline
function sourceOf(place: i32, scale: f32, offset: f32, size: i32): f32 {
  const at = scale * (<f32>place + offset) - offset;
  return max<f32>(0, min<f32>(at, <f32>(size - 1)));
}

/** A task is a row of y. */
export function resizeBilinear(
  task: i32, scratch: usize,
  x: usize, h: i32, w: i32, c: i32, y: usize, oh: i32, ow: i32, scaleY: f32, scaleX: f32, offset: f32,
): void {
  const pixel = floats(c);
  const picture = x + pixel * <usize>(w * h) * <usize>(task / oh);
  const sy = sourceOf(task % oh, scaleY, offset, h);
  const y0 = <i32>sy, y1 = min(y0 + 1, h - 1);
  const fy = sy - <f32>y0, gy: f32 = <f32>1 - fy;
  for (let column = 0; column < ow; column++) {
    const sx = sourceOf(column, scaleX, offset, w);
    const x0 = <i32>sx, x1 = min(x0 + 1, w - 1);
    const fx = sx - <f32>x0, gx: f32 = <f32>1 - fx;
    const p00 = picture + pixel * <usize>(y0 * w + x0), p01 = picture + pixel * <usize>(y0 * w + x1);
    const p10 = picture + pixel * <usize>(y1 * w + x0), p11 = picture + pixel * <usize>(y1 * w + x1);
    const w00 = gy * gx, w01 = gy * fx, w10 = fy * gx, w11 = fy * fx;
    const to = y + pixel * <usize>(task * ow + column);
    let i = 0;
    for (; i + 4 <= c; i += 4) {
      const at = floats(i);
      const upper = f32x4.add(f32x4.mul(v128.load(p00 + at), f32x4.splat(w00)), f32x4.mul(v128.load(p01 + at), f32x4.splat(w01)));
      const lower = f32x4.add(f32x4.mul(v128.load(p10 + at), f32x4.splat(w10)), f32x4.mul(v128.load(p11 + at), f32x4.splat(w11)));
      v128.store(to + at, f32x4.add(upper, lower));
    }
    for (; i < c; i++) {
      const at = floats(i);
      store<f32>(to + at, load<f32>(p00 + at) * w00 + load<f32>(p01 + at) * w01 + (load<f32>(p10 + at) * w10 + load<f32>(p11 + at) * w11));
    }
  }
}

/** The gradient: each number of dy shared out to the four pixels it came from. A task is one picture, dx zero before. */
export function resizeBilinearGradient(
  task: i32, scratch: usize,
  dy: usize, h: i32, w: i32, c: i32, dx: usize, oh: i32, ow: i32, scaleY: f32, scaleX: f32, offset: f32,
): void {
  const pixel = floats(c);
  const picture = dx + pixel * <usize>(w * h) * <usize>task;
  for (let row = 0; row < oh; row++) {
    const sy = sourceOf(row, scaleY, offset, h);
    const y0 = <i32>sy, y1 = min(y0 + 1, h - 1);
    const fy = sy - <f32>y0, gy: f32 = <f32>1 - fy;
    for (let column = 0; column < ow; column++) {
      const sx = sourceOf(column, scaleX, offset, w);
      const x0 = <i32>sx, x1 = min(x0 + 1, w - 1);
      const fx = sx - <f32>x0, gx: f32 = <f32>1 - fx;
      const from = dy + pixel * <usize>((task * oh + row) * ow + column);
      share(picture + pixel * <usize>(y0 * w + x0), from, c, gy * gx);
      share(picture + pixel * <usize>(y0 * w + x1), from, c, gy * fx);
      share(picture + pixel * <usize>(y1 * w + x0), from, c, fy * gx);
      share(picture + pixel * <usize>(y1 * w + x1), from, c, fy * fx);
    }
  }
}

function share(to: usize, from: usize, c: i32, weight: f32): void {
  const factor = f32x4.splat(weight);
  let i = 0;
  for (; i + 4 <= c; i += 4) {
    const at = floats(i);
    v128.store(to + at, f32x4.add(v128.load(to + at), f32x4.mul(v128.load(from + at), factor)));
  }
  for (; i < c; i++) {
    const at = floats(i);
    store<f32>(to + at, load<f32>(to + at) + load<f32>(from + at) * weight);
  }
}
