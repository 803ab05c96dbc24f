/**
 * The inverse cosine transform of libjpeg's "slow" integer method: C. Loeffler, A. Ligtenberg and G. Moschytz, "Practical
 * fast 1-D DCT algorithms with 11 multiplications", ICASSP 1989. 13 fractional bits in the factors, 2 more between the
 * passes; sums are kept to 16 bits where libjpeg-turbo's SIMD code keeps them so.
 */
const PASS1 = 11, PASS2 = 18;

/** Two 16-bit factors that are multiplied with pairs of numbers. */
// @ts-ignore: decorator
@inline
function pair(a: i32, b: i32): v128 {
  return i32x4.splat((b << 16) | (a & 0xffff));
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

/** Eight vectors between the passes. */
let r0: v128 = i32x4.splat(0), r1: v128 = i32x4.splat(0), r2: v128 = i32x4.splat(0), r3: v128 = i32x4.splat(0);
let r4: v128 = i32x4.splat(0), r5: v128 = i32x4.splat(0), r6: v128 = i32x4.splat(0), r7: v128 = i32x4.splat(0);

/** One pass over eight lines at once, line i in lane i. */
// @ts-ignore: decorator
@inline
function pass(shift: i32): void {
  const round = i32x4.splat(1 << (shift - 1));
  // Even part.
  const e26l = low(r2, r6), e26h = high(r2, r6);
  const f2 = pair(4433, 4433 - 15137), f3 = pair(4433 + 6270, 4433);
  const t2l = i32x4.dot_i16x8_s(e26l, f2), t2h = i32x4.dot_i16x8_s(e26h, f2);
  const t3l = i32x4.dot_i16x8_s(e26l, f3), t3h = i32x4.dot_i16x8_s(e26h, f3);
  const s04 = i16x8.add(r0, r4), d04 = i16x8.sub(r0, r4);
  const t0l = i32x4.add(i32x4.shl(i32x4.extend_low_i16x8_s(s04), 13), round);
  const t0h = i32x4.add(i32x4.shl(i32x4.extend_high_i16x8_s(s04), 13), round);
  const t1l = i32x4.add(i32x4.shl(i32x4.extend_low_i16x8_s(d04), 13), round);
  const t1h = i32x4.add(i32x4.shl(i32x4.extend_high_i16x8_s(d04), 13), round);
  const a0l = i32x4.add(t0l, t3l), a0h = i32x4.add(t0h, t3h), a3l = i32x4.sub(t0l, t3l), a3h = i32x4.sub(t0h, t3h);
  const a1l = i32x4.add(t1l, t2l), a1h = i32x4.add(t1h, t2h), a2l = i32x4.sub(t1l, t2l), a2h = i32x4.sub(t1h, t2h);
  // Odd part.
  const z3 = i16x8.add(r7, r3), z4 = i16x8.add(r5, r1);
  const z34l = low(z3, z4), z34h = high(z3, z4);
  const fz3 = pair(9633 - 16069, 9633), fz4 = pair(9633, 9633 - 3196);
  const z3l = i32x4.dot_i16x8_s(z34l, fz3), z3h = i32x4.dot_i16x8_s(z34h, fz3);
  const z4l = i32x4.dot_i16x8_s(z34l, fz4), z4h = i32x4.dot_i16x8_s(z34h, fz4);
  const o71l = low(r7, r1), o71h = high(r7, r1), o53l = low(r5, r3), o53h = high(r5, r3);
  const f7 = pair(2446 - 7373, -7373), f1 = pair(-7373, 12299 - 7373);
  const f5 = pair(16819 - 20995, -20995), f3o = pair(-20995, 25172 - 20995);
  const b0l = i32x4.add(i32x4.dot_i16x8_s(o71l, f7), z3l), b0h = i32x4.add(i32x4.dot_i16x8_s(o71h, f7), z3h);
  const b3l = i32x4.add(i32x4.dot_i16x8_s(o71l, f1), z4l), b3h = i32x4.add(i32x4.dot_i16x8_s(o71h, f1), z4h);
  const b1l = i32x4.add(i32x4.dot_i16x8_s(o53l, f5), z4l), b1h = i32x4.add(i32x4.dot_i16x8_s(o53h, f5), z4h);
  const b2l = i32x4.add(i32x4.dot_i16x8_s(o53l, f3o), z3l), b2h = i32x4.add(i32x4.dot_i16x8_s(o53h, f3o), z3h);
  r0 = narrow(i32x4.add(a0l, b3l), i32x4.add(a0h, b3h), shift);
  r7 = narrow(i32x4.sub(a0l, b3l), i32x4.sub(a0h, b3h), shift);
  r1 = narrow(i32x4.add(a1l, b2l), i32x4.add(a1h, b2h), shift);
  r6 = narrow(i32x4.sub(a1l, b2l), i32x4.sub(a1h, b2h), shift);
  r2 = narrow(i32x4.add(a2l, b1l), i32x4.add(a2h, b1h), shift);
  r5 = narrow(i32x4.sub(a2l, b1l), i32x4.sub(a2h, b1h), shift);
  r3 = narrow(i32x4.add(a3l, b0l), i32x4.add(a3h, b0h), shift);
  r4 = narrow(i32x4.sub(a3l, b0l), i32x4.sub(a3h, b0h), shift);
}

// @ts-ignore: decorator
@inline
function narrow(l: v128, h: v128, shift: i32): v128 {
  return i16x8.narrow_i32x4_s(i32x4.shr_s(l, shift), i32x4.shr_s(h, shift));
}

/** Rows become columns. */
// @ts-ignore: decorator
@inline
function transpose(): void {
  const a0 = low(r0, r4), a1 = high(r0, r4), a2 = low(r1, r5), a3 = high(r1, r5);
  const a4 = low(r2, r6), a5 = high(r2, r6), a6 = low(r3, r7), a7 = high(r3, r7);
  const b0 = low(a0, a4), b1 = high(a0, a4), b2 = low(a1, a5), b3 = high(a1, a5);
  const b4 = low(a2, a6), b5 = high(a2, a6), b6 = low(a3, a7), b7 = high(a3, a7);
  r0 = low(b0, b4);
  r1 = high(b0, b4);
  r2 = low(b1, b5);
  r3 = high(b1, b5);
  r4 = low(b2, b6);
  r5 = high(b2, b6);
  r6 = low(b3, b7);
  r7 = high(b3, b7);
}

/** 8 × 8 bytes from a block's coefficients, of which none is left behind place `last` of the zigzag. */
export function dct(block: usize, last: i32, out: usize, stride: usize): void {
  if (last == 0) {
    // A mean alone: both passes leave it as it is.
    const mean = (<i32>(<i16>(<i32>load<i16>(block) << 2)) + 16) >> 5;
    const byte = i8x16.splat(<i8>(min(127, max(-128, mean)) + 128));
    for (let y = 0; y < 8; y++, out += stride) v128.store64_lane(out, byte, 0);
    return;
  }
  r0 = v128.load(block);
  r1 = v128.load(block, 16);
  r2 = v128.load(block, 32);
  r3 = v128.load(block, 48);
  r4 = v128.load(block, 64);
  r5 = v128.load(block, 80);
  r6 = v128.load(block, 96);
  r7 = v128.load(block, 112);
  pass(PASS1);
  transpose();
  pass(PASS2);
  transpose();
  const middle = i8x16.splat(-128);
  const c0 = v128.xor(i8x16.narrow_i16x8_s(r0, r1), middle), c1 = v128.xor(i8x16.narrow_i16x8_s(r2, r3), middle);
  const c2 = v128.xor(i8x16.narrow_i16x8_s(r4, r5), middle), c3 = v128.xor(i8x16.narrow_i16x8_s(r6, r7), middle);
  v128.store64_lane(out, c0, 0);
  v128.store64_lane(out + stride, c0, 1);
  v128.store64_lane(out + 2 * stride, c1, 0);
  v128.store64_lane(out + 3 * stride, c1, 1);
  v128.store64_lane(out + 4 * stride, c2, 0);
  v128.store64_lane(out + 5 * stride, c2, 1);
  v128.store64_lane(out + 6 * stride, c3, 0);
  v128.store64_lane(out + 7 * stride, c3, 1);
}
