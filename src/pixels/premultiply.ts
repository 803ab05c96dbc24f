/**
 * PIL's `rgba2rgbA` ("RGBA" → "RGBa"): colour times alpha / 255, so that what is transparent weighs nothing in a mean.
 */
export function premultiply(rgba: Uint8Array): Uint8Array {
  const out = new Uint8Array(rgba.length);
  for (let i = 0; i < rgba.length; i += 4) {
    const alpha = rgba[i + 3] as number;
    out[i] = multiplyBytes(rgba[i] as number, alpha);
    out[i + 1] = multiplyBytes(rgba[i + 1] as number, alpha);
    out[i + 2] = multiplyBytes(rgba[i + 2] as number, alpha);
    out[i + 3] = alpha;
  }
  return out;
}

/** PIL's `rgbA2rgba`: the way back; where alpha is 0 the colour stays as it is. */
export function unpremultiply(premultiplied: Uint8Array): Uint8Array {
  const out = new Uint8Array(premultiplied);
  for (let i = 0; i < out.length; i += 4) {
    const alpha = out[i + 3] as number;
    if (alpha === 0 || alpha === 255) continue;
    for (let channel = i; channel < i + 3; channel++)
      out[channel] = Math.min(255, Math.trunc((255 * (out[channel] as number)) / alpha));
  }
  return out;
}

/** PIL's MULDIV255: a·b/255 rounded, without a division. */
export function multiplyBytes(a: number, b: number): number {
  const t = a * b + 128;
  return ((t >> 8) + t) >> 8;
}
