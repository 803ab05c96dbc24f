const bits = new Uint32Array(1);
const value = new Float32Array(bits.buffer);

/** IEEE half precision to single, exactly: subnormals, infinities and NaN too. */
export function fromHalf(half: number): number {
  const sign = (half & 0x8000) << 16;
  const exponent = (half >> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 0) {
    // Subnormal: a whole multiple of 2^-24, which single precision holds exactly.
    const magnitude = fraction * 2 ** -24;
    return sign ? -magnitude : magnitude;
  }
  bits[0] = sign | ((exponent === 31 ? 255 : exponent + 112) << 23) | (fraction << 13);
  return value[0] as number;
}

/** bfloat16 is the upper half of single precision. */
export function fromBfloat(upper: number): number {
  bits[0] = upper << 16;
  return value[0] as number;
}
