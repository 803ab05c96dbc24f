import { floats } from "./vector";

/** The largest value in each window of `[n][h][w][c]`; padding is never the largest, and NaN always is. A task is a row of y. */
export function maxPool(
  task: i32, scratch: usize,
  x: usize, h: i32, w: i32, c: i32, y: usize, oh: i32, ow: i32,
  kh: i32, kw: i32, strideY: i32, strideX: i32, top: i32, left: i32,
): void {
  const pixel = floats(c);
  const picture = x + pixel * <usize>(w * h) * <usize>(task / oh);
  const startY = (task % oh) * strideY - top;
  const y0 = max(0, startY), y1 = min(h, startY + kh);
  for (let column = 0; column < ow; column++) {
    const startX = column * strideX - left;
    const x0 = max(0, startX), x1 = min(w, startX + kw);
    const to = y + pixel * <usize>(task * ow + column);
    const corner = picture + pixel * <usize>(y0 * w + x0);
    let i = 0;
    for (; i + 4 <= c; i += 4) {
      let most = v128.load(corner + floats(i));
      for (let yy = y0; yy < y1; yy++)
        for (let xx = x0; xx < x1; xx++) most = f32x4.max(most, v128.load(picture + pixel * <usize>(yy * w + xx) + floats(i)));
      v128.store(to + floats(i), most);
    }
    for (; i < c; i++) {
      let most = load<f32>(corner + floats(i));
      for (let yy = y0; yy < y1; yy++)
        for (let xx = x0; xx < x1; xx++) most = max<f32>(most, load<f32>(picture + pixel * <usize>(yy * w + xx) + floats(i)));
      store<f32>(to + floats(i), most);
    }
  }
}

/**
 * Adds each number of dy to the first of its window's largest cells, row by row, as torch does. dx is zero before. A task
 * is `blockRows` rows of y of one picture: one row where windows lie apart, all of them where they overlap.
 */
export function maxPoolGradient(
  task: i32, scratch: usize,
  x: usize, h: i32, w: i32, c: i32, dy: usize, oh: i32, ow: i32,
  kh: i32, kw: i32, strideY: i32, strideX: i32, top: i32, left: i32, dx: usize, blockRows: i32,
): void {
  const pixel = floats(c);
  const blocks = (oh + blockRows - 1) / blockRows;
  const pictureBytes = pixel * <usize>(w * h) * <usize>(task / blocks);
  const firstRow = (task % blocks) * blockRows;
  const endRow = min(oh, firstRow + blockRows);
  for (let row = firstRow; row < endRow; row++) {
    const startY = row * strideY - top;
    const y0 = max(0, startY), y1 = min(h, startY + kh);
    for (let column = 0; column < ow; column++) {
      const startX = column * strideX - left;
      const x0 = max(0, startX), x1 = min(w, startX + kw);
      const from = dy + pixel * <usize>(((task / blocks) * oh + row) * ow + column);
      let i = 0;
      for (; i + 4 <= c; i += 4) {
        const first = pictureBytes + floats(i);
        let most = v128.load(x + first + pixel * <usize>(y0 * w + x0));
        for (let yy = y0; yy < y1; yy++)
          for (let xx = x0; xx < x1; xx++) most = f32x4.max(most, v128.load(x + first + pixel * <usize>(yy * w + xx)));
        const gradient = v128.load(from + floats(i));
        const isNaN = f32x4.ne(most, most);
        let open = i32x4.splat(-1);
        for (let yy = y0; yy < y1; yy++)
          for (let xx = x0; xx < x1; xx++) {
            const at = first + pixel * <usize>(yy * w + xx);
            const value = v128.load(x + at);
            const is = v128.or(f32x4.eq(value, most), v128.and(isNaN, f32x4.ne(value, value)));
            const hit = v128.and(is, open);
            open = v128.andnot(open, is);
            v128.store(dx + at, f32x4.add(v128.load(dx + at), v128.and(gradient, hit)));
          }
      }
      for (; i < c; i++) {
        const first = pictureBytes + floats(i);
        let best = first + pixel * <usize>(y0 * w + x0);
        let most = load<f32>(x + best);
        for (let yy = y0; yy < y1; yy++)
          for (let xx = x0; xx < x1; xx++) {
            const at = first + pixel * <usize>(yy * w + xx);
            const value = load<f32>(x + at);
            if (value > most || (value != value && most == most)) {
              best = at;
              most = value;
            }
          }
        store<f32>(dx + best, load<f32>(dx + best) + load<f32>(from + floats(i)));
      }
    }
  }
}

/** Zeros. A task is `block` floats. */
export function clear(task: i32, scratch: usize, out: usize, count: i32, block: i32): void {
  const first = task * block;
  memory.fill(out + floats(first), 0, floats(min(block, count - first)));
}
