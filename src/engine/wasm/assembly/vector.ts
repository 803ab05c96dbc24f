/** Four float32 numbers at a time. Addresses are bytes; lengths and strides are said in floats unless named `…Bytes`. */

/** acc + a·b: rounded once with relaxed SIMD on processors that can, twice otherwise. */
// @ts-ignore: decorator
@inline
export function madd(acc: v128, a: v128, b: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, acc);
  return f32x4.add(acc, f32x4.mul(a, b));
}

/** max(x, 0) that lets NaN through: `pmax(x, 0)` is `x < 0 ? 0 : x`, and NaN < 0 is false. */
// @ts-ignore: decorator
@inline
export function relu(x: v128): v128 {
  return f32x4.pmax(x, f32x4.splat(0));
}

// @ts-ignore: decorator
@inline
export function relu1(x: f32): f32 {
  return x < 0 ? 0 : x;
}

/** The four lanes added in a fixed order. */
// @ts-ignore: decorator
@inline
export function lanes(x: v128): f32 {
  return (
    f32x4.extract_lane(x, 0) +
    f32x4.extract_lane(x, 1) +
    (f32x4.extract_lane(x, 2) + f32x4.extract_lane(x, 3))
  );
}

/** The bytes of so many floats, as an address is counted. */
// @ts-ignore: decorator
@inline
export function floats(count: i32): usize {
  return (<usize>count) << 2;
}
