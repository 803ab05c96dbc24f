/** Rows of one plane, without what fills up its last blocks. */
export function toGrey(plane: usize, stride: i32, width: i32, height: i32, out: usize): void {
  for (let y = 0; y < height; y++) memory.copy(out + <usize>(y * width), plane + <usize>(y * stride), width);
}

/**
 * Brightness and two planes of colour to R, G, B. Where those have half the columns (`across` 2) or rows (`down` 2), they
 * are enlarged as libjpeg's "fancy" way does, 3/4 of the nearer and 1/4 of the further sample along each axis; where they
 * have two columns or fewer, by repeating. `scratch` has room for six times the width of a plane and 128 bytes; up to 48
 * bytes behind the last row of `out` are written, and read behind each row of a plane.
 */
export function toColour(
  luma: usize, lumaStride: i32, blue: usize, red: usize, stride: i32, across: i32, down: i32, width: i32, height: i32,
  out: usize, scratch: usize,
): void {
  const columns = (width + across - 1) / across, rows = (height + down - 1) / down;
  const wideBlue = scratch, wideRed = wideBlue + <usize>stride * 2 + 32, sums = wideRed + <usize>stride * 2 + 32;
  for (let y = 0; y < height; y++) {
    const near = down == 2 ? y >> 1 : y;
    // The next row on the side where this one lies, or again the last one there is.
    const far = down == 2 && columns > 2 ? max(0, min(rows - 1, near + 2 * (y & 1) - 1)) : near;
    let b = blue + <usize>(near * stride), r = red + <usize>(near * stride);
    if (across == 2) {
      if (columns > 2) {
        enlarge(b, blue + <usize>(far * stride), columns, down, sums, wideBlue);
        enlarge(r, red + <usize>(far * stride), columns, down, sums, wideRed);
      } else {
        repeat(b, columns, wideBlue);
        repeat(r, columns, wideRed);
      }
      b = wideBlue;
      r = wideRed;
    }
    colours(luma + <usize>(y * lumaStride), b, r, width, out);
    out += 3 * <usize>width;
  }
}

function repeat(from: usize, columns: i32, to: usize): void {
  for (let x = 0; x < columns; x++) store<u16>(to + 2 * x, <u16>load<u8>(from + x) * 257);
}

/** One row of twice as many columns. `sums` (uint16) has room for a column before and up to 16 behind. */
function enlarge(near: usize, far: usize, columns: i32, down: i32, sums: usize, to: usize): void {
  const first = sums + 16, three = i16x8.splat(3);
  for (let x = 0; x < columns; x += 8) {
    const n = v128.load8x8_u(near + x);
    v128.store(first + 2 * x, down == 2 ? i16x8.add(i16x8.mul(n, three), v128.load8x8_u(far + x)) : n);
  }
  // At both ends there is no further sample: the nearer counts for all.
  store<u16>(first - 2, load<u16>(first));
  store<u16>(first + 2 * columns, load<u16>(first + 2 * (columns - 1)));
  const left = i16x8.splat(down == 2 ? 8 : 1), right = i16x8.splat(down == 2 ? 7 : 2), shift = down == 2 ? 4 : 2;
  for (let x = 0; x < columns; x += 8) {
    const at = first + 2 * x;
    const own = i16x8.mul(v128.load(at), three);
    const even = i16x8.shr_u(i16x8.add(i16x8.add(own, v128.load(at - 2)), left), shift);
    const odd = i16x8.shr_u(i16x8.add(i16x8.add(own, v128.load(at + 2)), right), shift);
    v128.store(to + 2 * x, v128.or(even, i16x8.shl(odd, 8)));
  }
}

// @ts-ignore: decorator
@inline
function low(a: v128, b: v128): v128 {
  return i16x8.shuffle(a, b, 0, 8, 1, 9, 2, 10, 3, 11);
}

