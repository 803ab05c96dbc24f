/**
 * What becomes of 16 bits a channel. `upper`: the upper 8, as PIL reads colours; right for pictures. `clipped`: what is above
 * 255 becomes 255, as PIL's `convert("L")` does; right for masks, whose objects may be numbered 1, 2, 3 ….
 */
export type SixteenBits = "upper" | "clipped";

/**
 * Samples of `depth` bits as bytes. Rows are packed to whole bytes below 8 bits; of those, grey is spread to 0…255 and a
 * palette's index stays.
 */
export function eightBits(
  data: Uint8Array | Uint8ClampedArray | Uint16Array,
  samples: number,
  rows: number,
  depth: number,
  indexed: boolean,
  sixteen: SixteenBits = "upper",
): Uint8Array {
  if (depth === 8) return new Uint8Array(data.buffer as ArrayBuffer, data.byteOffset, data.length);
  const out = new Uint8Array(samples * rows);
  if (depth === 16) {
    for (let i = 0; i < out.length; i++) {
      const value = data[i] as number;
      out[i] = sixteen === "upper" ? value >> 8 : Math.min(255, value);
    }
    return out;
  }
  const stride = Math.ceil((samples * depth) / 8);
  const mask = 2 ** depth - 1;
  const scale = indexed ? 1 : 255 / mask;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < samples; column++) {
      const bit = column * depth;
      const byte = data[row * stride + (bit >> 3)] as number;
      out[row * samples + column] = ((byte >> (8 - depth - (bit & 7))) & mask) * scale;
    }
  }
  return out;
}

/** Pairs of grey and alpha as four channels. */
export function greyAlpha(pairs: Uint8Array): Uint8Array {
  const out = new Uint8Array(pairs.length * 2);
  for (let i = 0, o = 0; i < pairs.length; i += 2, o += 4) {
    out.fill(pairs[i] as number, o, o + 3);
    out[o + 3] = pairs[i + 1] as number;
  }
  return out;
}
