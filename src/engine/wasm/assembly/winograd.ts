import { rowPanel, stridedPanel } from "./panels";
import { floats, relu } from "./vector";

/**
 * Convolution 3×3, stride 1, by Winograd's minimal filtering (Lavin & Gray 2016): F(4×4, 3×3) makes 16 results of a
 * channel with 36 products where the definition takes 144; F(3×3, 4×4) does the same for the filter's gradient. Both
 * read tiles of 6×6 that overlap by two. Over the points 0, ±1, ±2, ∞:
 *
 *   Bᵀ = 4  0 −5  0  1  0     G = 1/4    0     0      Aᵀ = 1  1  1  1  1  0
 *        0 −4 −4  1  1  0       −1/6  −1/6  −1/6           0  1 −1  2 −2  0
 *        0  4 −4 −1  1  0       −1/6   1/6  −1/6           0  1  1  4  4  0
 *        0 −2 −1  2  1  0        1/24  1/12  1/6           0  1 −1  8 −8  1
 *        0  2 −1 −2  1  0        1/24 −1/12  1/6
 *        0  4  0 −5  0  1         0     0     1
 *
 * Channels are taken four at a time; their number is a multiple of four.
 */

const TILE = 4;
const CELLS = 36;
/** 36 vectors: a tile of four channels on its way through a transform. */
const TILE_BYTES: usize = 36 * 16;

/** Panels of eight columns, as floats. */
// @ts-ignore: decorator
@inline
function padded(columns: i32): i32 {
  return (columns + 7) & ~7;
}

/**
 * The filter `[3][3][c][o]` to U = G·g·Gᵀ, packed `[36][n / 8][k][8]`. Forward k = c and n = o. For the input's
 * gradient k = o and n = c, and the filter is turned round. A task is one number of k.
 */
export function winogradFilter(
  task: i32, scratch: usize, filter: usize, c: i32, o: i32, turned: i32, u: usize,
): void {
  const depth = turned ? o : c;
  const columns = turned ? c : o;
  const cellBytes = floats(c) * <usize>o;
  const blockBytes = floats(padded(columns)) * <usize>depth;
  for (let column = 0; column < padded(columns); column += 4) {
    for (let tap = 0; tap < 9; tap++) {
      let g = f32x4.splat(0);
      if (column < columns) {
        if (turned) {
          const from = filter + cellBytes * <usize>(8 - tap) + (<usize>column * <usize>o + <usize>task) * 4;
          const step = floats(o);
          g = v128.load32_splat(from);
          g = v128.load_lane<f32>(from + step, g, 1);
          g = v128.load_lane<f32>(from + 2 * step, g, 2);
          g = v128.load_lane<f32>(from + 3 * step, g, 3);
        } else {
          g = v128.load(filter + cellBytes * <usize>tap + (<usize>task * <usize>o + <usize>column) * 4);
        }
      }
      v128.store(scratch + 16 * <usize>tap, g);
    }
    const half = scratch + 9 * 16;
    for (let j: usize = 0; j < 3; j++) filterLine(scratch + 16 * j, 48, half + 16 * j, 48);
    const to = u + ((<usize>(column >> 3) * <usize>depth + <usize>task) * 8 + <usize>(column & 7)) * 4;
    for (let i: usize = 0; i < 6; i++) filterLine(half + 48 * i, 16, to + 6 * i * blockBytes, blockBytes);
  }
}