// @ts-ignore: decorator
@inline
function high(a: v128, b: v128): v128 {
  return i16x8.shuffle(a, b, 4, 12, 5, 13, 6, 14, 7, 15);
}

/** (a·f + b·g) / 65536 rounded as libjpeg's tables are, for eight pairs. */
// @ts-ignore: decorator
@inline
function mixed(a: v128, b: v128, f: i32, g: i32, round: i32): v128 {
  const factors = i32x4.splat((g << 16) | (f & 0xffff)), half = i32x4.splat(round);
  return i16x8.narrow_i32x4_s(
    i32x4.shr_s(i32x4.add(i32x4.dot_i16x8_s(low(a, b), factors), half), 16),
    i32x4.shr_s(i32x4.add(i32x4.dot_i16x8_s(high(a, b), factors), half), 16),
  );
}

/**
 * JFIF's colours: R = Y + 1.402 Cr, G = Y − 0.34414 Cb − 0.71414 Cr, B = Y + 1.772 Cb, factors with 16 fractional bits.
 * What of a factor does not fit 16 bits is added whole: 91881 = 65536 + 26345, −46802 = 18734 − 65536,
 * 116130 = 131072 − 14942.
 */
function colours(luma: usize, blue: usize, red: usize, width: i32, out: usize): void {
  const middle = i16x8.splat(128), two = i16x8.splat(2);
  for (let x = 0; x < width; x += 16, out += 48) {
    const y = v128.load(luma + x), cb = v128.load(blue + x), cr = v128.load(red + x);
    const yl = i16x8.extend_low_i8x16_u(y), yh = i16x8.extend_high_i8x16_u(y);
    const bl = i16x8.sub(i16x8.extend_low_i8x16_u(cb), middle), bh = i16x8.sub(i16x8.extend_high_i8x16_u(cb), middle);
    const rl = i16x8.sub(i16x8.extend_low_i8x16_u(cr), middle), rh = i16x8.sub(i16x8.extend_high_i8x16_u(cr), middle);
    const r = i8x16.narrow_i16x8_u(
      i16x8.add(i16x8.add(yl, rl), mixed(rl, two, 26345, 16384, 0)),
      i16x8.add(i16x8.add(yh, rh), mixed(rh, two, 26345, 16384, 0)),
    );
    const g = i8x16.narrow_i16x8_u(
      i16x8.add(i16x8.sub(yl, rl), mixed(bl, rl, -22554, 18734, 32768)),
      i16x8.add(i16x8.sub(yh, rh), mixed(bh, rh, -22554, 18734, 32768)),
    );
    const b = i8x16.narrow_i16x8_u(
      i16x8.add(i16x8.add(yl, i16x8.shl(bl, 1)), mixed(bl, two, -14942, 16384, 0)),
      i16x8.add(i16x8.add(yh, i16x8.shl(bh, 1)), mixed(bh, two, -14942, 16384, 0)),
    );
    const first = i8x16.shuffle(r, g, 0, 16, 0, 1, 17, 0, 2, 18, 0, 3, 19, 0, 4, 20, 0, 5);
    const second = i8x16.shuffle(r, g, 21, 0, 6, 22, 0, 7, 23, 0, 8, 24, 0, 9, 25, 0, 10, 26);
    const third = i8x16.shuffle(r, g, 0, 11, 27, 0, 12, 28, 0, 13, 29, 0, 14, 30, 0, 15, 31, 0);
    v128.store(out, i8x16.shuffle(first, b, 0, 1, 16, 3, 4, 17, 6, 7, 18, 9, 10, 19, 12, 13, 20, 15));
    v128.store(out, i8x16.shuffle(second, b, 0, 21, 2, 3, 22, 5, 6, 23, 8, 9, 24, 11, 12, 25, 14, 15), 16);
    v128.store(out, i8x16.shuffle(third, b, 26, 1, 2, 27, 4, 5, 28, 7, 8, 29, 10, 11, 30, 13, 14, 31), 32);
  }
}
