const BITS = 22;

/**
 * PIL's horizontal pass with 22-bit weights: `rows` rows of `stride` bytes in, as many rows of `columns` pixels out. Reads
 * and writes up to 3 bytes behind the last pixel.
 */
export function resampleColumns(
  data: usize, rows: i32, stride: i32, channels: i32, columns: i32, taps: i32, starts: usize, weights: usize, out: usize,
): void {
  const half = i32x4.splat(1 << (BITS - 1));
  for (let y = 0; y < rows; y++, data += stride) {
    let w = weights;
    for (let x = 0; x < columns; x++, out += channels) {
      let from = data + <usize>(load<i32>(starts + 4 * x) * channels);
      const end = w + 4 * <usize>taps;
      if (channels == 1) {
        let sum = 1 << (BITS - 1);
        for (; w < end; w += 4) sum += <i32>load<u8>(from++) * load<i32>(w);
        store<u8>(out, min(255, max(0, sum >> BITS)));
        continue;
      }
      let sum = half;
      for (; w < end; w += 4, from += channels) {
        const pixel = i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(from)));
        sum = i32x4.add(sum, i32x4.mul(pixel, v128.load32_splat(w)));
      }
      const whole = i32x4.shr_s(sum, BITS), short = i16x8.narrow_i32x4_s(whole, whole);
      v128.store32_lane(out, i8x16.narrow_i16x8_u(short, short), 0);
    }
  }
}

/** The lower bits of a weight: both parts fit 16 bits, and products are taken two at a time. */
const LOWER = 11;

/**
 * PIL's vertical pass over rows of `stride` bytes: `rows` rows out. `pairs` has room for 8 bytes a tap, and 8 more. Reads
 * and writes up to 15 bytes behind the last row.
 */
export function resampleRows(
  data: usize, stride: i32, rows: i32, taps: i32, starts: usize, weights: usize, out: usize, pairs: usize,
): void {
  const half = i32x4.splat(1 << (BITS - 1));
  for (let y = 0; y < rows; y++, weights += 4 * <usize>taps, out += stride) {
    const first = data + <usize>load<i32>(starts + 4 * y) * stride;
    for (let t = 0; t < taps; t += 2) {
      const a = load<i32>(weights + 4 * t), b = t + 1 < taps ? load<i32>(weights + 4 * t + 4) : 0;
      store<i32>(pairs + 4 * t, ((a >> LOWER) & 0xffff) | ((b >> LOWER) << 16));
      store<i32>(pairs + 4 * t + 4, (a & 2047) | ((b & 2047) << 16));
    }
    for (let x = 0; x < stride; x += 16) {
      let u0 = i32x4.splat(0), u1 = u0, u2 = u0, u3 = u0;
      let l0 = half, l1 = half, l2 = half, l3 = half;
      let from = first + x;
      for (let t = 0; t < taps; t += 2, from += 2 * <usize>stride) {
        const a = v128.load(from), b = v128.load(t + 1 < taps ? from + stride : from);
        const ab = i8x16.shuffle(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
        const cd = i8x16.shuffle(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
        const p0 = i16x8.extend_low_i8x16_u(ab), p1 = i16x8.extend_high_i8x16_u(ab);
        const p2 = i16x8.extend_low_i8x16_u(cd), p3 = i16x8.extend_high_i8x16_u(cd);
        const upper = v128.load32_splat(pairs + 4 * t), lower = v128.load32_splat(pairs + 4 * t + 4);
        u0 = i32x4.add(u0, i32x4.dot_i16x8_s(p0, upper));
        u1 = i32x4.add(u1, i32x4.dot_i16x8_s(p1, upper));
        u2 = i32x4.add(u2, i32x4.dot_i16x8_s(p2, upper));
        u3 = i32x4.add(u3, i32x4.dot_i16x8_s(p3, upper));
        l0 = i32x4.add(l0, i32x4.dot_i16x8_s(p0, lower));
        l1 = i32x4.add(l1, i32x4.dot_i16x8_s(p1, lower));
        l2 = i32x4.add(l2, i32x4.dot_i16x8_s(p2, lower));
        l3 = i32x4.add(l3, i32x4.dot_i16x8_s(p3, lower));
      }
      const s0 = i16x8.narrow_i32x4_s(whole(u0, l0), whole(u1, l1)), s1 = i16x8.narrow_i32x4_s(whole(u2, l2), whole(u3, l3));
      v128.store(out + x, i8x16.narrow_i16x8_u(s0, s1));
    }
  }
}

// @ts-ignore: decorator
@inline
function whole(upper: v128, lower: v128): v128 {
  return i32x4.shr_s(i32x4.add(i32x4.shl(upper, LOWER), lower), BITS);
}