/** G times three numbers. */
// @ts-ignore: decorator
@inline
function filterLine(from: usize, step: usize, to: usize, toStep: usize): void {
  const g0 = v128.load(from), g1 = v128.load(from + step), g2 = v128.load(from + 2 * step);
  const even = f32x4.mul(f32x4.splat(-1.0 / 6.0), f32x4.add(g0, g2));
  const odd = f32x4.mul(f32x4.splat(1.0 / 6.0), g1);
  const far = f32x4.add(f32x4.mul(f32x4.splat(1.0 / 24.0), g0), f32x4.mul(f32x4.splat(1.0 / 6.0), g2));
  const farOdd = f32x4.mul(f32x4.splat(1.0 / 12.0), g1);
  v128.store(to, f32x4.mul(f32x4.splat(0.25), g0));
  v128.store(to + toStep, f32x4.sub(even, odd));
  v128.store(to + 2 * toStep, f32x4.add(even, odd));
  v128.store(to + 3 * toStep, f32x4.add(far, farOdd));
  v128.store(to + 4 * toStep, f32x4.sub(far, farOdd));
  v128.store(to + 5 * toStep, g2);
}

/** Bᵀ times six numbers. */
// @ts-ignore: decorator
@inline
function inputLine(from: usize, step: usize, to: usize, toStep: usize): void {
  const d0 = v128.load(from), d1 = v128.load(from + step), d2 = v128.load(from + 2 * step);
  const d3 = v128.load(from + 3 * step), d4 = v128.load(from + 4 * step), d5 = v128.load(from + 5 * step);
  const four = f32x4.splat(4), five = f32x4.splat(5);
  const t0 = f32x4.sub(d4, f32x4.mul(four, d2)), t1 = f32x4.sub(d3, f32x4.mul(four, d1));
  const t2 = f32x4.sub(d4, d2), t3 = f32x4.mul(f32x4.splat(2), f32x4.sub(d3, d1));
  v128.store(to, f32x4.add(f32x4.sub(f32x4.mul(four, d0), f32x4.mul(five, d2)), d4));
  v128.store(to + toStep, f32x4.add(t0, t1));
  v128.store(to + 2 * toStep, f32x4.sub(t0, t1));
  v128.store(to + 3 * toStep, f32x4.add(t2, t3));
  v128.store(to + 4 * toStep, f32x4.sub(t2, t3));
  v128.store(to + 5 * toStep, f32x4.add(f32x4.sub(f32x4.mul(four, d1), f32x4.mul(five, d3)), d5));
}

/** Aᵀ times six numbers. */
// @ts-ignore: decorator
@inline
function outputLine(from: usize, step: usize, to: usize, toStep: usize, bias: v128, activate: bool): void {
  const m0 = v128.load(from), m1 = v128.load(from + step), m2 = v128.load(from + 2 * step);
  const m3 = v128.load(from + 3 * step), m4 = v128.load(from + 4 * step), m5 = v128.load(from + 5 * step);
  const a = f32x4.add(m1, m2), b = f32x4.sub(m1, m2), c = f32x4.add(m3, m4), d = f32x4.sub(m3, m4);
  let r0 = f32x4.add(f32x4.add(f32x4.add(m0, a), c), bias);
  let r1 = f32x4.add(f32x4.add(b, f32x4.add(d, d)), bias);
  let r2 = f32x4.add(f32x4.add(a, f32x4.mul(f32x4.splat(4), c)), bias);
  let r3 = f32x4.add(f32x4.add(f32x4.add(b, f32x4.mul(f32x4.splat(8), d)), m5), bias);
  if (activate) {
    r0 = relu(r0); r1 = relu(r1); r2 = relu(r2); r3 = relu(r3);
  }
  v128.store(to, r0);
  v128.store(to + toStep, r1);
  v128.store(to + 2 * toStep, r2);
  v128.store(to + 3 * toStep, r3);
}

/**
 * A tile of `size` × `size` pixels that begins at (y, x), four channels of it, or zeros where it lies outside: copied to
 * `to` as vectors, row by row.
 */
function gather(picture: usize, height: i32, width: i32, pixel: usize, y: i32, x: i32, size: i32, to: usize): void {
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      const inside = <u32>(y + i) < <u32>height && <u32>(x + j) < <u32>width;
      v128.store(to, inside ? v128.load(picture + <usize>((y + i) * width + x + j) * pixel) : f32x4.splat(0));
      to += 16;
    }
  }
}

