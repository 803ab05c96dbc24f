/** The class with the largest logit of each row; the first of equal ones, as torch's argmax on the CPU. */
export function largest(logits: Float32Array, classes: number): Int32Array {
  const rows = classes === 0 ? 0 : logits.length / classes;
  return Int32Array.from({ length: rows }, (_, row) => {
    let best = 0;
    for (let k = 1; k < classes; k++) {
      if ((logits[row * classes + k] as number) > (logits[row * classes + best] as number)) best = k;
    }
    return best;
  });
}

/** exp(x) / Σ exp(x) along each row, in double precision with the largest taken off first. */
export function softmaxRows(logits: Float32Array, classes: number): Float32Array {
  const out = new Float32Array(logits.length);
  for (let start = 0; start + classes <= logits.length && classes > 0; start += classes) {
    const row = logits.subarray(start, start + classes);
    const top = row.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
    const powers = Array.from(row, (value) => Math.exp(value - top));
    const sum = powers.reduce((total, value) => total + value, 0);
    for (const [k, power] of powers.entries()) out[start + k] = power / sum;
  }
  return out;
}

/** 1 / (1 + exp(−x)) of each logit, in double precision. */
export function sigmoids(logits: Float32Array): Float32Array {
  return logits.map((logit) => 1 / (1 + Math.exp(-logit)));
}