/** Bᵀ·d·B for one 6×6 tile and `channels` channels; cell q goes to `to + q · cellBytes`. */
function inputTile(
  picture: usize, height: i32, width: i32, pixel: usize, y: i32, x: i32, channels: i32,
  to: usize, cellBytes: usize, scratch: usize,
): void {
  const inside = y >= 0 && x >= 0 && y + 6 <= height && x + 6 <= width;
  const half = scratch + TILE_BYTES;
  for (let c = 0; c < channels; c += 4) {
    let from = picture + <usize>(y * width + x) * pixel + floats(c);
    let step = pixel;
    let line = pixel * <usize>width;
    if (!inside) {
      gather(picture + floats(c), height, width, pixel, y, x, 6, scratch);
      from = scratch;
      step = 16;
      line = 96;
    }
    for (let j: usize = 0; j < 6; j++) inputLine(from + j * step, line, half + 16 * j, 96);
    for (let i: usize = 0; i < 6; i++) inputLine(half + 96 * i, 16, to + 6 * i * cellBytes + floats(c), cellBytes);
  }
}

/** Aᵀ·m·A for one tile, plus bias: 4×4 pixels of the result, or as many as the picture has there. */
function outputTile(
  from: usize, cellBytes: usize, bias: usize, activate: bool,
  picture: usize, height: i32, width: i32, pixel: usize, y: i32, x: i32, channels: i32, scratch: usize,
): void {
  const inside = y + TILE <= height && x + TILE <= width;
  const whole = scratch + TILE_BYTES;
  const none = f32x4.splat(0);
  for (let c = 0; c < channels; c += 4) {
    const addend = bias != 0 ? v128.load(bias + floats(c)) : none;
    for (let j: usize = 0; j < 6; j++) outputLine(from + floats(c) + j * cellBytes, 6 * cellBytes, scratch + 16 * j, 96, none, false);
    const to = picture + <usize>(y * width + x) * pixel + floats(c);
    if (inside) {
      for (let i: usize = 0; i < 4; i++) outputLine(scratch + 96 * i, 16, to + i * pixel * <usize>width, pixel, addend, activate);
      continue;
    }
    for (let i: usize = 0; i < 4; i++) outputLine(scratch + 96 * i, 16, whole + 64 * i, 16, addend, activate);
    for (let i = 0; i < min(TILE, height - y); i++)
      for (let j = 0; j < min(TILE, width - x); j++)
        v128.store(to + <usize>(i * width + j) * pixel, v128.load(whole + <usize>(i * 4 + j) * 16));
  }
}

/**
 * y = conv3×3(x) + bias, then ReLU if asked. x `[n][height][width][c]`, u from `winogradFilter`, y `[n][oh][ow][o]` with
 * the given padding above and left. A task is `block` tiles and `blockColumns` of o.
 */
export function winograd(
  task: i32, scratch: usize,
  x: usize, n: i32, height: i32, width: i32, c: i32, top: i32, left: i32,
  u: usize, bias: usize, activate: i32,
  y: usize, oh: i32, ow: i32, o: i32, block: i32, blockColumns: i32,
): void {
  const down = (oh + TILE - 1) / TILE, across = (ow + TILE - 1) / TILE;
  const parts = (o + blockColumns - 1) / blockColumns;
  const first = (task / parts) * block;
  const tiles = min(block, n * down * across - first);
  const firstColumn = (task % parts) * blockColumns;
  const valid = min(blockColumns, o - firstColumn);
  const columns = padded(valid);
  // The 36 matrices begin at different places modulo a page, or they would push each other out of the cache.
  const inBytes = floats(block * c + 16);
  const outBytes = floats(block * columns + 16);
  const v = scratch + 2 * TILE_BYTES;
  const m = v + <usize>CELLS * inBytes;
  for (let tile = 0; tile < tiles; tile++) {
    const picture = (first + tile) / (down * across), place = (first + tile) % (down * across);
    inputTile(
      x + floats(c) * <usize>(picture * height * width), height, width, floats(c),
      (place / across) * TILE - top, (place % across) * TILE - left, c,
      v + floats(tile * c), inBytes, scratch,
    );
  }
  for (let q = 0; q < CELLS; q++) {
    const a = v + <usize>q * inBytes, to = m + <usize>q * outBytes;
    const filter = u + <usize>q * floats(padded(o)) * <usize>c + <usize>firstColumn * floats(c);
    for (let column = 0; column < columns; column += 8) {
      rowPanel(a, floats(c), tiles, 1, 0, 1, 0, c, filter + <usize>column * floats(c), to + floats(column), floats(columns), false, 0, false);
    }
  }
  for (let tile = 0; tile < tiles; tile++) {
    const picture = (first + tile) / (down * across), place = (first + tile) % (down * across);
    outputTile(
      m + floats(tile * columns), outBytes, bias != 0 ? bias + floats(firstColumn) : 0, activate != 0,
      y + floats(o) * <usize>(picture * oh * ow) + floats(firstColumn), oh, ow, floats(o),
      (place / across) * TILE, (place % across) * TILE, valid, scratch,
    );
  }
}

/** G of F(3, 4) times four numbers: the same points, a filter of four. */
// @ts-ignore: decorator
@inline
function gradientLine(from: usize, step: usize, to: usize, toStep: usize): void {
  const g0 = v128.load(from), g1 = v128.load(from + step), g2 = v128.load(from + 2 * step), g3 = v128.load(from + 3 * step);
  const four = f32x4.splat(4), sixth = f32x4.splat(-1.0 / 6.0);
  const e = f32x4.add(g0, g2), f = f32x4.add(g1, g3);
  const e2 = f32x4.mul(f32x4.splat(1.0 / 24.0), f32x4.add(g0, f32x4.mul(four, g2)));
  const f2 = f32x4.mul(f32x4.splat(1.0 / 12.0), f32x4.add(g1, f32x4.mul(four, g3)));
  v128.store(to, f32x4.mul(f32x4.splat(0.25), g0));
  v128.store(to + toStep, f32x4.mul(sixth, f32x4.add(e, f)));
  v128.store(to + 2 * toStep, f32x4.mul(sixth, f32x4.sub(e, f)));
  v128.store(to + 3 * toStep, f32x4.add(e2, f2));
  v128.store(to + 4 * toStep, f32x4.sub(e2, f2));
  v128.store(to + 5 * toStep, g3);
}

/** G·dy·Gᵀ for one 4×4 tile of the gradient. */
function gradientTile(
  picture: usize, height: i32, width: i32, channels: i32, y: i32, x: i32, to: usize, cellBytes: usize, scratch: usize,
): void {
  const pixel = floats(channels);
  const inside = y + TILE <= height && x + TILE <= width;
  const half = scratch + TILE_BYTES;
  for (let c = 0; c < channels; c += 4) {
    let from = picture + <usize>(y * width + x) * pixel + floats(c);
    let step = pixel;
    let line = pixel * <usize>width;
    if (!inside) {
      gather(picture + floats(c), height, width, pixel, y, x, 4, scratch);
      from = scratch;
      step = 16;
      line = 64;
    }
    for (let j: usize = 0; j < 4; j++) gradientLine(from + j * step, line, half + 16 * j, 64);
    for (let i: usize = 0; i < 6; i++) gradientLine(half + 64 * i, 16, to + 6 * i * cellBytes + floats(c), cellBytes);
  }
}

/**
 * The filter's gradient before its last transform, as partial sums `[slices][36][c][padded o]`: a task is one slice of
 * the tiles and `blockChannels` of c. How it is cut follows from the shape alone, so the sums never depend on threads.
 */
export function winogradFilterGradient(
  task: i32, scratch: usize,
  x: usize, n: i32, height: i32, width: i32, c: i32, top: i32, left: i32,
  dy: usize, oh: i32, ow: i32, o: i32,
  sums: usize, slices: i32, blockChannels: i32, block: i32,
): void {
  const down = (oh + TILE - 1) / TILE, across = (ow + TILE - 1) / TILE;
  const all = n * down * across;
  const slice = task % slices;
  const firstChannel = (task / slices) * blockChannels;
  const channels = min(blockChannels, c - firstChannel);
  const columns = padded(o);
  const start = <i32>((<i64>all * slice) / slices), end = <i32>((<i64>all * (slice + 1)) / slices);
  const inBytes = floats(block * channels + 16);
  const outBytes = floats(block * columns + 16);
  const v = scratch + 2 * TILE_BYTES;
  const e = v + <usize>CELLS * inBytes;
  let add = false;
  for (let first = start; first < end; first += block) {
    const tiles = min(block, end - first);
    for (let tile = 0; tile < tiles; tile++) {
      const picture = (first + tile) / (down * across), place = (first + tile) % (down * across);
      const ty = (place / across) * TILE, tx = (place % across) * TILE;
      inputTile(
        x + floats(c) * <usize>(picture * height * width) + floats(firstChannel), height, width, floats(c),
        ty - top, tx - left, channels, v + floats(tile * channels), inBytes, scratch,
      );
      gradientTile(
        dy + floats(o) * <usize>(picture * oh * ow), oh, ow, o, ty, tx, e + floats(tile * columns), outBytes, scratch,
      );
    }
    for (let q = 0; q < CELLS; q++) {
      const to = sums + (<usize>(slice * CELLS + q) * <usize>c + <usize>firstChannel) * floats(columns);
      for (let column = 0; column < columns; column += 8) {
        stridedPanel(
          v + <usize>q * inBytes, floats(channels), 0, channels,
          e + <usize>q * outBytes + floats(column), floats(columns), 0, 1, tiles,
          to + floats(column), floats(columns), add, 0, false,
        );
      }
    }
    add = true;
  }
}

/** Aᵀ·(Σ over slices)·A: the gradient `[3][3][c][o]`. A task is one input channel. */
export function winogradFilterGradientEnd(
  task: i32, scratch: usize, sums: usize, slices: i32, c: i32, o: i32, dw: usize,
): void {
  const columns = padded(o);
  const cellBytes = floats(columns) * <usize>c;
  for (let column = 0; column < o; column += 4) {
    const from = sums + floats(columns) * <usize>task + floats(column);
    for (let q = 0; q < CELLS; q++) {
      let sum = v128.load(from + <usize>q * cellBytes);
      for (let slice = 1; slice < slices; slice++) sum = f32x4.add(sum, v128.load(from + <usize>(slice * CELLS + q) * cellBytes));
      v128.store(scratch + 16 * <usize>q, sum);
    }
    const half = scratch + TILE_BYTES;
    for (let j: usize = 0; j < 6; j++) gradientEndLine(scratch + 16 * j, 96, half + 16 * j, 96);
    const step = floats(c) * <usize>o;
    const to = dw + (<usize>task * <usize>o + <usize>column) * 4;
    for (let i: usize = 0; i < 3; i++) gradientEndLine(half + 96 * i, 16, to + 3 * i * step, step);
  }
}

/** Aᵀ of F(3, 4) times six numbers. */
// @ts-ignore: decorator
@inline
function gradientEndLine(from: usize, step: usize, to: usize, toStep: usize): void {
  const m0 = v128.load(from), m1 = v128.load(from + step), m2 = v128.load(from + 2 * step);
  const m3 = v128.load(from + 3 * step), m4 = v128.load(from + 4 * step), m5 = v128.load(from + 5 * step);
  const a = f32x4.add(m1, m2), b = f32x4.sub(m1, m2), c = f32x4.add(m3, m4), d = f32x4.sub(m3, m4);
  v128.store(to, f32x4.add(f32x4.add(m0, a), c));
  v128.store(to + toStep, f32x4.add(b, f32x4.add(d, d)));
  v128.store(to + 2 * toStep, f32x4.add(f32x4.add(a, f32x4.mul(f32x4.splat(4), c)), m5));
}
